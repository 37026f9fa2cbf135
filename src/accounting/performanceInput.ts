import type { GasCharge } from '../domain/gas'
import type { PositionHistory } from '../domain/ledger'
import type { Window } from '../domain/performance'
import type { Pool, Token } from '../domain/pool'
import type { Snapshot } from '../domain/position'
import type { PriceTable } from '../domain/prices'
import type { Address } from '../domain/primitives'

/** A reward that a farm would pay out at the report's block. */
export interface ClaimableAmount {
  readonly positionId: string
  readonly token: Address
  readonly amount: bigint
}

/** Everything that the figures of one owner in one pool follow from. `computeNeededBlocks` tells what to read for it. */
export interface PerformanceInput {
  readonly owner: Address
  readonly pool: Pool
  readonly window: Window
  /** Every position of this pool that the owner ever held, with its whole life. */
  readonly histories: readonly PositionHistory[]
  /** Keyed by `snapshotKey`. */
  readonly snapshots: ReadonlyMap<string, Snapshot>
  readonly prices: PriceTable
  /** Every charge of the owner; those outside of the window or of other pools are left out here. */
  readonly gas: readonly GasCharge[]
  /** What is claimable at the window's last block, for positions of this pool. */
  readonly claimable: readonly ClaimableAmount[]
  /** Reward tokens with their decimals; a reward in any other token than these, the pool's and the native coin has no value. */
  readonly rewardTokens?: readonly Token[]
  /** Times of the blocks that `computeNeededBlocks` names, in seconds. Only the time in range needs them. */
  readonly timestamps?: ReadonlyMap<number, number>
}
