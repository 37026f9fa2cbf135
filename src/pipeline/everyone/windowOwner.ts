import { computeNeededBlocks } from '../../accounting/computeNeededBlocks'
import type { NeededBlocks } from '../../accounting/computeNeededBlocks'
import { selectWindowHistories } from '../../accounting/selectWindowHistories'
import type { PositionHistory } from '../../domain/ledger'
import type { Window } from '../../domain/performance'
import { isSameAddress } from '../../domain/primitives'
import type { Address } from '../../domain/primitives'
import { computeHistoriesByOwner } from '../../whales/rankOwners'
import { wasStaked } from '../loadClaimable'

/** An owner with capital now or in the window, and what their figures need. */
export interface WindowOwner {
  /** Lower-case address. */
  readonly key: string
  readonly owner: Address
  /** The owner's positions of the pool, of which some had a part in the window: others' ones too that were the owner's before. */
  readonly histories: readonly PositionHistory[]
  /** Positions that had ended before the window and were in a farm: it can owe the owner something for them still. */
  readonly farmed: readonly PositionHistory[]
  /** How many of `histories` the owner held in the window. */
  readonly positions: number
  readonly needs: NeededBlocks
}

/** Sorts a pool's positions to the owners who had a part in the window; who had none is left out. */
export function listWindowOwners(histories: readonly PositionHistory[], window: Window): readonly WindowOwner[] {
  const owners: WindowOwner[] = []
  for (const [key, entry] of computeHistoriesByOwner(histories)) {
    const selected = selectWindowHistories(entry.histories, window)
    if (selected.length === 0) continue
    const farmed = entry.histories.filter((history) => wasStaked(history) && !selected.includes(history))
    const needs = computeNeededBlocks([...selected, ...farmed], entry.owner, window)
    // Positions that were others' in the window leave nothing to compute but the price of its last block.
    if (needs.snapshots.length === 0 && needs.priceBlocks.length <= 1) continue
    owners.push({
      key,
      owner: entry.owner,
      histories: selected,
      farmed,
      positions: countHeld(selected, entry.owner, window),
      needs,
    })
  }
  return owners
}

function countHeld(histories: readonly PositionHistory[], owner: Address, { fromBlock }: Window): number {
  return histories.filter(({ ownerships }) =>
    ownerships.some((one) => isSameAddress(one.owner, owner) && (one.to === null || one.to.blockNumber >= fromBlock)),
  ).length
}
