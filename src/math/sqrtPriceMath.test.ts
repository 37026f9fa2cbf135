import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SqrtPriceOutOfRangeError, UintOutOfRangeError } from '../errors'
import type { Rounding } from './fullMath'
import { computeAmount0Delta, computeAmount1Delta } from './sqrtPriceMath'
import { computeSqrtPriceX96AtTick, MAX_SQRT_PRICE_X96, MAX_TICK, MIN_SQRT_PRICE_X96, MIN_TICK } from './tickMath'
import { formatJsbi, parseJsbi, SqrtPriceMath } from './v3Sdk.fixture'

const Q96 = 2n ** 96n
const price = fc.oneof(
  fc.integer({ min: MIN_TICK, max: MAX_TICK }).map(computeSqrtPriceX96AtTick),
  fc.bigInt({ min: MIN_SQRT_PRICE_X96, max: MAX_SQRT_PRICE_X96 }),
)
const liquidity = fc.bigInt({ min: 0n, max: 2n ** 128n - 1n })
const rounding = fc.constantFrom<Rounding>('Down', 'Up')

describe.each([
  { name: 'computeAmount0Delta', ours: computeAmount0Delta, theirs: SqrtPriceMath.getAmount0Delta },
  { name: 'computeAmount1Delta', ours: computeAmount1Delta, theirs: SqrtPriceMath.getAmount1Delta },
])('$name', ({ ours, theirs }) => {
  test('behavior: equals v3-sdk to the last unit, in both roundings', () => {
    fc.assert(
      fc.property(price, price, liquidity, rounding, (a, b, liquidity, rounding) => {
        const expected = theirs(formatJsbi(a), formatJsbi(b), formatJsbi(liquidity), rounding === 'Up')
        expect(ours(a, b, liquidity, rounding)).toBe(parseJsbi(expected))
      }),
      { numRuns: 2000 },
    )
  })

  test('behavior: the order of the prices does not matter', () => {
    fc.assert(
      fc.property(price, price, liquidity, rounding, (a, b, liquidity, rounding) => {
        expect(ours(a, b, liquidity, rounding)).toBe(ours(b, a, liquidity, rounding))
      }),
    )
  })

  test('behavior: nothing between equal prices, and nothing of no liquidity', () => {
    expect(ours(Q96, Q96, 2n ** 128n - 1n, 'Up')).toBe(0n)
    expect(ours(Q96, 2n * Q96, 0n, 'Up')).toBe(0n)
  })

  test('error: prices that no pool can have', () => {
    for (const bad of [0n, -1n, MIN_SQRT_PRICE_X96 - 1n, MAX_SQRT_PRICE_X96 + 1n]) {
      expect(() => ours(bad, Q96, 1n, 'Down')).toThrow(SqrtPriceOutOfRangeError)
      expect(() => ours(Q96, bad, 1n, 'Down')).toThrow(SqrtPriceOutOfRangeError)
    }
  })

  test('error: liquidity that is no uint128', () => {
    for (const bad of [-1n, 2n ** 128n]) {
      expect(() => ours(Q96, 2n * Q96, bad, 'Down')).toThrow(UintOutOfRangeError)
    }
  })
})

test('known amounts from price 1 to 4 (square roots 1 and 2)', () => {
  expect(computeAmount0Delta(Q96, 2n * Q96, 1001n, 'Down')).toBe(500n)
  expect(computeAmount0Delta(Q96, 2n * Q96, 1001n, 'Up')).toBe(501n)
  expect(computeAmount1Delta(Q96, 2n * Q96, 1001n, 'Down')).toBe(1001n)
  expect(computeAmount1Delta(Q96, (3n * Q96) / 2n, 1001n, 'Down')).toBe(500n)
  expect(computeAmount1Delta(Q96, (3n * Q96) / 2n, 1001n, 'Up')).toBe(501n)
})
