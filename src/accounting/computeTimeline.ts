import type { Ownership, PositionEvent, PositionHistory, PositionOpening } from '../domain/ledger'
import type { Position } from '../domain/position'
import type { Pair } from '../domain/primitives'
import { addPairs, minPair, subtractPairs, ZERO_PAIR } from './pair'

/** An event with the position's state around it. */
export interface TimelineStep {
  readonly event: PositionEvent
  readonly liquidityBefore: bigint
  /** Just after the event. */
  readonly liquidity: bigint
  /** Principal that was withdrawn and not paid out, just after the event. */
  readonly owed: Pair
  /** The part of a payout that was fees; zero for all other events. */
  readonly fees: Pair
}

/** A position's life, the whole of it or from an opening on, whoever owned it. */
export interface Timeline {
  readonly position: Position
  readonly ownerships: readonly Ownership[]
  /** State before the first step; `null` where the timeline begins with the position itself. */
  readonly opening: PositionOpening | null
  readonly steps: readonly TimelineStep[]
  /** What farms paid and owe for it was not read. */
  readonly areRewardsUnread: boolean
}

/**
 * Computes what each event of a position did to its liquidity and to what it owes.
 *
 * A collect pays out principal that was withdrawn before it pays fees:
 * `feesCollected = sum(collect) - sum(principal that those collects paid out)`, token by token, to the last unit.
 * Where it is not known what an opening owes, that split is not known either: see `isOwedKnown`.
 */
export function computeTimeline(history: PositionHistory): Timeline {
  const steps: TimelineStep[] = []
  const opening = history.opening ?? null
  let liquidity = opening?.liquidity ?? 0n
  let owed = opening?.owed ?? ZERO_PAIR
  for (const event of history.events) {
    const liquidityBefore = liquidity
    let fees = ZERO_PAIR
    if (event.type === 'deposit') {
      liquidity += event.liquidity
    } else if (event.type === 'withdraw') {
      liquidity -= event.liquidity
      owed = addPairs(owed, event.amounts)
    } else if (event.type === 'collect') {
      const principalPaid = minPair(owed, event.amounts)
      owed = subtractPairs(owed, principalPaid)
      fees = subtractPairs(event.amounts, principalPaid)
    }
    steps.push({ event, liquidityBefore, liquidity, owed, fees })
  }
  const { position, ownerships, areRewardsUnread = false } = history
  return { position, ownerships, opening, steps, areRewardsUnread }
}

/** Whether it is known how much principal the position owes: an opening can leave that undecided. */
export function isOwedKnown({ opening }: Timeline): boolean {
  return opening === null || opening.owed !== null
}

/** A position's state at the end of a block, as its opening and its events tell it. */
export function computeStateAt(timeline: Timeline, blockNumber: number): { liquidity: bigint; owed: Pair } {
  const step = timeline.steps[findStepIndexAt(timeline, blockNumber)]
  if (step) return { liquidity: step.liquidity, owed: step.owed }
  return { liquidity: timeline.opening?.liquidity ?? 0n, owed: timeline.opening?.owed ?? ZERO_PAIR }
}

/** Index of the last step up to the end of a block; -1 when there was none. */
export function findStepIndexAt({ steps }: Timeline, blockNumber: number): number {
  let low = 0
  let high = steps.length
  while (low < high) {
    const middle = (low + high) >> 1
    const step = steps[middle]
    if (step && step.event.blockNumber <= blockNumber) low = middle + 1
    else high = middle
  }
  return low - 1
}
