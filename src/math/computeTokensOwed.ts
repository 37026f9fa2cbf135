import type { Pair } from '../domain/primitives'
import { computeFeesOwed } from './feeGrowth'

/** The fee books of a position, as both the pool and the position manager keep them (each its own). */
export interface FeeBooks {
  /** uint128. */
  readonly liquidity: bigint
  /** `feeGrowthInside0LastX128` and `feeGrowthInside1LastX128`: Q128.128, uint256. */
  readonly feeGrowthInsideLastX128: Pair
  /** `tokensOwed0` and `tokensOwed1`: base units, uint128. */
  readonly tokensOwed: Pair
}

/**
 * Computes what a position would be owed once its books are brought up to date: what it is owed already (principal too) and its fees since.
 *
 * For liquidity that a contract holds in the pool itself, this is what `burn(0)` and a full `collect` pay out.
 *
 * @param feeGrowthInsideX128 fee growth inside the position's range now, see `computeFeeGrowthInside`.
 * @returns base units of token0 and token1, uint128: like the contracts' own sum, it wraps modulo 2^128.
 * @throws UintOutOfRangeError when the liquidity is no uint128.
 * @see https://github.com/Uniswap/v3-core/blob/v1.0.0/contracts/libraries/Position.sol#L44-L87
 */
export function computeTokensOwed(books: FeeBooks, feeGrowthInsideX128: Pair): Pair {
  const { liquidity, feeGrowthInsideLastX128, tokensOwed } = books
  const fees0 = computeFeesOwed(liquidity, feeGrowthInsideX128[0], feeGrowthInsideLastX128[0])
  const fees1 = computeFeesOwed(liquidity, feeGrowthInsideX128[1], feeGrowthInsideLastX128[1])
  return [BigInt.asUintN(128, tokensOwed[0] + fees0), BigInt.asUintN(128, tokensOwed[1] + fees1)]
}
