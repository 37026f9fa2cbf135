import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Pair } from '../domain/primitives'
import { SqrtPriceOutOfRangeError, TickOutOfRangeError, TickRangeError, UintOutOfRangeError } from '../errors'
import { computeAmountsForLiquidity } from './liquidityAmounts'
import {
  computeSqrtPriceX96AtTick,
  computeTickAtSqrtPriceX96,
  MAX_SQRT_PRICE_X96,
  MAX_TICK,
  MIN_SQRT_PRICE_X96,
  MIN_TICK,
} from './tickMath'
import { FeeAmount, formatJsbi, parseJsbi, Pool, Position, Token } from './v3Sdk.fixture'

const TOKEN0 = new Token(1, '0x0000000000000000000000000000000000000001', 18)
const TOKEN1 = new Token(1, '0x0000000000000000000000000000000000000002', 18)
const Q96 = 2n ** 96n

/** The amounts by v3-sdk's `Position`, which branches on the pool's tick as the pool does. */
function computeWithSdk(
  sqrtPriceX96: bigint,
  poolTick: number,
  range: readonly [number, number],
  liquidity: bigint,
): Pair {
  const pool = new Pool(TOKEN0, TOKEN1, FeeAmount.LOWEST, formatJsbi(sqrtPriceX96), 0, poolTick)
  const [tickLower, tickUpper] = range
  const { amount0, amount1 } = new Position({ pool, tickLower, tickUpper, liquidity: formatJsbi(liquidity) })
  return [parseJsbi(amount0.quotient), parseJsbi(amount1.quotient)]
}

const liquidity = fc.bigInt({ min: 0n, max: 2n ** 128n - 1n })
const range = fc
  .uniqueArray(fc.integer({ min: MIN_TICK, max: MAX_TICK }), { minLength: 2, maxLength: 2 })
  .map((ticks) => [Math.min(...ticks), Math.max(...ticks)] as const)

describe('computeAmountsForLiquidity', () => {
  test('behavior: only token0 below the range, only token1 above it, both inside', () => {
    expect(computeAmountsForLiquidity(computeSqrtPriceX96AtTick(-20), -10, 10, 10n ** 18n)).toEqual([
      999950044993501n,
      0n,
    ])
    expect(computeAmountsForLiquidity(computeSqrtPriceX96AtTick(20), -10, 10, 10n ** 18n)).toEqual([
      0n,
      999950044993501n,
    ])
    expect(computeAmountsForLiquidity(Q96, -10, 10, 10n ** 18n)).toEqual([499850034993001n, 499850034993001n])
  })

  test('behavior: equals v3-sdk at any price', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: MIN_SQRT_PRICE_X96, max: MAX_SQRT_PRICE_X96 - 1n }),
        fc.integer({ min: MIN_TICK, max: MAX_TICK - 1 }).map(computeSqrtPriceX96AtTick),
        fc.boolean(),
        range,
        liquidity,
        (anyPrice, priceOfTick, atTick, range, liquidity) => {
          const sqrtPriceX96 = atTick ? priceOfTick : anyPrice
          const poolTick = computeTickAtSqrtPriceX96(sqrtPriceX96)
          const expected = computeWithSdk(sqrtPriceX96, poolTick, range, liquidity)
          expect(computeAmountsForLiquidity(sqrtPriceX96, ...range, liquidity)).toEqual(expected)
        },
      ),
      { numRuns: 1000 },
    )
  })

  test('behavior: on a boundary of the range the pool’s tick may be either one, the amounts are the same', () => {
    fc.assert(
      fc.property(range, fc.boolean(), fc.boolean(), liquidity, (range, atUpper, crossedDown, liquidity) => {
        const boundary = atUpper ? range[1] : range[0]
        fc.pre(boundary > MIN_TICK && boundary < MAX_TICK)
        const sqrtPriceX96 = computeSqrtPriceX96AtTick(boundary)
        const expected = computeWithSdk(sqrtPriceX96, crossedDown ? boundary - 1 : boundary, range, liquidity)
        expect(computeAmountsForLiquidity(sqrtPriceX96, ...range, liquidity)).toEqual(expected)
      }),
      { numRuns: 500 },
    )
  })

  test('behavior: no liquidity, no amounts', () => {
    expect(computeAmountsForLiquidity(Q96, MIN_TICK, MAX_TICK, 0n)).toEqual([0n, 0n])
  })

  test('error: a price that no pool can have', () => {
    for (const bad of [0n, MIN_SQRT_PRICE_X96 - 1n, MAX_SQRT_PRICE_X96]) {
      expect(() => computeAmountsForLiquidity(bad, -10, 10, 1n)).toThrow(SqrtPriceOutOfRangeError)
    }
  })

  test('error: ticks out of bounds', () => {
    expect(() => computeAmountsForLiquidity(Q96, MIN_TICK - 1, 10, 1n)).toThrow(TickOutOfRangeError)
    expect(() => computeAmountsForLiquidity(Q96, -10, MAX_TICK + 1, 1n)).toThrow(TickOutOfRangeError)
  })

  test('error: a range that is empty or upside down', () => {
    expect(() => computeAmountsForLiquidity(Q96, 10, 10, 1n)).toThrow(TickRangeError)
    expect(() => computeAmountsForLiquidity(Q96, 10, -10, 1n)).toThrow(TickRangeError)
  })

  test('error: liquidity that is no uint128', () => {
    expect(() => computeAmountsForLiquidity(Q96, -10, 10, -1n)).toThrow(UintOutOfRangeError)
    expect(() => computeAmountsForLiquidity(Q96, -10, 10, 2n ** 128n)).toThrow(UintOutOfRangeError)
  })
})
