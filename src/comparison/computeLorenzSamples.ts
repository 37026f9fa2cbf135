import type { LorenzSamples } from '../domain/poolReport'
import { computeLorenzCurve, type LorenzPoint } from '../math/statistics/computeLorenzCurve'
import { listKnownAmounts } from './computeConcentration'

/** Steps of 1 % of the owners. */
const STEPS = 100

/**
 * Computes the Lorenz curves of capital and fees at equal steps of owners, so that both stand on one axis however many owners there are.
 * Between two owners the curve is a straight line, as Lorenz drew it. Unknown amounts are left out.
 */
export function computeLorenzSamples(
  capital: readonly (number | null)[],
  fees: readonly (number | null)[],
): LorenzSamples {
  const owners = Array.from({ length: STEPS + 1 }, (_, step) => step / STEPS)
  const sample = (amounts: readonly (number | null)[]) => {
    const curve = computeLorenzCurve(listKnownAmounts(amounts))
    return curve && owners.map((share) => computeLorenzShare(curve, share))
  }
  return { owners, capital: sample(capital), fees: sample(fees) }
}

/** Height of a Lorenz curve over a share of owners, 0 to 1: on the line between its two nearest points. */
export function computeLorenzShare(curve: readonly LorenzPoint[], owners: number): number {
  const last = curve.length - 1
  const place = Math.min(last, Math.max(0, owners * last))
  const below = Math.floor(place)
  const low = curve[below]?.amount ?? 0
  const high = curve[Math.min(last, below + 1)]?.amount ?? low
  return low + (high - low) * (place - below)
}
