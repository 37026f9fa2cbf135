import { computeShares } from './computeShares'

/** A point of a Lorenz curve: the poorest `owners` together have `amount`. Both are shares from 0 to 1. */
export interface LorenzPoint {
  readonly owners: number
  readonly amount: number
}

/**
 * Computes the Lorenz curve of amounts, from (0, 0) to (1, 1), one point for each owner, smallest first.
 *
 * @param amounts finite and not negative, in any order and any one unit.
 * @returns `null` when there is nothing to share.
 * @throws InvalidStatisticError when an amount is negative or not finite.
 * @see https://en.wikipedia.org/wiki/Lorenz_curve
 */
export function computeLorenzCurve(amounts: readonly number[]): readonly LorenzPoint[] | null {
  const shares = computeShares(amounts)
  if (shares === null) return null

  let amount = 0
  const points = shares.map((share, index) => {
    amount += share
    return { owners: (index + 1) / shares.length, amount }
  })
  // The last point is everybody with everything, not what rounding made of it.
  return [{ owners: 0, amount: 0 }, ...points.slice(0, -1), { owners: 1, amount: 1 }]
}
