import type { Position } from '../domain/position'

/** Half-width of a range around its middle price, as a fraction: 0.18 is ±18 %, a full range is ±100 %. */
export function computeHalfWidth({ tickLower, tickUpper }: Pick<Position, 'tickLower' | 'tickUpper'>): number {
  // (upper - lower) / (upper + lower) with upper / lower = 1.0001^(tickUpper - tickLower)
  const ratio = 1.0001 ** (tickUpper - tickLower)
  return (ratio - 1) / (ratio + 1)
}

/**
 * Averages the half-widths of ranges, weighted by capital and time.
 *
 * @param weights each range with its `capitalYears`.
 * @returns `null` when a weight is unknown or all are zero.
 */
export function computeRangeWidth(
  weights: readonly { readonly position: Position; readonly capitalYears: number | null }[],
): number | null {
  let total = 0
  let weighted = 0
  for (const { position, capitalYears } of weights) {
    if (capitalYears === null) return null
    total += capitalYears
    weighted += capitalYears * computeHalfWidth(position)
  }
  return total > 0 ? weighted / total : null
}
