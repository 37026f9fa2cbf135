import type { Rates } from '../../domain/performance'
import { formatPoints, formatRateInWords, type RateUnit } from '../format'

const costs = [
  { part: 'impermanentLoss', name: 'Impermanent loss' },
  { part: 'gas', name: 'Gas' },
] as const

/** Title of the parts of your own rate, where there is no whale: `Gas took 8.9 of the 9.8 points that fees brought`. */
export function describeOwnParts(rates: Rates, unit: RateUnit): string {
  const { fees, net } = rates
  const largest = costs
    .map(({ part, name }) => ({ name, rate: rates[part] ?? 0 }))
    .reduce((a, b) => (b.rate < a.rate ? b : a))
  if (fees === null || net === null) return 'How your net rate comes about'
  if (largest.rate >= 0) return `Your net rate is ${formatRateInWords(net, unit)}`
  const points = unit === 'year' ? 'points' : 'basis points a day'
  const cost = -largest.rate
  return cost > fees
    ? `${largest.name} took more than fees brought: ${formatPoints(cost, unit)} against ${formatPoints(fees, unit)} ${points}`
    : `${largest.name} took ${formatPoints(cost, unit)} of the ${formatPoints(fees, unit)} ${points} that fees brought`
}
