import type { PositionHistory } from '../domain/ledger'
import type { Window } from '../domain/performance'
import type { Address } from '../domain/primitives'
import { computeNeededBlocks } from './computeNeededBlocks'
import { computeOwnerLedger } from './computeOwnerLedger'

/**
 * Computes the earliest start of a window, no earlier than its own, from which on an owner's fees can be proven: every state that they need
 * is at or after the block since which that position's states are proven.
 *
 * @param provenSince by position id; a position that is absent is never proven before the window's end.
 * @returns a block before the window's end; `null` where no start will do.
 */
export function computeProvenStart(
  histories: readonly PositionHistory[],
  owner: Address,
  window: Window,
  provenSince: ReadonlyMap<string, number>,
): number | null {
  const isProven = ({ positionId, blockNumber }: { readonly positionId: string; readonly blockNumber: number }) =>
    blockNumber >= window.toBlock || blockNumber >= (provenSince.get(positionId) ?? Infinity)
  const transfers = computeOwnerLedger(histories, owner).filter(
    ({ type }) => type === 'transferIn' || type === 'transferOut',
  )
  const blocks = [window.fromBlock, ...provenSince.values(), ...transfers.map(({ blockNumber }) => blockNumber)]
  const starts = blocks.filter((block) => block >= window.fromBlock && block < window.toBlock).sort((a, b) => a - b)
  return (
    starts.find((fromBlock) =>
      computeNeededBlocks(histories, owner, { ...window, fromBlock }).snapshots.every(isProven),
    ) ?? null
  )
}
