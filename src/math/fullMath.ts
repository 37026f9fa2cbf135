import { DivisionByZeroError, UintOutOfRangeError } from '../errors'

/** Which way an integer division rounds: `Down` towards zero, `Up` away from it. */
export type Rounding = 'Down' | 'Up'

const MAX_UINT256 = (1n << 256n) - 1n

/**
 * Computes `a * b / denominator` without losing precision in between.
 *
 * All three are uint256; so must be the result, as in the contracts.
 *
 * @throws DivisionByZeroError when `denominator` is 0.
 * @throws UintOutOfRangeError when an argument is negative or the result exceeds 256 bits.
 * @see https://github.com/Uniswap/v3-core/blob/v1.0.0/contracts/libraries/FullMath.sol
 */
export function mulDiv(a: bigint, b: bigint, denominator: bigint, rounding: Rounding): bigint {
  if (a < 0n) throw new UintOutOfRangeError('multiplicand', 256, a)
  if (b < 0n) throw new UintOutOfRangeError('multiplier', 256, b)
  if (denominator < 0n) throw new UintOutOfRangeError('divisor', 256, denominator)
  if (denominator === 0n) throw new DivisionByZeroError()

  const product = a * b
  const result = (rounding === 'Up' ? product + denominator - 1n : product) / denominator
  if (result > MAX_UINT256) throw new UintOutOfRangeError('quotient', 256, result)
  return result
}
