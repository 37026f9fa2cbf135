import type { Concentration } from '../domain/poolReport'
import { computeGini } from '../math/statistics/computeGini'
import { computeHhi } from '../math/statistics/computeHhi'
import { computeTopShare } from '../math/statistics/computeTopShare'

/**
 * Computes how unequally something (capital, fees) is spread over owners: shares of the largest 1, 5 and 10, Gini and HHI.
 *
 * Unknown amounts (`null`) are left out and counted, never taken for 0. Amounts below 0 are the rounding of a pool, which can owe a
 * position a unit less than nothing, and count as 0.
 *
 * @param amounts one for each owner, in any order and any one unit.
 */
export function computeConcentration(amounts: readonly (number | null)[]): Concentration {
  const known = listKnownAmounts(amounts)
  return {
    top1: computeTopShare(known, 1),
    top5: computeTopShare(known, 5),
    top10: computeTopShare(known, 10),
    gini: computeGini(known),
    hhi: computeHhi(known),
    owners: known.length,
    unknown: amounts.length - known.length,
  }
}

/** The amounts that are known, none below 0. */
export function listKnownAmounts(amounts: readonly (number | null)[]): readonly number[] {
  return amounts.flatMap((amount) => (amount === null ? [] : Math.max(0, amount)))
}
