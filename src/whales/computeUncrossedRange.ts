import type { LiquidityChange, SqrtPriceRange, TickState } from '../domain/poolLiquidity'
import { computeSqrtPriceX96AtTick, MAX_SQRT_PRICE_X96, MIN_SQRT_PRICE_X96 } from '../math/tickMath'

/** A pool's ticks and its own tick at the end of a block. */
export interface TicksAt {
  readonly ticks: readonly TickState[]
  readonly tick: number
}

/**
 * Computes between which prices a pool stayed from the end of one block to the end of another: those of the nearest ticks around it that
 * were initialized all the while and never crossed. No swap is read.
 *
 * A crossing changes what a tick counted outside, and crossing it back does not restore that, unless both happened at the same time and
 * earned nothing: then the price was beyond it at the end of no block. Pure.
 *
 * @param changes every change of liquidity after the first block, up to the last, in order.
 * @see https://github.com/Uniswap/v3-core/blob/v1.0.0/contracts/libraries/Tick.sol#L154-L182
 */
export function computeUncrossedRange(
  start: TicksAt,
  end: TicksAt,
  changes: readonly LiquidityChange[],
): SqrtPriceRange {
  const before = new Map(start.ticks.map((state) => [state.tick, state]))
  const lowest = findLowestGross(end.ticks, changes)
  const uncrossed = end.ticks.filter((state) => {
    const then = before.get(state.tick)
    return then !== undefined && isSameOutside(then, state) && (lowest.get(state.tick) ?? 0n) > 0n
  })
  const low = uncrossed.findLast(({ tick }) => tick <= Math.min(start.tick, end.tick))
  const high = uncrossed.find(({ tick }) => tick > Math.max(start.tick, end.tick))
  return {
    lowX96: low === undefined ? MIN_SQRT_PRICE_X96 : computeSqrtPriceX96AtTick(low.tick),
    highX96: high === undefined ? MAX_SQRT_PRICE_X96 : computeSqrtPriceX96AtTick(high.tick),
  }
}

function isSameOutside(a: TickState, b: TickState): boolean {
  const [own, other] = [a.outside, b.outside]
  return (
    own.seconds === other.seconds &&
    own.feeGrowthX128[0] === other.feeGrowthX128[0] &&
    own.feeGrowthX128[1] === other.feeGrowthX128[1]
  )
}

/** The least that each tick held between the changes, back from what it holds at the end: at zero it forgot what it counted. */
function findLowestGross(
  ticks: readonly TickState[],
  changes: readonly LiquidityChange[],
): ReadonlyMap<number, bigint> {
  const gross = new Map(ticks.map(({ tick, liquidityGross }) => [tick, liquidityGross]))
  const lowest = new Map(gross)
  for (const { tickLower, tickUpper, liquidity } of [...changes].reverse()) {
    for (const tick of [tickLower, tickUpper]) {
      const held = (gross.get(tick) ?? 0n) - liquidity
      gross.set(tick, held)
      if (held < (lowest.get(tick) ?? 0n)) lowest.set(tick, held)
    }
  }
  return lowest
}
