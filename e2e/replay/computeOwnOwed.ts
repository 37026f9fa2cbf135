import type { Pair } from '../../src/domain/primitives'
import { computeTokensOwed } from '../../src/math/computeTokensOwed'
import { computeFeeGrowthInside } from '../../src/math/feeGrowth'
import type { RecordedPool, RecordedPosition, RecordedTick } from './records/recordedPool'

/** What a pool owes a position, fees included, by Minnow's own math on the pool's state. */
export function computeOwnOwed(pool: RecordedPool, position: RecordedPosition): Pair {
  const feeGrowthInsideX128 = computeFeeGrowthInside({
    tick: pool.tick,
    tickLower: position.tickLower,
    tickUpper: position.tickUpper,
    feeGrowthGlobalX128: [pool.feeGrowthGlobal0X128, pool.feeGrowthGlobal1X128],
    feeGrowthOutsideLowerX128: readFeeGrowthOutside(pool, position.tickLower),
    feeGrowthOutsideUpperX128: readFeeGrowthOutside(pool, position.tickUpper),
  })
  const books = {
    liquidity: position.liquidity,
    feeGrowthInsideLastX128: [position.feeGrowthInside0LastX128, position.feeGrowthInside1LastX128],
    tokensOwed: [position.tokensOwed0, position.tokensOwed1],
  } as const
  return computeTokensOwed(books, feeGrowthInsideX128)
}

function readFeeGrowthOutside(pool: RecordedPool, tick: number): Pair {
  const info: RecordedTick | undefined = pool.ticks.get(tick)
  if (info === undefined) throw new Error(`Tick ${tick} was not read.`)
  return [info.feeGrowthOutside0X128, info.feeGrowthOutside1X128]
}
