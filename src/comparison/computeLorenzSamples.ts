import type { LorenzCurve, LorenzSamples } from '../domain/poolReport'
import { computeLorenzCurve } from '../math/statistics/computeLorenzCurve'
import { listKnownAmounts } from './computeConcentration'

/** Steps of 1 % of the owners, where there are that many. */
const MAX_STEPS = 100

/**
 * Computes the Lorenz curves of capital and fees, both in the same number of steps: one owner a step below a hundred owners, else a
 * hundredth of them. Every step is a whole number of owners, rounded down, so no share ever lies between two owners. Unknown amounts
 * are left out, so the two curves can be made of different numbers of owners.
 */
export function computeLorenzSamples(
  capital: readonly (number | null)[],
  fees: readonly (number | null)[],
): LorenzSamples {
  const curves = {
    capital: computeLorenzCurve(listKnownAmounts(capital)),
    fees: computeLorenzCurve(listKnownAmounts(fees)),
  }
  const ownerCountOf = (curve: readonly unknown[] | null) => (curve === null ? 0 : curve.length - 1)
  const steps = Math.min(MAX_STEPS, Math.max(ownerCountOf(curves.capital), ownerCountOf(curves.fees)))
  const sample = (curve: typeof curves.capital): LorenzCurve | null => {
    if (curve === null) return null
    const owners = Array.from({ length: steps + 1 }, (_, step) => Math.floor((step * ownerCountOf(curve)) / steps))
    return { owners, shares: owners.map((count) => curve[count]?.amount ?? 0) }
  }
  return { capital: sample(curves.capital), fees: sample(curves.fees) }
}
