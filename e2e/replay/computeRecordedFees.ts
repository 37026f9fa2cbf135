import type { Pair } from '../../src/domain/primitives'
import type { RecordedEvent } from './records/recordedEvent'
import type { RecordedPool, RecordedPosition } from './records/recordedPool'

/** A position that is in both records with both of its ticks, and the fees it earned in between. */
export interface RecordedFees {
  readonly position: RecordedPosition
  readonly fees: Pair
}

/**
 * The fees that positions earned between two records of a pool, from the records alone: what the pool owed at the later one
 * less what it owed at the earlier one.
 *
 * Each change of a position settles it at the fee growth of that moment, which the later record holds for the last change only.
 * So positions that changed in several blocks are left out, as are those with a tick that one of the records does not hold.
 */
export function computeRecordedFees(
  before: RecordedPool,
  after: RecordedPool,
  events: readonly RecordedEvent[],
): readonly RecordedFees[] {
  const later = new Map(after.positions.map((position) => [formatPositionKey(position), position]))
  return before.positions.flatMap((position) => {
    const { tickLower, tickUpper } = position
    const settled = later.get(formatPositionKey(position))
    const insideBefore = computeRecordedFeeGrowthInside(before, tickLower, tickUpper)
    const insideAfter = computeRecordedFeeGrowthInside(after, tickLower, tickUpper)
    const isKnown = settled !== undefined && insideBefore !== null && insideAfter !== null
    if (!isKnown || countChangingBlocks(position, events) > 1) return []
    const last = lastOf(position)
    const lastSettled = lastOf(settled)
    const fees = ([0, 1] as const).map(
      (side) =>
        owed(position.liquidity, last[side], lastSettled[side]) +
        owed(settled.liquidity, lastSettled[side], insideAfter[side]) -
        owed(position.liquidity, last[side], insideBefore[side]),
    )
    return [{ position, fees: fees as [bigint, bigint] }]
  })
}

/** Tells positions apart as the pool does. */
export function formatPositionKey({
  owner,
  tickLower,
  tickUpper,
}: Pick<RecordedPosition, 'owner' | 'tickLower' | 'tickUpper'>): string {
  return `${owner.toLowerCase()}-${tickLower}-${tickUpper}`
}

function countChangingBlocks(position: RecordedPosition, events: readonly RecordedEvent[]): number {
  const key = formatPositionKey(position)
  const changes = events.filter((event) => event.type !== 'swap' && formatPositionKey(event) === key)
  return new Set(changes.map((event) => event.blockNumber)).size
}

/** Fee growth inside a range as `Tick.getFeeGrowthInside` has it; `null` when a tick is not in the record. */
export function computeRecordedFeeGrowthInside(pool: RecordedPool, tickLower: number, tickUpper: number): Pair | null {
  const lower = pool.ticks.get(tickLower)
  const upper = pool.ticks.get(tickUpper)
  if (lower === undefined || upper === undefined) return null
  const inside = (global: bigint, outsideLower: bigint, outsideUpper: bigint) => {
    const below = pool.tick >= tickLower ? outsideLower : global - outsideLower
    const above = pool.tick < tickUpper ? outsideUpper : global - outsideUpper
    return BigInt.asUintN(256, global - below - above)
  }
  return [
    inside(pool.feeGrowthGlobal0X128, lower.feeGrowthOutside0X128, upper.feeGrowthOutside0X128),
    inside(pool.feeGrowthGlobal1X128, lower.feeGrowthOutside1X128, upper.feeGrowthOutside1X128),
  ]
}

function lastOf(position: RecordedPosition): Pair {
  return [position.feeGrowthInside0LastX128, position.feeGrowthInside1LastX128]
}

function owed(liquidity: bigint, fromX128: bigint, toX128: bigint): bigint {
  return (liquidity * BigInt.asUintN(256, toX128 - fromX128)) >> 128n
}
