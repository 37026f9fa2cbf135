import { computeRecordedFeeGrowthInside, formatPositionKey } from './computeRecordedFees'
import type { RecordedEvent, RecordedLiquidityChange } from './records/recordedEvent'
import type { RecordedPool, RecordedPosition } from './records/recordedPool'

/**
 * Adds the positions that events burn from and that the record does not hold, so that the burns can be replayed.
 *
 * Their liquidity is already part of the recorded ticks. How much of it is theirs is not known: they get what will be burned, and at
 * least 1, since the pool refuses to settle an empty position. Their fees count from the record on.
 */
export function addBurnedPositions(pool: RecordedPool, events: readonly RecordedEvent[]): RecordedPool {
  const known = new Set(pool.positions.map(formatPositionKey))
  const added = new Map<string, RecordedPosition>()
  for (const event of events) {
    if (event.type !== 'burn' || known.has(formatPositionKey(event))) continue
    const key = formatPositionKey(event)
    const position = added.get(key) ?? emptyPosition(pool, event)
    added.set(key, { ...position, liquidity: position.liquidity + event.liquidity })
  }
  return { ...pool, positions: [...pool.positions, ...added.values()] }
}

function emptyPosition(pool: RecordedPool, event: RecordedLiquidityChange): RecordedPosition {
  const { owner, tickLower, tickUpper } = event
  const inside = computeRecordedFeeGrowthInside(pool, tickLower, tickUpper)
  if (inside === null) throw new Error(`The record lacks a tick of the burn from ${tickLower} to ${tickUpper}.`)
  return {
    owner,
    tickLower,
    tickUpper,
    liquidity: 1n,
    feeGrowthInside0LastX128: inside[0],
    feeGrowthInside1LastX128: inside[1],
    tokensOwed0: 0n,
    tokensOwed1: 0n,
  }
}
