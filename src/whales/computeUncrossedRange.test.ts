import { describe, expect, test } from 'vitest'
import type { LiquidityChange, TickState } from '../domain/poolLiquidity'
import { computeSqrtPriceX96AtTick, MAX_SQRT_PRICE_X96, MIN_SQRT_PRICE_X96 } from '../math/tickMath'
import { computeUncrossedRange } from './computeUncrossedRange'

const tickAt = (tick: number, outside = 7n, seconds = 3): TickState => ({
  tick,
  liquidityGross: 5n,
  liquidityNet: 5n,
  outside: { seconds, feeGrowthX128: [outside, 0n] },
})
const change = (tickLower: number, tickUpper: number, liquidity: bigint): LiquidityChange => ({
  blockNumber: 5,
  logIndex: 0,
  transactionHash: '0x',
  poolOwner: `0x${'1'.repeat(40)}`,
  tickLower,
  tickUpper,
  liquidity,
  amounts: [0n, 0n],
})
const between = (low: number | null, high: number | null) => ({
  lowX96: low === null ? MIN_SQRT_PRICE_X96 : computeSqrtPriceX96AtTick(low),
  highX96: high === null ? MAX_SQRT_PRICE_X96 : computeSqrtPriceX96AtTick(high),
})
const ticks = [-200, -100, 100, 200].map((tick) => tickAt(tick))

describe('computeUncrossedRange', () => {
  test('default: the nearest ticks around both prices that nothing crossed', () => {
    expect(computeUncrossedRange({ ticks, tick: 10 }, { ticks, tick: -20 }, [])).toEqual(between(-100, 100))
    expect(computeUncrossedRange({ ticks, tick: 10 }, { ticks, tick: 150 }, [])).toEqual(between(-100, 200))
  })

  test('behavior: a range holds its lower tick', () => {
    expect(computeUncrossedRange({ ticks, tick: -100 }, { ticks, tick: -100 }, [])).toEqual(between(-100, 100))
    expect(computeUncrossedRange({ ticks, tick: 100 }, { ticks, tick: 0 }, [])).toEqual(between(-100, 200))
  })

  test('behavior: a tick that was crossed, by its fees or its seconds, is no bound', () => {
    const fees = [tickAt(-200), tickAt(-100), tickAt(100, 8n), tickAt(200)]
    const seconds = [tickAt(-200), tickAt(-100, 7n, 4), tickAt(100), tickAt(200)]
    expect(computeUncrossedRange({ ticks, tick: 0 }, { ticks: fees, tick: 0 }, [])).toEqual(between(-100, 200))
    expect(computeUncrossedRange({ ticks, tick: 0 }, { ticks: seconds, tick: 0 }, [])).toEqual(between(-200, 100))
  })

  test('behavior: a tick that was empty in between, or is new, is no bound', () => {
    const emptied = [change(-100, 200, -5n), change(-100, 200, 5n)]
    expect(computeUncrossedRange({ ticks, tick: 0 }, { ticks, tick: 0 }, emptied)).toEqual(between(-200, 100))
    const before = ticks.filter(({ tick }) => tick !== 100)
    expect(computeUncrossedRange({ ticks: before, tick: 0 }, { ticks, tick: 0 }, [])).toEqual(between(-100, 200))
  })

  test('behavior: without such a tick the price can have been anywhere on that side', () => {
    expect(computeUncrossedRange({ ticks: [], tick: 0 }, { ticks, tick: 0 }, [])).toEqual(between(null, null))
  })
})
