import type { PositionHistory } from '../domain/ledger'
import type { Window } from '../domain/performance'
import { isSameAddress } from '../domain/primitives'
import type { Address } from '../domain/primitives'

/** What a window means for one owner: events with `startBlock < block <= endBlock` are inside. */
export interface Bounds {
  /** The owner opens with what they held at the end of this block. */
  readonly startBlock: number
  readonly startTimestamp: number
  readonly endBlock: number
  readonly endTimestamp: number
  /** The owner had nothing to do with the pool before the window: its first block is inside too. */
  readonly isFirst: boolean
}

/**
 * Computes which events of an owner a window holds.
 *
 * "At the start" is the end of the window's first block. For an owner who was never in the pool before that block,
 * that block's events and gas are inside.
 */
export function computeBounds(histories: readonly PositionHistory[], owner: Address, window: Window): Bounds {
  const isFirst = !histories.some((history) =>
    history.ownerships.some(
      (ownership) => isSameAddress(ownership.owner, owner) && ownership.from.blockNumber < window.fromBlock,
    ),
  )
  return {
    startBlock: isFirst ? window.fromBlock - 1 : window.fromBlock,
    startTimestamp: window.fromTimestamp,
    endBlock: window.toBlock,
    endTimestamp: window.toTimestamp,
    isFirst,
  }
}

/**
 * Whether an approval is listed: those of an owner whose first deposit lies in the window came before it and were made for it, so all of
 * them are.
 */
export function isApprovalListed(bounds: Bounds, blockNumber: number): boolean {
  return blockNumber <= bounds.endBlock && (bounds.isFirst || blockNumber > bounds.startBlock)
}

export function isInside(bounds: Bounds, blockNumber: number): boolean {
  return bounds.startBlock < blockNumber && blockNumber <= bounds.endBlock
}
