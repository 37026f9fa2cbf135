import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { TickState } from '../domain/poolLiquidity'
import { computeAmountsForLiquidity } from '../math/liquidityAmounts'
import { computeSqrtPriceX96AtTick } from '../math/tickMath'
import { computeResidual } from './computeResidual'
import type { LiquidityStep } from './computeResidual'
import { computeValueBounds } from './valueBounds'

const position = fc
  .record({
    lower: fc.integer({ min: -200, max: 190 }),
    width: fc.integer({ min: 1, max: 200 }),
    liquidity: fc.bigInt({ min: 10n ** 9n, max: 10n ** 24n }),
  })
  .map(({ lower, width, liquidity }): LiquidityStep => ({
    tickLower: lower * 60,
    tickUpper: (lower + width) * 60,
    liquidity,
  }))

/** The ticks of a pool that holds these positions. */
function ticksOf(positions: readonly LiquidityStep[]): readonly TickState[] {
  const ticks = new Map<number, { gross: bigint; net: bigint }>()
  const add = (tick: number, gross: bigint, net: bigint) => {
    const known = ticks.get(tick) ?? { gross: 0n, net: 0n }
    ticks.set(tick, { gross: known.gross + gross, net: known.net + net })
  }
  for (const { tickLower, tickUpper, liquidity } of positions) {
    add(tickLower, liquidity, liquidity)
    add(tickUpper, liquidity, -liquidity)
  }
  return [...ticks].map(([tick, { gross, net }]) => ({
    tick,
    liquidityGross: gross,
    liquidityNet: net,
    outside: { seconds: 0, feeGrowthX128: [0n, 0n] },
  }))
}

function worthInToken1(steps: readonly LiquidityStep[], sqrtPriceX96: bigint): number {
  const price = (Number(sqrtPriceX96) / 2 ** 96) ** 2
  return steps.reduce((sum, { tickLower, tickUpper, liquidity }) => {
    const [amount0, amount1] = computeAmountsForLiquidity(sqrtPriceX96, tickLower, tickUpper, liquidity)
    return sum + Number(amount0) * price + Number(amount1)
  }, 0)
}

const pools = fc.tuple(fc.array(position, { maxLength: 12 }), fc.array(position, { maxLength: 12 }))
const tick = fc.integer({ min: -15_000, max: 15_000 })

it('what is left of the ticks is worth what the unknown positions are worth, at any price', () => {
  fc.assert(
    fc.property(pools, tick, ([known, unknown], at) => {
      const { steps, isConsistent } = computeResidual(ticksOf([...known, ...unknown]), known)
      expect(isConsistent).toBe(true)
      const sqrtPriceX96 = computeSqrtPriceX96AtTick(at)
      const expected = worthInToken1(unknown, sqrtPriceX96)
      expect(Math.abs(worthInToken1(steps, sqrtPriceX96) - expected)).toBeLessThanOrEqual(1e-9 * expected + 100)
    }),
  )
})

it('says so where more is known than the pool holds', () => {
  fc.assert(
    fc.property(pools, position, ([held], extra) => {
      expect(computeResidual(ticksOf(held), [...held, extra]).isConsistent).toBe(false)
    }),
  )
})

it('no position is ever worth more or less than its bounds, at any price of the range and in either token', () => {
  fc.assert(
    fc.property(position, fc.tuple(tick, tick, tick), (step, ticks) => {
      const [low, at, high] = [...ticks].sort((a, b) => a - b) as [number, number, number]
      const prices = { lowX96: computeSqrtPriceX96AtTick(low), highX96: computeSqrtPriceX96AtTick(high) }
      const sqrtPriceX96 = computeSqrtPriceX96AtTick(at)
      const in1 = worthInToken1([step], sqrtPriceX96)
      const in0 = in1 / (Number(sqrtPriceX96) / 2 ** 96) ** 2
      const one = { low: 1, high: 1 }
      const bounds1 = computeValueBounds([step], prices, { unit0: null, unit1: one })
      const bounds0 = computeValueBounds([step], prices, { unit0: one, unit1: null })
      // Amounts are rounded down to whole units.
      expect(in1).toBeLessThanOrEqual(bounds1.high + 10)
      expect(in1).toBeGreaterThanOrEqual(bounds1.low - 10)
      expect(in0).toBeLessThanOrEqual(bounds0.high + 10)
      expect(in0).toBeGreaterThanOrEqual(bounds0.low - 10)
    }),
  )
})
