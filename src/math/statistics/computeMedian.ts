import { InvalidStatisticError } from '../../errors'

/**
 * Computes the median: the middle value, or the mean of the two middle ones.
 *
 * @param values finite, of any sign and in any order.
 * @returns in the unit of the values; `null` when there are none.
 * @throws InvalidStatisticError when a value is not finite.
 */
export function computeMedian(values: readonly number[]): number | null {
  for (const value of values) if (!Number.isFinite(value)) throw new InvalidStatisticError('value', value)

  const sorted = Float64Array.from(values).sort()
  const upper = sorted[sorted.length >> 1]
  if (upper === undefined) return null
  if (sorted.length % 2 === 1) return upper
  const lower = sorted[(sorted.length >> 1) - 1] as number
  return (lower + upper) / 2
}
