import { bench, describe } from 'vitest'
import { computeSqrtPriceX96AtTick, computeTickAtSqrtPriceX96, MAX_TICK } from './tickMath'
import { formatJsbi, TickMath } from './v3Sdk.fixture'

// 1,000 ticks spread over all bits and both signs, none of them twice: nothing can be remembered from one to the next.
const ticks = Array.from({ length: 1000 }, (_, i) => ((i * 611_953) % (2 * MAX_TICK)) - MAX_TICK)
// Prices as pools have them: somewhere between two ticks.
const prices = ticks.map((tick, i) => (computeSqrtPriceX96AtTick(tick) * BigInt(10_000_000 + (i % 499))) / 10_000_000n)
const sdkPrices = prices.map(formatJsbi)
const last: { result: unknown } = { result: null }

describe('tick to price, 1,000 ticks', () => {
  bench('minnow', () => {
    for (const tick of ticks) last.result = computeSqrtPriceX96AtTick(tick)
  })
  bench('v3-sdk', () => {
    for (const tick of ticks) last.result = TickMath.getSqrtRatioAtTick(tick)
  })
})

describe('price to tick, 1,000 prices', () => {
  bench('minnow', () => {
    for (const price of prices) last.result = computeTickAtSqrtPriceX96(price)
  })
  bench('v3-sdk', () => {
    for (const price of sdkPrices) last.result = TickMath.getTickAtSqrtRatio(price)
  })
})
