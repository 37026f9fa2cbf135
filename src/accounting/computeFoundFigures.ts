import type { OwnerFigures } from './computeOwnerFigures'
import type { PerformanceResult } from './computePerformance'
import { addPairs } from './pair'

/** An owner's account in the few figures that compare all owners of a pool: the same as `computeOwnerFigures` gives. Pure. */
export function computeFoundFigures({ performance, missing, inconsistent }: PerformanceResult): OwnerFigures {
  const { owner, amounts, unknownAmounts = [], value, rates } = performance
  const { principal, capitalYears, fees, impermanentLoss, rewards, gas, net } = value
  const isKnown = inconsistent.length === 0
  const areFeesKnown =
    isKnown && !unknownAmounts.includes('feesCollected') && !unknownAmounts.includes('feesUncollected')
  return {
    owner,
    capital: isKnown ? principal : null,
    capitalYears: isKnown ? capitalYears : null,
    feeAmounts: areFeesKnown ? addPairs(amounts.feesCollected, amounts.feesUncollected) : null,
    fees: isKnown ? fees : null,
    impermanentLoss: isKnown ? impermanentLoss : null,
    rewards: isKnown ? rewards : null,
    gas: isKnown ? gas : null,
    net: isKnown ? net : null,
    netRate: isKnown ? rates.net : null,
    missing,
    inconsistent,
  }
}
