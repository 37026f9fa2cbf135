import type { Snapshot } from '../domain/position'
import type { Pair } from '../domain/primitives'
import { computeStateAt, findStepIndexAt, isOwedKnown, type Timeline } from './computeTimeline'
import type { Findings } from './findings'
import { addPairs, subtractPairs, ZERO_PAIR } from './pair'

/**
 * Units that a pool can owe a position less than its own principal: pool and position manager round at different moments, by
 * less than one unit each time. More than this is no rounding.
 */
const ROUNDING_UNITS = 1000n

/** Snapshots by position, each list ordered by block. */
export type SnapshotIndex = ReadonlyMap<string, ReadonlyMap<number, Snapshot>>

/** Sorts snapshots to their positions. */
export function computeSnapshotIndex(snapshots: ReadonlyMap<string, Snapshot>): SnapshotIndex {
  const index = new Map<string, Map<number, Snapshot>>()
  for (const snapshot of snapshots.values()) {
    const ofPosition = index.get(snapshot.positionId) ?? new Map<number, Snapshot>()
    index.set(snapshot.positionId, ofPosition.set(snapshot.blockNumber, snapshot))
  }
  return index
}

/**
 * Computes a position's uncollected fees at the end of a block: what `collect` would pay out less the principal owed, to the last unit.
 *
 * Read off that block's snapshot. Without one, it is still provable before the first deposit (nothing), and while the position is
 * empty: it then earns nothing, so any snapshot of the same empty stretch tells it, collects between the two taken into account.
 * A pool's rounding can leave it a few units below zero. Where an opening leaves the principal owed undecided, it cannot be known.
 *
 * @returns `null` when it cannot be known; `findings` then says why.
 */
export function computeUncollectedFees(
  timeline: Timeline,
  blockNumber: number,
  snapshots: SnapshotIndex,
  findings: Findings,
): Pair | null {
  const positionId = timeline.position.id
  if (!isOwedKnown(timeline)) {
    findings.addUndecidedFees(positionId)
    return null
  }
  const snapshot = snapshots.get(positionId)?.get(blockNumber)
  if (snapshot) return readFees(timeline, snapshot, findings)
  if (isUntouchedAt(timeline, blockNumber)) return ZERO_PAIR
  if (computeStateAt(timeline, blockNumber).liquidity === 0n) {
    for (const other of snapshots.get(positionId)?.values() ?? []) {
      if (!isSameEmptyStretch(timeline, blockNumber, other.blockNumber)) continue
      const fees = readFees(timeline, other, findings)
      return fees && addPairs(fees, sumFeesBetween(timeline, blockNumber, other.blockNumber))
    }
  }
  findings.addUnknownFees(positionId, blockNumber)
  return null
}

/** Whether a position never had liquidity up to the end of a block, so that it cannot have earned anything. */
export function isUntouchedAt(timeline: Timeline, blockNumber: number): boolean {
  return findEmptyStretch(timeline, blockNumber)?.untouched === true
}

/** Whether a position was empty from one block to the other, so that its fees at one follow from its state at the other. */
export function isSameEmptyStretch(timeline: Timeline, blockNumber: number, otherBlock: number): boolean {
  const stretch = findEmptyStretch(timeline, blockNumber)
  return stretch !== null && stretch.fromBlock <= otherBlock && otherBlock < stretch.beforeBlock
}

function readFees(timeline: Timeline, snapshot: Snapshot, findings: Findings): Pair | null {
  const state = computeStateAt(timeline, snapshot.blockNumber)
  const fees = subtractPairs(snapshot.collectable, state.owed)
  if (snapshot.liquidity !== state.liquidity || fees[0] < -ROUNDING_UNITS || fees[1] < -ROUNDING_UNITS) {
    findings.addInconsistent(timeline.position.id)
    return null
  }
  return fees
}

/** The blocks around `blockNumber` at whose ends the position stayed empty; `untouched` when it never had liquidity before. */
function findEmptyStretch(
  timeline: Timeline,
  blockNumber: number,
): { fromBlock: number; beforeBlock: number; untouched: boolean } | null {
  const { steps, opening } = timeline
  if (computeStateAt(timeline, blockNumber).liquidity > 0n) return null
  const index = findStepIndexAt(timeline, blockNumber)
  let first = index
  while (first >= 0 && steps[first]?.liquidityBefore === 0n) first--
  let next = index + 1
  while (next < steps.length && steps[next]?.liquidity === 0n) next++
  return {
    fromBlock: steps[first]?.event.blockNumber ?? opening?.blockNumber ?? 0,
    beforeBlock: steps[next]?.event.blockNumber ?? Infinity,
    untouched: first < 0 && opening === null,
  }
}

/** Fees paid out from the end of `blockNumber` to the end of `otherBlock`; negative when `otherBlock` is the earlier one. */
function sumFeesBetween(timeline: Timeline, blockNumber: number, otherBlock: number): Pair {
  const low = Math.min(blockNumber, otherBlock)
  const high = Math.max(blockNumber, otherBlock)
  const sum = timeline.steps
    .slice(findStepIndexAt(timeline, low) + 1, findStepIndexAt(timeline, high) + 1)
    .reduce((total, step) => addPairs(total, step.fees), ZERO_PAIR)
  return blockNumber <= otherBlock ? sum : subtractPairs(ZERO_PAIR, sum)
}
