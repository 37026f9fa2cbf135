import type { BlockRange } from '../domain/primitives'

/** Number of blocks in an inclusive range. */
export function countBlocks(range: BlockRange): number {
  return range.toBlock - range.fromBlock + 1
}

/** The blocks that both ranges have; `null` when there are none. */
export function intersectRanges(a: BlockRange, b: BlockRange): BlockRange | null {
  const fromBlock = Math.max(a.fromBlock, b.fromBlock)
  const toBlock = Math.min(a.toBlock, b.toBlock)
  return fromBlock <= toBlock ? { fromBlock, toBlock } : null
}

/** The fewest ranges, in order and apart from each other, that cover exactly the same blocks. */
export function mergeRanges(ranges: readonly BlockRange[]): readonly BlockRange[] {
  const merged: BlockRange[] = []
  for (const range of [...ranges].sort((a, b) => a.fromBlock - b.fromBlock)) {
    const last = merged.at(-1)
    if (last && range.fromBlock <= last.toBlock + 1) {
      merged[merged.length - 1] = { fromBlock: last.fromBlock, toBlock: Math.max(last.toBlock, range.toBlock) }
    } else {
      merged.push(range)
    }
  }
  return merged
}

/** The blocks of `range` that none of `covered` holds, in order. */
export function subtractRanges(range: BlockRange, covered: readonly BlockRange[]): readonly BlockRange[] {
  const missing: BlockRange[] = []
  let next = range.fromBlock
  for (const { fromBlock, toBlock } of mergeRanges(covered)) {
    if (toBlock < next) continue
    if (fromBlock > range.toBlock) break
    if (fromBlock > next) missing.push({ fromBlock: next, toBlock: fromBlock - 1 })
    next = toBlock + 1
  }
  if (next <= range.toBlock) missing.push({ fromBlock: next, toBlock: range.toBlock })
  return missing
}

/** Cuts a range into pieces of `size` blocks, in order; the last one can be shorter. */
export function splitRange(range: BlockRange, size: number): readonly BlockRange[] {
  const pieces: BlockRange[] = []
  for (let fromBlock = range.fromBlock; fromBlock <= range.toBlock; fromBlock += size) {
    pieces.push({ fromBlock, toBlock: Math.min(range.toBlock, fromBlock + size - 1) })
  }
  return pieces
}
