import { InvalidStatisticError } from '../../errors'

/**
 * Computes each amount's share of their sum, smallest first.
 *
 * @param amounts finite and not negative, in any order and any one unit.
 * @returns shares from 0 to 1 that add up to 1; `null` when there is nothing to share (no amounts, or all of them 0).
 * @throws InvalidStatisticError when an amount is negative or not finite.
 */
export function computeShares(amounts: readonly number[]): readonly number[] | null {
  let largest = 0
  for (const amount of amounts) {
    if (!Number.isFinite(amount) || amount < 0) throw new InvalidStatisticError('amount', amount)
    if (amount > largest) largest = amount
  }
  if (largest === 0) return null

  // Scaled by the largest first, so that no sum overflows.
  const sizes = Float64Array.from(amounts, (amount) => amount / largest).sort()
  const total = sizes.reduce((sum, size) => sum + size, 0)
  return Array.from(sizes, (size) => size / total)
}
