import type { BlockRange } from '../domain/primitives'

/** Blocks that are asked for side by side in a round: each round leaves an eighth of the range. */
const PROBES = 7

/**
 * Finds where something began that has been so ever since, as at a contract's creation: within a range at whose end it is so.
 *
 * @param isSo whether it is so at the end of a block.
 * @param precision the search ends once no more blocks than this are left.
 * @returns `after`, `until`: it began at or after the one block and at or before the other, and `until - after < precision`.
 */
export async function searchBlocks(
  range: BlockRange,
  isSo: (blockNumber: number) => Promise<boolean>,
  precision = 1,
): Promise<{ readonly after: number; readonly until: number }> {
  let after = range.fromBlock
  let until = range.toBlock
  while (until - after >= precision) {
    const span = until - after
    const sections = Math.min(PROBES + 1, span)
    const probes = Array.from(
      { length: sections - 1 },
      (_, index) => after + Math.floor((span * (index + 1)) / sections),
    )
    // Two blocks are left: what is so at the first began there.
    const blocks = probes.length === 0 ? [after] : probes
    const answers = await Promise.all(blocks.map(isSo))
    blocks.forEach((block, index) => {
      if (answers[index] === true) until = Math.min(until, block)
    })
    blocks.forEach((block, index) => {
      if (answers[index] === false && block < until) after = Math.max(after, block + 1)
    })
  }
  return { after, until }
}
