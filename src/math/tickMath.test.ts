import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SqrtPriceOutOfRangeError, TickOutOfRangeError } from '../errors'
import {
  computeSqrtPriceX96AtTick,
  computeTickAtSqrtPriceX96,
  MAX_SQRT_PRICE_X96,
  MAX_TICK,
  MIN_SQRT_PRICE_X96,
  MIN_TICK,
} from './tickMath'
import { formatJsbi, parseJsbi, TickMath } from './v3Sdk.fixture'

/** `[bit of the tick, multiplier]` in the order of the contract's own source. */
const SOLIDITY_STEPS = parseSoliditySteps()

function parseSoliditySteps(): readonly (readonly [number, bigint])[] {
  const path = createRequire(import.meta.url).resolve('@uniswap/v3-core/contracts/libraries/TickMath.sol')
  const steps = readFileSync(path, 'utf8').matchAll(/absTick & (0x[0-9a-f]+) != 0[^;]*?(0x[0-9a-f]{20,32})\b/g)
  return Array.from(steps, ([, bit, multiplier]) => [Number(bit), BigInt(String(multiplier))] as const)
}

/** TickMath.sol's `getSqrtRatioAtTick`, step by step. */
function computeAsInSolidity(tick: number): bigint {
  const absTick = Math.abs(tick)
  let ratio = 1n << 128n
  for (const [bit, multiplier] of SOLIDITY_STEPS) if ((absTick & bit) !== 0) ratio = (ratio * multiplier) >> 128n
  if (tick > 0) ratio = (2n ** 256n - 1n) / ratio
  return (ratio >> 32n) + (ratio % (1n << 32n) === 0n ? 0n : 1n)
}

const tick = fc.integer({ min: MIN_TICK, max: MAX_TICK })

describe('constants', () => {
  test('are those of the contracts', () => {
    expect(MIN_TICK).toBe(TickMath.MIN_TICK)
    expect(MAX_TICK).toBe(TickMath.MAX_TICK)
    expect(MIN_SQRT_PRICE_X96).toBe(parseJsbi(TickMath.MIN_SQRT_RATIO))
    expect(MAX_SQRT_PRICE_X96).toBe(parseJsbi(TickMath.MAX_SQRT_RATIO))
  })

  test('all 20 steps of the contract were found in its source', () => {
    expect(SOLIDITY_STEPS.map(([bit]) => bit)).toEqual(Array.from({ length: 20 }, (_, i) => 2 ** i))
  })
})

test('every tick: its price is the contract’s, and leads back to the tick from the first price on and not before', () => {
  const wrong: number[] = []
  let below = 0n
  for (let tick = MIN_TICK; tick <= MAX_TICK; tick++) {
    const sqrtPriceX96 = computeSqrtPriceX96AtTick(tick)
    if (sqrtPriceX96 !== computeAsInSolidity(tick) || sqrtPriceX96 <= below) wrong.push(tick)
    if (tick < MAX_TICK && computeTickAtSqrtPriceX96(sqrtPriceX96) !== tick) wrong.push(tick)
    if (tick > MIN_TICK && computeTickAtSqrtPriceX96(sqrtPriceX96 - 1n) !== tick - 1) wrong.push(tick)
    below = sqrtPriceX96
  }
  expect(wrong).toEqual([])
}, 60_000)

describe('computeSqrtPriceX96AtTick', () => {
  test('known prices', () => {
    expect(computeSqrtPriceX96AtTick(0)).toBe(1n << 96n)
    expect(computeSqrtPriceX96AtTick(-0)).toBe(1n << 96n)
    expect(computeSqrtPriceX96AtTick(MIN_TICK)).toBe(MIN_SQRT_PRICE_X96)
    expect(computeSqrtPriceX96AtTick(MAX_TICK)).toBe(MAX_SQRT_PRICE_X96)
    expect(computeSqrtPriceX96AtTick(250_000)).toBe(21246587762933397357449903968194344n)
  })

  test('behavior: equals v3-sdk', () => {
    fc.assert(
      fc.property(tick, (tick) => {
        expect(computeSqrtPriceX96AtTick(tick)).toBe(parseJsbi(TickMath.getSqrtRatioAtTick(tick)))
      }),
      { numRuns: 2000 },
    )
  })

  test.each([MIN_TICK - 1, MAX_TICK + 1, 0.5, NaN, Infinity, -Infinity, 2 ** 32])('error: %s is no tick', (tick) => {
    expect(() => computeSqrtPriceX96AtTick(tick)).toThrow(TickOutOfRangeError)
  })
})

describe('computeTickAtSqrtPriceX96', () => {
  test('known ticks', () => {
    expect(computeTickAtSqrtPriceX96(MIN_SQRT_PRICE_X96)).toBe(MIN_TICK)
    expect(computeTickAtSqrtPriceX96(MAX_SQRT_PRICE_X96 - 1n)).toBe(MAX_TICK - 1)
    expect(computeTickAtSqrtPriceX96(1n << 96n)).toBe(0)
    expect(computeTickAtSqrtPriceX96((1n << 96n) - 1n)).toBe(-1)
    expect(computeTickAtSqrtPriceX96((1n << 96n) + 1n)).toBe(0)
  })

  test('behavior: equals v3-sdk at any price, and at prices a hair from a boundary', () => {
    const evenlyOverTicks = fc.tuple(tick, fc.bigInt({ min: -(2n ** 40n), max: 2n ** 40n }))
    const price = fc.oneof(
      fc.bigInt({ min: MIN_SQRT_PRICE_X96, max: MAX_SQRT_PRICE_X96 - 1n }),
      evenlyOverTicks.map(([tick, offset]) => computeSqrtPriceX96AtTick(tick) + offset),
      evenlyOverTicks.map(([tick, offset]) => computeSqrtPriceX96AtTick(tick) + offset / 2n ** 38n),
      evenlyOverTicks.map(([tick, offset]) => (computeSqrtPriceX96AtTick(tick) * (2n ** 52n + offset)) >> 52n),
    )
    fc.assert(
      fc.property(price, (sqrtPriceX96) => {
        fc.pre(sqrtPriceX96 >= MIN_SQRT_PRICE_X96 && sqrtPriceX96 < MAX_SQRT_PRICE_X96)
        expect(computeTickAtSqrtPriceX96(sqrtPriceX96)).toBe(TickMath.getTickAtSqrtRatio(formatJsbi(sqrtPriceX96)))
      }),
      { numRuns: 5000 },
    )
  })

  test.each([MIN_SQRT_PRICE_X96 - 1n, MAX_SQRT_PRICE_X96, 0n, -1n, 2n ** 160n])('error: %s is no price', (price) => {
    expect(() => computeTickAtSqrtPriceX96(price)).toThrow(SqrtPriceOutOfRangeError)
  })
})
