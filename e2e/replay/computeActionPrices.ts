import type { Pair } from '../../src/domain/primitives'
import { computeAmount0Delta, computeAmount1Delta } from '../../src/math/sqrtPriceMath'
import { computeSqrtPriceX96AtTick, MAX_SQRT_PRICE_X96, MIN_SQRT_PRICE_X96 } from '../../src/math/tickMath'
import type { RecordedRange } from './records/fartcoinFiles'

/** All square root prices from `lowest` to `highest`. */
export interface PriceInterval {
  readonly lowest: bigint
  readonly highest: bigint
}

/**
 * The prices at which liquidity in a range is worth exactly these amounts, as the pool rounds them: up when it takes them in, down
 * when it pays them out.
 *
 * In range both amounts together leave a few prices out of 2^160. Out of range every price on that side will do.
 *
 * @throws Error when no price gives these amounts
 */
export function computeActionPrices(
  { tickLower, tickUpper }: RecordedRange,
  liquidity: bigint,
  [amount0, amount1]: Pair,
  rounding: 'Up' | 'Down',
): PriceInterval {
  const lower = computeSqrtPriceX96AtTick(tickLower)
  const upper = computeSqrtPriceX96AtTick(tickUpper)
  const amount0At = (price: bigint) => computeAmount0Delta(price, upper, liquidity, rounding)
  const amount1At = (price: bigint) => computeAmount1Delta(lower, price, liquidity, rounding)
  if (amount1 === 0n && amount0 === amount0At(lower)) return { lowest: MIN_SQRT_PRICE_X96, highest: lower }
  if (amount0 === 0n && amount1 === amount1At(upper)) return { lowest: upper, highest: MAX_SQRT_PRICE_X96 - 1n }

  const range = { lowest: lower, highest: upper }
  const lowest = max(
    findFirst(range, (price) => amount0At(price) <= amount0),
    findFirst(range, (price) => amount1At(price) >= amount1),
  )
  const beyond = min(
    findFirst(range, (price) => amount0At(price) < amount0),
    findFirst(range, (price) => amount1At(price) > amount1),
  )
  if (lowest >= beyond) throw new Error(`No price gives ${amount0} and ${amount1} for a liquidity of ${liquidity}.`)
  return { lowest, highest: beyond - 1n }
}

/** The lowest price that passes a test which all higher ones pass too; one above the highest when none does. */
function findFirst({ lowest, highest }: PriceInterval, passes: (price: bigint) => boolean): bigint {
  let low = lowest
  let high = highest + 1n
  while (low < high) {
    const middle = (low + high) >> 1n
    if (middle <= highest && !passes(middle)) low = middle + 1n
    else high = middle
  }
  return low
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
