/**
 * Picks blocks for the charts: evenly spread from `fromBlock` to `toBlock`, with the given blocks of interest among them.
 *
 * Both ends are always in. At most `limit` blocks come back, in ascending order without repetition; blocks of interest
 * that do not fit are thinned evenly, because a chart of a busy year needs its shape and not every step.
 */
export function computeSampleBlocks(
  fromBlock: number,
  toBlock: number,
  blocksOfInterest: readonly number[],
  limit: number,
): readonly number[] {
  const inside = [...new Set(blocksOfInterest)]
    .filter((block) => block > fromBlock && block < toBlock)
    .sort((a, b) => a - b)
  const interestLimit = Math.floor(limit / 2)
  const step = Math.max(1, inside.length / interestLimit)
  const samples = new Set<number>([fromBlock, toBlock])
  for (let index = 0; Math.floor(index) < inside.length; index += step) samples.add(inside[Math.floor(index)] as number)
  const evenCount = limit - samples.size
  for (let index = 1; index <= evenCount; index++) {
    samples.add(fromBlock + Math.round(((toBlock - fromBlock) * index) / (evenCount + 1)))
  }
  return [...samples].sort((a, b) => a - b)
}
