import { bench, describe } from 'vitest'
import type { Pair } from '../domain/primitives'
import { computeFeeGrowthInside, computeFeesOwed, type FeeGrowthState } from './feeGrowth'
import { formatJsbi, PositionLibrary, TickLibrary } from './v3Sdk.fixture'

interface Reading {
  readonly state: FeeGrowthState
  readonly liquidity: bigint
  readonly insideLastX128: Pair
}

const GLOBAL_X128: Pair = [
  3_412_981_246_137_462_108_453_921_734_018_237n,
  1_402_981_246_137_462_108_453_921_734_018_237_123_456_789n,
]

// 1,000 positions as they are: the tick is inside half of the ranges, and where it is outside growth inside wraps for about half of them.
const readings = Array.from({ length: 1000 }, (_, i): Reading => {
  const state = {
    tick: [0, 0, -500, 500][i % 4] as number,
    tickLower: -100,
    tickUpper: 100,
    feeGrowthGlobalX128: GLOBAL_X128,
    feeGrowthOutsideLowerX128: computePart(i * 7919),
    feeGrowthOutsideUpperX128: computePart(i * 104_729),
  }
  const [inside0, inside1] = computeFeeGrowthInside(state)
  const insideLastX128 = [
    BigInt.asUintN(256, inside0 - GLOBAL_X128[0] / 50n),
    BigInt.asUintN(256, inside1 - GLOBAL_X128[1] / 50n),
  ] as const
  return { state, insideLastX128, liquidity: 10n ** 15n + BigInt(i) * 987_654_321_987_654_321n }
})
const insides = readings.map(({ state }) => computeFeeGrowthInside(state))

/** Some part of the global growth, from nothing to half of it. */
function computePart(seed: number): Pair {
  return [(GLOBAL_X128[0] * BigInt(seed % 997)) / 2000n, (GLOBAL_X128[1] * BigInt(seed % 991)) / 2000n]
}

const sdkReadings = readings.map(({ state, insideLastX128, liquidity }) => ({
  tick: state.tick,
  tickLower: state.tickLower,
  tickUpper: state.tickUpper,
  global0: formatJsbi(state.feeGrowthGlobalX128[0]),
  global1: formatJsbi(state.feeGrowthGlobalX128[1]),
  lower: formatOutside(state.feeGrowthOutsideLowerX128),
  upper: formatOutside(state.feeGrowthOutsideUpperX128),
  insideLast0: formatJsbi(insideLastX128[0]),
  insideLast1: formatJsbi(insideLastX128[1]),
  liquidity: formatJsbi(liquidity),
}))
const sdkInsides = insides.map((inside) => [formatJsbi(inside[0]), formatJsbi(inside[1])] as const)
const last: { result: unknown } = { result: null }

function formatOutside(outsideX128: Pair) {
  return { feeGrowthOutside0X128: formatJsbi(outsideX128[0]), feeGrowthOutside1X128: formatJsbi(outsideX128[1]) }
}

function computeOwed({ liquidity, insideLastX128 }: Reading, inside: Pair): Pair {
  return [
    computeFeesOwed(liquidity, inside[0], insideLastX128[0]),
    computeFeesOwed(liquidity, inside[1], insideLastX128[1]),
  ]
}

type SdkReading = (typeof sdkReadings)[number]
type SdkPair = (typeof sdkInsides)[number]

function computeSdkInside({ lower, upper, tickLower, tickUpper, tick, global0, global1 }: SdkReading): SdkPair {
  return TickLibrary.getFeeGrowthInside(lower, upper, tickLower, tickUpper, tick, global0, global1) as [
    SdkPair[0],
    SdkPair[1],
  ]
}

function computeSdkOwed({ insideLast0, insideLast1, liquidity }: SdkReading, inside: SdkPair): unknown {
  return PositionLibrary.getTokensOwed(insideLast0, insideLast1, liquidity, inside[0], inside[1])
}

describe('uncollected fees from the pool’s state, 1,000 positions', () => {
  bench('minnow', () => {
    for (const reading of readings) last.result = computeOwed(reading, computeFeeGrowthInside(reading.state))
  })
  bench('v3-sdk', () => {
    for (const reading of sdkReadings) last.result = computeSdkOwed(reading, computeSdkInside(reading))
  })
})

describe('first step alone: fee growth inside', () => {
  bench('minnow', () => {
    for (const reading of readings) last.result = computeFeeGrowthInside(reading.state)
  })
  bench('v3-sdk', () => {
    for (const reading of sdkReadings) last.result = computeSdkInside(reading)
  })
})

describe('second step alone: fees owed', () => {
  bench('minnow', () => {
    for (const [i, reading] of readings.entries()) last.result = computeOwed(reading, insides[i] as Pair)
  })
  bench('v3-sdk', () => {
    for (const [i, reading] of sdkReadings.entries()) last.result = computeSdkOwed(reading, sdkInsides[i] as SdkPair)
  })
})
