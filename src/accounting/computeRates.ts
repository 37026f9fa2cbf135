import type { PerformanceValue, Rates } from '../domain/performance'
import { sumOrNull } from './sumOrNull'

/**
 * Computes rates per unit of capital and year: `rate(x) = x / capitalYears`, signed like `x`.
 *
 * The rate of `net` is the sum of the rates of its parts. All are `null` when there was no capital for any time, or it is unknown.
 */
export function computeRates(
  value: Pick<PerformanceValue, 'capitalYears' | 'fees' | 'impermanentLoss' | 'rewards' | 'gas'>,
): Rates {
  const { capitalYears } = value
  const rate = (part: number | null) =>
    part === null || capitalYears === null || !(capitalYears > 0) ? null : part / capitalYears
  const fees = rate(value.fees)
  const impermanentLoss = rate(value.impermanentLoss)
  const rewards = rate(value.rewards)
  const gas = rate(value.gas)
  return { fees, impermanentLoss, rewards, gas, net: sumOrNull([fees, impermanentLoss, rewards, gas]) }
}
