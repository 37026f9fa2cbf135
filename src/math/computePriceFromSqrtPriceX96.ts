import { SqrtPriceOutOfRangeError, UintOutOfRangeError } from '../errors'
import { MAX_SQRT_PRICE_X96, MIN_SQRT_PRICE_X96 } from './tickMath'

/**
 * Computes the price of one whole token0 in whole token1 for display and valuation.
 *
 * Every price of a pool with any decimals fits a double; the result is off by at most two units in its last place.
 *
 * @param sqrtPriceX96 Q64.96, from `MIN_SQRT_PRICE_X96` to `MAX_SQRT_PRICE_X96` (the end of a full range), both included.
 * @param decimals0 decimals of token0, uint8.
 * @param decimals1 decimals of token1, uint8.
 * @throws SqrtPriceOutOfRangeError, UintOutOfRangeError
 * @see https://uniswap.org/whitepaper-v3.pdf section 6.1
 */
export function computePriceFromSqrtPriceX96(sqrtPriceX96: bigint, decimals0: number, decimals1: number): number {
  if (sqrtPriceX96 < MIN_SQRT_PRICE_X96 || sqrtPriceX96 > MAX_SQRT_PRICE_X96) {
    throw new SqrtPriceOutOfRangeError(sqrtPriceX96)
  }
  assertUint8(decimals0)
  assertUint8(decimals1)
  const sqrtPrice = Number(sqrtPriceX96) / 2 ** 96
  // Parsing rounds a power of ten to the nearest double; `10 ** n` is off by more for large n.
  return sqrtPrice * sqrtPrice * Number(`1e${decimals0 - decimals1}`)
}

function assertUint8(decimals: number): void {
  if (!Number.isInteger(decimals) || decimals < 0 || decimals > 255) {
    throw new UintOutOfRangeError('number of decimals', 8, decimals)
  }
}
