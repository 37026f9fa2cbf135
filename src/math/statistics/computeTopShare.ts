import { InvalidStatisticError } from '../../errors'
import { computeShares } from './computeShares'

/**
 * Computes the share of the sum that the largest `count` amounts have together.
 *
 * @param amounts finite and not negative, in any order and any one unit.
 * @param count a whole number of at least 1; more than there are amounts means all of them.
 * @returns from 0 to 1, `null` when there is nothing to share.
 * @throws InvalidStatisticError when an amount is negative or not finite, or `count` is no such number.
 */
export function computeTopShare(amounts: readonly number[], count: number): number | null {
  if (!Number.isInteger(count) || count < 1) throw new InvalidStatisticError('number of owners', count)
  const shares = computeShares(amounts)
  if (shares === null) return null
  if (count >= shares.length) return 1
  return Math.min(
    1,
    shares.slice(-count).reduce((sum, share) => sum + share, 0),
  )
}
