/**
 * Chooses the blocks whose prices are read: all that are needed where they are few; else those of the largest owners first, as many as
 * `limit` allows.
 *
 * @param always blocks that are read in any case, and count.
 * @param needed the blocks that each owner needs, largest owner first.
 */
export function choosePricedBlocks(
  always: readonly number[],
  needed: readonly (readonly number[])[],
  limit: number,
): ReadonlySet<number> {
  const chosen = new Set(always)
  for (const blocks of needed) {
    const added = blocks.filter((block) => !chosen.has(block))
    if (chosen.size + added.length > limit) continue
    for (const block of added) chosen.add(block)
  }
  return chosen
}

/** Longest way from a needed block back to the nearest one that was read before it, in blocks. */
export function computeLongestPriceAge(needed: Iterable<number>, read: ReadonlySet<number>): number {
  const ascending = [...read].sort((a, b) => a - b)
  let longest = 0
  for (const block of needed) {
    if (read.has(block)) continue
    const before = ascending.findLast((candidate) => candidate <= block) ?? ascending[0] ?? block
    longest = Math.max(longest, Math.abs(block - before))
  }
  return longest
}
