import type { Pair } from '../../src/domain/primitives'
import { computeFeeGrowthInside } from '../../src/math/feeGrowth'
import type { RecordedPool, RecordedPosition } from './records/recordedPool'

/**
 * Computes what liquidity earned whose position no record names: between each two neighbouring ticks, what the ticks hold and the known
 * positions do not, times the growth of fees there. Each product is rounded down.
 */
export function computeUnrecordedFees(
  before: RecordedPool,
  after: RecordedPool,
  known: readonly RecordedPosition[],
): { readonly fees: Pair; readonly ranges: number } {
  const ticks = [...before.ticks.keys()].sort((a, b) => a - b)
  let fees: Pair = [0n, 0n]
  let ranges = 0
  ticks.slice(0, -1).forEach((tickLower, index) => {
    const tickUpper = ticks[index + 1] as number
    const from = growthInside(before, tickLower, tickUpper)
    const to = growthInside(after, tickLower, tickUpper)
    const growth = from.map((start, token) => BigInt.asUintN(256, (to[token] as bigint) - start))
    if (growth.every((grown) => grown === 0n)) return
    const liquidity = computeLiquidityAt(before, tickLower) - computeKnownLiquidity(known, tickLower)
    fees = [
      fees[0] + ((growth[0] as bigint) * liquidity) / 2n ** 128n,
      fees[1] + ((growth[1] as bigint) * liquidity) / 2n ** 128n,
    ]
    ranges += 1
  })
  return { fees, ranges }
}

/** The pool's liquidity from a tick on, counted from its own liquidity at the price. */
function computeLiquidityAt(pool: RecordedPool, tick: number): bigint {
  let liquidity = pool.liquidity
  for (const [at, { liquidityNet }] of pool.ticks) {
    if (tick < at && at <= pool.tick) liquidity -= liquidityNet
    if (pool.tick < at && at <= tick) liquidity += liquidityNet
  }
  return liquidity
}

function computeKnownLiquidity(positions: readonly RecordedPosition[], tick: number): bigint {
  return positions.reduce(
    (sum, { tickLower, tickUpper, liquidity }) => (tickLower <= tick && tick < tickUpper ? sum + liquidity : sum),
    0n,
  )
}

function growthInside(pool: RecordedPool, tickLower: number, tickUpper: number): Pair {
  const outside = (tick: number): Pair => {
    const { feeGrowthOutside0X128 = 0n, feeGrowthOutside1X128 = 0n } = pool.ticks.get(tick) ?? {}
    return [feeGrowthOutside0X128, feeGrowthOutside1X128]
  }
  return computeFeeGrowthInside({
    tick: pool.tick,
    tickLower,
    tickUpper,
    feeGrowthGlobalX128: [pool.feeGrowthGlobal0X128, pool.feeGrowthGlobal1X128],
    feeGrowthOutsideLowerX128: outside(tickLower),
    feeGrowthOutsideUpperX128: outside(tickUpper),
  })
}
