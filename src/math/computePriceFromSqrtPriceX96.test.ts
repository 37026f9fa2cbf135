import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SqrtPriceOutOfRangeError, UintOutOfRangeError } from '../errors'
import { computePriceFromSqrtPriceX96 } from './computePriceFromSqrtPriceX96'
import { computeSqrtPriceX96AtTick, MAX_SQRT_PRICE_X96, MAX_TICK, MIN_SQRT_PRICE_X96, MIN_TICK } from './tickMath'

type Fraction = readonly [numerator: bigint, denominator: bigint]

/** A positive normal double as the exact fraction that it stands for. */
function parseDouble(value: number): Fraction {
  const bits = new DataView(Float64Array.of(value).buffer).getBigUint64(0, true)
  const mantissa = (bits & (2n ** 52n - 1n)) | (2n ** 52n)
  const exponent = (bits >> 52n) - 1075n
  return exponent < 0n ? [mantissa, 2n ** -exponent] : [mantissa * 2n ** exponent, 1n]
}

test('token1 per token0, in whole tokens', () => {
  expect(computePriceFromSqrtPriceX96(2n ** 96n, 18, 18)).toBe(1)
  expect(computePriceFromSqrtPriceX96(2n ** 97n, 18, 18)).toBe(4)
  expect(computePriceFromSqrtPriceX96(2n ** 96n, 8, 6)).toBe(100)
  expect(computePriceFromSqrtPriceX96(2n ** 96n, 6, 8)).toBe(0.01)
})

test('behavior: a USDC/WETH pool at tick 196256 has WETH at about 3000 USDC', () => {
  const wethPerUsdc = computePriceFromSqrtPriceX96(computeSqrtPriceX96AtTick(196256), 6, 18)
  expect(1 / wethPerUsdc).toBeCloseTo(3000, 0)
})

test('behavior: within four parts in 2^53 of the exact fraction, for all prices and decimals', () => {
  const tick = fc.integer({ min: MIN_TICK, max: MAX_TICK })
  const uint8 = fc.integer({ min: 0, max: 255 })
  fc.assert(
    fc.property(tick, fc.bigInt({ min: 0n, max: 2n ** 40n }), uint8, uint8, (tick, offset, decimals0, decimals1) => {
      const sqrtPriceX96 = computeSqrtPriceX96AtTick(tick) + (tick < 0 ? offset : -offset)
      fc.pre(sqrtPriceX96 >= MIN_SQRT_PRICE_X96 && sqrtPriceX96 <= MAX_SQRT_PRICE_X96)
      const price = parseDouble(computePriceFromSqrtPriceX96(sqrtPriceX96, decimals0, decimals1))
      const exact = [sqrtPriceX96 ** 2n * 10n ** BigInt(decimals0), 2n ** 192n * 10n ** BigInt(decimals1)] as const
      const difference = price[0] * exact[1] - exact[0] * price[1]
      expect((difference < 0n ? -difference : difference) * 2n ** 53n <= 4n * exact[0] * price[1]).toBe(true)
    }),
    { numRuns: 2000 },
  )
})

test('behavior: neither 0 nor Infinity at the ends', () => {
  expect(computePriceFromSqrtPriceX96(MIN_SQRT_PRICE_X96, 0, 255)).toBeGreaterThan(1e-294)
  expect(computePriceFromSqrtPriceX96(MAX_SQRT_PRICE_X96, 255, 0)).toBeLessThan(1e294)
})

test('error: a price that no pool can have', () => {
  for (const bad of [0n, MIN_SQRT_PRICE_X96 - 1n, MAX_SQRT_PRICE_X96 + 1n]) {
    expect(() => computePriceFromSqrtPriceX96(bad, 18, 18)).toThrow(SqrtPriceOutOfRangeError)
  }
})

test.each([-1, 256, 1.5, NaN, Infinity])('error: %s decimals', (decimals) => {
  expect(() => computePriceFromSqrtPriceX96(2n ** 96n, decimals, 18)).toThrow(UintOutOfRangeError)
  expect(() => computePriceFromSqrtPriceX96(2n ** 96n, 18, decimals)).toThrow(UintOutOfRangeError)
})
