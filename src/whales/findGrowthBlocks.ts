import { countBlocks } from '../chain/blockRanges'
import type { BlockRange } from '../domain/primitives'

/** Into how many parts the blocks are cut each time; the places between them are read side by side. */
const PARTS = 8

/**
 * Finds the blocks in which something grew most, no more than `blocks` of them, by looking at how large it was at places in between.
 *
 * What grew and shrank again between two looks stays unseen: the answer says where to look, and proves nothing.
 *
 * @param life a first block at whose end nothing was there yet, up to the last one that matters.
 * @param isKnown whether nothing new can be found in some blocks.
 * @returns `null` where it grew in no other blocks than known ones.
 */
export async function findGrowthBlocks(
  life: BlockRange,
  blocks: number,
  isKnown: (range: BlockRange) => boolean,
  readAt: (blockNumber: number) => Promise<bigint>,
): Promise<BlockRange | null> {
  let span = life
  do {
    const places = cut(span)
    const held = await Promise.all(places.map(readAt))
    let best: { readonly range: BlockRange; readonly growth: bigint } | null = null
    for (const [index, toBlock] of places.entries()) {
      const fromBlock = places[index - 1]
      const growth = (held[index] as bigint) - (held[index - 1] ?? 0n)
      if (fromBlock === undefined || growth <= (best?.growth ?? 0n)) continue
      if (!isKnown({ fromBlock: fromBlock + 1, toBlock })) best = { range: { fromBlock, toBlock }, growth }
    }
    if (best === null) return null
    span = best.range
  } while (countBlocks(span) - 1 > blocks)
  return { fromBlock: span.fromBlock + 1, toBlock: span.toBlock }
}

/** Both ends of a span and the places between its parts. */
function cut({ fromBlock, toBlock }: BlockRange): readonly number[] {
  const places = Array.from({ length: PARTS + 1 }, (_, part) =>
    Math.round(fromBlock + ((toBlock - fromBlock) * part) / PARTS),
  )
  return [...new Set(places)]
}
