import type { Position } from '../domain/position'
import { isSameAddress, type Address } from '../domain/primitives'
import { isInside, type Bounds } from './computeBounds'
import { isEventOfOwnership } from './computeOwnerLedger'
import type { Timeline } from './computeTimeline'
import { compareEvents } from './compareEvents'

/**
 * Counts how often an owner's liquidity came back in other ticks than those it had left; both the leaving and the coming back lie inside
 * the window, like everything else that is compared over it.
 *
 * A range is left when a withdrawal empties its position. The next deposit into an empty position takes one left range back: the
 * same ticks if they are among those left (no re-range), else the one that was left longest ago (one re-range).
 */
export function computeReRanges(timelines: readonly Timeline[], owner: Address, bounds: Bounds): number {
  const turns = timelines
    .flatMap((timeline) =>
      timeline.steps
        .filter(({ event }) =>
          timeline.ownerships.some(
            (ownership) => isSameAddress(ownership.owner, owner) && isEventOfOwnership(event, ownership),
          ),
        )
        .filter(({ liquidity, liquidityBefore }) => (liquidity === 0n) !== (liquidityBefore === 0n))
        .map((step) => ({ ...step, ticks: formatTicks(timeline.position) })),
    )
    .filter(({ event }) => isInside(bounds, event.blockNumber))
    .sort((a, b) => compareEvents(a.event, b.event))

  const left: string[] = []
  let count = 0
  for (const { liquidity, ticks } of turns) {
    if (liquidity === 0n) {
      left.push(ticks)
    } else if (left.length > 0) {
      const same = left.indexOf(ticks)
      left.splice(Math.max(same, 0), 1)
      if (same < 0) count++
    }
  }
  return count
}

function formatTicks({ tickLower, tickUpper }: Position): string {
  return `${tickLower}:${tickUpper}`
}
