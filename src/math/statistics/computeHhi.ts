import { computeShares } from './computeShares'

/**
 * Computes the Herfindahl-Hirschman index of amounts, the sum of their squared shares: `1 / n` when all n are equal, 1 when one has
 * everything.
 *
 * @param amounts finite and not negative, in any order and any one unit.
 * @returns `null` when there is nothing to share.
 * @throws InvalidStatisticError when an amount is negative or not finite.
 * @see https://en.wikipedia.org/wiki/Herfindahl%E2%80%93Hirschman_index
 */
export function computeHhi(amounts: readonly number[]): number | null {
  const shares = computeShares(amounts)
  return shares === null ? null : shares.reduce((sum, share) => sum + share * share, 0)
}
