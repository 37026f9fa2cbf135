import type { EventRef, PositionHistory } from '../domain/ledger'
import { isSameAddress } from '../domain/primitives'
import type { Address } from '../domain/primitives'
import { isEventOfOwnership } from './computeOwnerLedger'

/** A transaction that touched a position while it was the owner's. */
export interface OwnerTransaction extends EventRef {
  readonly positionId: string
}

/**
 * Computes which transactions touched which of an owner's positions: those of the ledger events, and those that moved nothing and
 * cost gas all the same. A transaction stands once for each event.
 */
export function computeOwnerTransactions(
  histories: readonly PositionHistory[],
  owner: Address,
): readonly OwnerTransaction[] {
  return histories.flatMap(({ position, events, touches = [], ownerships }) =>
    [...events, ...touches]
      .filter((event) =>
        ownerships.some((ownership) => isSameAddress(ownership.owner, owner) && isEventOfOwnership(event, ownership)),
      )
      .map(({ blockNumber, timestamp, logIndex, transactionHash }) => {
        return { blockNumber, timestamp, logIndex, transactionHash, positionId: position.id }
      }),
  )
}
