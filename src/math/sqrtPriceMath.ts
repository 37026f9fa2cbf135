import { SqrtPriceOutOfRangeError, UintOutOfRangeError } from '../errors'
import type { Rounding } from './fullMath'
import { MAX_SQRT_PRICE_X96, MIN_SQRT_PRICE_X96 } from './tickMath'

const MAX_UINT128 = (1n << 128n) - 1n
const MAX_UINT96 = (1n << 96n) - 1n

/**
 * Computes the amount of token0 between two prices: `liquidity * (1 / sqrt(lower) - 1 / sqrt(upper))`.
 *
 * The contracts divide by the upper and then by the lower price and round both times in the same direction; one division by their
 * product gives the same integer.
 *
 * @param sqrtPriceAX96 Q64.96, from `MIN_SQRT_PRICE_X96` to `MAX_SQRT_PRICE_X96`; the two prices may come in either order.
 * @param liquidity uint128.
 * @param rounding a pool pays out rounded `Down` and takes in rounded `Up`.
 * @returns base units of token0, never negative.
 * @throws SqrtPriceOutOfRangeError, UintOutOfRangeError
 * @see https://github.com/Uniswap/v3-core/blob/v1.0.0/contracts/libraries/SqrtPriceMath.sol#L153-L173
 */
export function computeAmount0Delta(
  sqrtPriceAX96: bigint,
  sqrtPriceBX96: bigint,
  liquidity: bigint,
  rounding: Rounding,
): bigint {
  assertPricesAndLiquidity(sqrtPriceAX96, sqrtPriceBX96, liquidity)
  const distance = sqrtPriceAX96 < sqrtPriceBX96 ? sqrtPriceBX96 - sqrtPriceAX96 : sqrtPriceAX96 - sqrtPriceBX96
  const numerator = (liquidity * distance) << 96n
  const denominator = sqrtPriceAX96 * sqrtPriceBX96
  return (rounding === 'Up' ? numerator + denominator - 1n : numerator) / denominator
}

/**
 * Computes the amount of token1 between two prices: `liquidity * (sqrt(upper) - sqrt(lower))`.
 *
 * @param sqrtPriceAX96 Q64.96, from `MIN_SQRT_PRICE_X96` to `MAX_SQRT_PRICE_X96`; the two prices may come in either order.
 * @param liquidity uint128.
 * @param rounding a pool pays out rounded `Down` and takes in rounded `Up`.
 * @returns base units of token1, never negative.
 * @throws SqrtPriceOutOfRangeError, UintOutOfRangeError
 * @see https://github.com/Uniswap/v3-core/blob/v1.0.0/contracts/libraries/SqrtPriceMath.sol#L182-L194
 */
export function computeAmount1Delta(
  sqrtPriceAX96: bigint,
  sqrtPriceBX96: bigint,
  liquidity: bigint,
  rounding: Rounding,
): bigint {
  assertPricesAndLiquidity(sqrtPriceAX96, sqrtPriceBX96, liquidity)
  const distance = sqrtPriceAX96 < sqrtPriceBX96 ? sqrtPriceBX96 - sqrtPriceAX96 : sqrtPriceAX96 - sqrtPriceBX96
  const amountX96 = liquidity * distance
  return (rounding === 'Up' ? amountX96 + MAX_UINT96 : amountX96) >> 96n
}

function assertPricesAndLiquidity(sqrtPriceAX96: bigint, sqrtPriceBX96: bigint, liquidity: bigint): void {
  if (sqrtPriceAX96 < MIN_SQRT_PRICE_X96 || sqrtPriceAX96 > MAX_SQRT_PRICE_X96) {
    throw new SqrtPriceOutOfRangeError(sqrtPriceAX96)
  }
  if (sqrtPriceBX96 < MIN_SQRT_PRICE_X96 || sqrtPriceBX96 > MAX_SQRT_PRICE_X96) {
    throw new SqrtPriceOutOfRangeError(sqrtPriceBX96)
  }
  if (liquidity < 0n || liquidity > MAX_UINT128) throw new UintOutOfRangeError('liquidity', 128, liquidity)
}
