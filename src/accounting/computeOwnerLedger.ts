import type { EventRef, LedgerEvent, Ownership, PositionEvent, PositionHistory } from '../domain/ledger'
import { isSameAddress } from '../domain/primitives'
import type { Address } from '../domain/primitives'
import { compareEvents } from './compareEvents'

/**
 * Computes an owner's ledger: the events of every position while it was theirs, ordered by `(blockNumber, logIndex)`.
 *
 * A transfer that brought a position in is a `transferIn`, one that took it away a `transferOut`.
 * What happened to a position before it came and after it went belongs to others and is left out.
 */
export function computeOwnerLedger(histories: readonly PositionHistory[], owner: Address): readonly LedgerEvent[] {
  const ledger: LedgerEvent[] = []
  for (const history of histories) {
    for (const ownership of history.ownerships) {
      if (!isSameAddress(ownership.owner, owner)) continue
      for (const event of history.events) {
        if (isEventOfOwnership(event, ownership)) ledger.push(computeLedgerEvent(event, ownership))
      }
    }
  }
  return ledger.sort(compareEvents)
}

/** Whether an event happened while the position was the owner's; the transfers at both ends are their events too. */
export function isEventOfOwnership(event: Pick<EventRef, 'blockNumber' | 'logIndex'>, ownership: Ownership): boolean {
  return compareEvents(event, ownership.from) >= 0 && (ownership.to === null || compareEvents(event, ownership.to) <= 0)
}

function computeLedgerEvent(event: PositionEvent, ownership: Ownership): LedgerEvent {
  if (event.type !== 'transfer') return event
  return { ...event, type: compareEvents(event, ownership.from) === 0 ? 'transferIn' : 'transferOut' }
}
