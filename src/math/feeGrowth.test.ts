import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Pair } from '../domain/primitives'
import { TickRangeError, UintOutOfRangeError } from '../errors'
import { computeFeeGrowthInside, computeFeesOwed, type FeeGrowthState } from './feeGrowth'
import { formatJsbi, parseJsbi, PositionLibrary, TickLibrary } from './v3Sdk.fixture'

const Q128 = 2n ** 128n
const Q256 = 2n ** 256n
const growth = fc.oneof(
  fc.bigInt({ min: 0n, max: Q256 - 1n }),
  fc.bigInt({ min: 0n, max: Q128 }),
  fc.bigInt({ min: Q256 - Q128, max: Q256 - 1n }),
)
const growths = fc.tuple(growth, growth)
const liquidity = fc.bigInt({ min: 0n, max: Q128 - 1n })

function stateAt(tick: number, global: bigint, outsideLower: bigint, outsideUpper: bigint): FeeGrowthState {
  return {
    tick,
    tickLower: -10,
    tickUpper: 10,
    feeGrowthGlobalX128: [global, 2n * global],
    feeGrowthOutsideLowerX128: [outsideLower, 2n * outsideLower],
    feeGrowthOutsideUpperX128: [outsideUpper, 2n * outsideUpper],
  }
}

describe('computeFeeGrowthInside', () => {
  test('behavior: with the tick inside, what grew outside of both ends is taken off', () => {
    expect(computeFeeGrowthInside(stateAt(0, 15n, 2n, 3n))).toEqual([10n, 20n])
  })

  test('behavior: the lower tick belongs to the range, the upper tick does not', () => {
    expect(computeFeeGrowthInside(stateAt(-10, 15n, 2n, 3n))).toEqual([10n, 20n])
    expect(computeFeeGrowthInside(stateAt(-11, 15n, 5n, 3n))).toEqual([2n, 4n])
    expect(computeFeeGrowthInside(stateAt(9, 15n, 2n, 3n))).toEqual([10n, 20n])
    expect(computeFeeGrowthInside(stateAt(10, 15n, 2n, 3n))).toEqual([1n, 2n])
  })

  test('behavior: wraps below zero in each of the three places of the tick', () => {
    expect(computeFeeGrowthInside(stateAt(-11, 0n, 3n, 5n))).toEqual([Q256 - 2n, Q256 - 4n])
    expect(computeFeeGrowthInside(stateAt(0, 1n, 3n, 5n))).toEqual([Q256 - 7n, Q256 - 14n])
    expect(computeFeeGrowthInside(stateAt(10, 0n, 5n, 3n))).toEqual([Q256 - 2n, Q256 - 4n])
  })

  test('behavior: wraps twice when both outside growths are near 2^256', () => {
    const nearly: Pair = [Q256 - 1n, Q256 - 1n]
    const state = { ...stateAt(0, 0n, 0n, 0n), feeGrowthOutsideLowerX128: nearly, feeGrowthOutsideUpperX128: nearly }
    expect(computeFeeGrowthInside(state)).toEqual([2n, 2n])
  })

  test('behavior: a global growth that has wrapped past the ticks’ outside growth still gives what grew since', () => {
    const before = computeFeeGrowthInside({ ...stateAt(0, 0n, 7n, 9n), feeGrowthGlobalX128: [Q256 - 5n, Q256 - 1n] })
    const after = computeFeeGrowthInside({ ...stateAt(0, 0n, 7n, 9n), feeGrowthGlobalX128: [20n, 0n] })
    expect(after.map((value, token) => BigInt.asUintN(256, value - (before[token] as bigint)))).toEqual([25n, 1n])
  })

  test('behavior: equals v3-sdk for any readings, wrapped ones too', () => {
    fc.assert(
      fc.property(fc.integer({ min: -30, max: 30 }), growths, growths, growths, (tick, global, lower, upper) => {
        const expected = TickLibrary.getFeeGrowthInside(
          { feeGrowthOutside0X128: formatJsbi(lower[0]), feeGrowthOutside1X128: formatJsbi(lower[1]) },
          { feeGrowthOutside0X128: formatJsbi(upper[0]), feeGrowthOutside1X128: formatJsbi(upper[1]) },
          -10,
          10,
          tick,
          formatJsbi(global[0]),
          formatJsbi(global[1]),
        )
        const inside = computeFeeGrowthInside({
          tick,
          tickLower: -10,
          tickUpper: 10,
          feeGrowthGlobalX128: global,
          feeGrowthOutsideLowerX128: lower,
          feeGrowthOutsideUpperX128: upper,
        })
        expect(inside).toEqual(expected.map(parseJsbi))
      }),
      { numRuns: 1000 },
    )
  })

  test('error: a range that is empty or upside down', () => {
    expect(() => computeFeeGrowthInside({ ...stateAt(0, 1n, 0n, 0n), tickUpper: -10 })).toThrow(TickRangeError)
    expect(() => computeFeeGrowthInside({ ...stateAt(0, 1n, 0n, 0n), tickLower: 20 })).toThrow(TickRangeError)
  })
})

describe('computeFeesOwed', () => {
  test('rounds down', () => {
    expect(computeFeesOwed(3n, Q128 / 2n, 0n)).toBe(1n)
    expect(computeFeesOwed(1n, Q128 - 1n, 0n)).toBe(0n)
    expect(computeFeesOwed(5n, 9n * Q128, 7n * Q128)).toBe(10n)
  })

  test('behavior: nothing without liquidity, nothing without growth', () => {
    expect(computeFeesOwed(0n, Q256 - 1n, 0n)).toBe(0n)
    expect(computeFeesOwed(Q128 - 1n, 12345n, 12345n)).toBe(0n)
  })

  test('behavior: growth that wrapped between the two readings counts in full', () => {
    expect(computeFeesOwed(10n, Q128, Q256 - Q128)).toBe(20n)
    expect(computeFeesOwed(10n, 0n, Q256 - Q128)).toBe(10n)
  })

  test('behavior: fees of more than 128 bits lose their upper bits, as in the contracts', () => {
    expect(computeFeesOwed(4n, Q256 / 4n, 0n)).toBe(0n)
    expect(computeFeesOwed(4n, Q256 / 4n + 3n * Q128, 0n)).toBe(12n)
  })

  test('behavior: equals v3-sdk, which leaves the cut to 128 bits to its caller', () => {
    fc.assert(
      fc.property(growths, growths, liquidity, (inside, last, liquidity) => {
        const expected = PositionLibrary.getTokensOwed(
          formatJsbi(last[0]),
          formatJsbi(last[1]),
          formatJsbi(liquidity),
          formatJsbi(inside[0]),
          formatJsbi(inside[1]),
        )
        const owed = inside.map((value, token) => computeFeesOwed(liquidity, value, last[token] as bigint))
        expect(owed).toEqual(expected.map((amount) => BigInt.asUintN(128, parseJsbi(amount))))
      }),
      { numRuns: 1000 },
    )
  })

  test('error: liquidity that is no uint128', () => {
    expect(() => computeFeesOwed(-1n, 1n, 0n)).toThrow(UintOutOfRangeError)
    expect(() => computeFeesOwed(Q128, 1n, 0n)).toThrow(UintOutOfRangeError)
  })
})
