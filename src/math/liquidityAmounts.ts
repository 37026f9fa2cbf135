import type { Pair } from '../domain/primitives'
import { SqrtPriceOutOfRangeError, TickRangeError } from '../errors'
import { computeAmount0Delta, computeAmount1Delta } from './sqrtPriceMath'
import { computeSqrtPriceX96AtTick, MAX_SQRT_PRICE_X96, MIN_SQRT_PRICE_X96 } from './tickMath'

/**
 * Computes the principal that liquidity in a tick range is worth at a price: what the pool's `burn` of it credits.
 *
 * The pool itself branches on `slot0.tick`; where that differs from the tick of the price (the price rests on a boundary that was
 * crossed downwards) both branches give the same amounts, so the price is enough.
 *
 * @param sqrtPriceX96 the pool's price, Q64.96, from `MIN_SQRT_PRICE_X96` to below `MAX_SQRT_PRICE_X96`.
 * @param liquidity uint128.
 * @returns base units of token0 and token1, rounded down.
 * @throws SqrtPriceOutOfRangeError, TickOutOfRangeError, TickRangeError, UintOutOfRangeError
 * @see https://github.com/Uniswap/v3-core/blob/v1.0.0/contracts/UniswapV3Pool.sol#L306-L372
 */
export function computeAmountsForLiquidity(
  sqrtPriceX96: bigint,
  tickLower: number,
  tickUpper: number,
  liquidity: bigint,
): Pair {
  const sqrtPriceLowerX96 = computeSqrtPriceX96AtTick(tickLower)
  const sqrtPriceUpperX96 = computeSqrtPriceX96AtTick(tickUpper)
  if (tickLower >= tickUpper) throw new TickRangeError(tickLower, tickUpper)
  if (sqrtPriceX96 < MIN_SQRT_PRICE_X96 || sqrtPriceX96 >= MAX_SQRT_PRICE_X96) {
    throw new SqrtPriceOutOfRangeError(sqrtPriceX96)
  }

  if (sqrtPriceX96 <= sqrtPriceLowerX96) {
    return [computeAmount0Delta(sqrtPriceLowerX96, sqrtPriceUpperX96, liquidity, 'Down'), 0n]
  }
  if (sqrtPriceX96 >= sqrtPriceUpperX96) {
    return [0n, computeAmount1Delta(sqrtPriceLowerX96, sqrtPriceUpperX96, liquidity, 'Down')]
  }
  return [
    computeAmount0Delta(sqrtPriceX96, sqrtPriceUpperX96, liquidity, 'Down'),
    computeAmount1Delta(sqrtPriceLowerX96, sqrtPriceX96, liquidity, 'Down'),
  ]
}
