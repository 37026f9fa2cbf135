import type { Position, Snapshot } from '../domain/position'
import { computeSqrtPriceX96AtTick } from '../math/tickMath'
import type { LiquidityInterval } from './computeLiquidityIntervals'

const TWO_POW_32 = 2 ** 32

/** Seconds with liquidity, and those of them in which the pool's tick was inside the range. */
export interface RangeTime {
  readonly seconds: number
  readonly secondsInside: number
}

/** What the time in range is read from. */
export interface RangeTimeSources {
  readonly position: Position
  readonly snapshots: ReadonlyMap<number, Snapshot>
  readonly sqrtPriceX96: ReadonlyMap<number, bigint>
  /** Times of blocks, in seconds. */
  readonly timestamps: ReadonlyMap<number, number>
}

/**
 * Computes how long a position was in range during one interval of liquidity, to the second.
 *
 * The pool counts the seconds inside of each range (`snapshotCumulativesInside`, modulo 2^32), but only while its ticks are
 * initialized. So the count is read at the end of the interval's first block, and at its end: the report's block, or
 * the block before the one in which the liquidity left. From there to the end the price of that block stood.
 *
 * @returns `null` when a state that it takes is not known.
 */
export function computeRangeTime(interval: LiquidityInterval, sources: RangeTimeSources): RangeTime | null {
  const seconds = interval.toTimestamp - interval.fromTimestamp
  if (interval.fromBlock === interval.toBlock) return { seconds, secondsInside: 0 }
  const lastBlock = computeLastCountedBlock(interval)
  const counted = countSecondsInside(interval.fromBlock, lastBlock, sources)
  const rest = interval.isOpen ? 0 : computeRest(interval, lastBlock, sources)
  if (counted === null || rest === null) return null
  return { seconds, secondsInside: Math.min(counted + rest, seconds) }
}

/** Last block at whose end the pool's count of the interval can be read. */
export function computeLastCountedBlock(interval: LiquidityInterval): number {
  return interval.isOpen ? interval.toBlock : interval.toBlock - 1
}

function countSecondsInside(fromBlock: number, toBlock: number, { snapshots }: RangeTimeSources): number | null {
  if (fromBlock === toBlock) return 0
  const from = snapshots.get(fromBlock)?.secondsInside ?? null
  const to = snapshots.get(toBlock)?.secondsInside ?? null
  return from === null || to === null ? null : (((to - from) % TWO_POW_32) + TWO_POW_32) % TWO_POW_32
}

/** Seconds in range from the end of `lastBlock` to the end of the interval, in which no swap is counted. */
function computeRest(interval: LiquidityInterval, lastBlock: number, sources: RangeTimeSources): number | null {
  const { position, sqrtPriceX96, timestamps } = sources
  const price = sqrtPriceX96.get(lastBlock)
  const timestamp = lastBlock === interval.fromBlock ? interval.fromTimestamp : timestamps.get(lastBlock)
  if (price === undefined || timestamp === undefined) return null
  const isInRange =
    computeSqrtPriceX96AtTick(position.tickLower) <= price && price < computeSqrtPriceX96AtTick(position.tickUpper)
  return isInRange ? interval.toTimestamp - timestamp : 0
}

/** Share of the time with liquidity that was in range, 0 to 1, over any positions; `null` when a part is unknown or there was no such time. */
export function computeTimeInRange(times: readonly (RangeTime | null)[]): number | null {
  let seconds = 0
  let secondsInside = 0
  for (const time of times) {
    if (time === null) return null
    seconds += time.seconds
    secondsInside += time.secondsInside
  }
  return seconds > 0 ? secondsInside / seconds : null
}
