/** What a price between those that were read is taken to be at most, by the nearest of them; as much lower at the least. */
const PRICE_MARGIN = 1.5

/**
 * Whether an owner whose capital was valued with sampled prices may turn out to be the largest: what they are valued at can be too low, and what
 * the largest is valued at too high. Pure.
 *
 * @param capitalYears in any one unit; `null` where a price is unknown.
 * @param largest the most that anybody has in it.
 */
export function mayBeLargest(capitalYears: number | null, largest: number): boolean {
  return capitalYears === null || capitalYears >= largest / PRICE_MARGIN ** 2
}
