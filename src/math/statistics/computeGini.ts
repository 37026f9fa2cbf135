import { computeShares } from './computeShares'

/**
 * Computes the Gini coefficient of amounts: 0 when all are equal, `1 - 1 / n` when one of n has everything.
 *
 * @param amounts finite and not negative, in any order and any one unit.
 * @returns `null` when there is nothing to share.
 * @throws InvalidStatisticError when an amount is negative or not finite.
 * @see https://en.wikipedia.org/wiki/Gini_coefficient#Alternative_expressions
 */
export function computeGini(amounts: readonly number[]): number | null {
  const shares = computeShares(amounts)
  if (shares === null) return null

  // Weights from -(n - 1) to n - 1 instead of ranks: equal amounts then cancel exactly.
  const count = shares.length
  const weighted = shares.reduce((sum, share, index) => sum + (2 * index + 1 - count) * share, 0)
  return Math.max(0, weighted / count)
}
