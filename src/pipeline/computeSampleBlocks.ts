/** Number of multiples of `gap` between two blocks, both left out. */
function countMultiples(gap: number, fromBlock: number, toBlock: number): number {
  return Math.max(0, Math.ceil(toBlock / gap) - Math.floor(fromBlock / gap) - 1)
}

/**
 * Picks blocks for the charts: evenly spread from `fromBlock` to `toBlock`, with the given blocks of interest among them.
 *
 * The spread is by multiples of a power of two: a window that grows keeps its blocks, so that what was read of them before still serves,
 * until it has doubled; then every second one stays.
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
  let gap = 1
  while (countMultiples(gap, fromBlock, toBlock) > evenCount) gap *= 2
  for (let block = (Math.floor(fromBlock / gap) + 1) * gap; block < toBlock; block += gap) samples.add(block)
  return [...samples].sort((a, b) => a - b)
}
