import type { Address, Hex, Pair } from './primitives'
import type { Missing } from './coverage'
import type { Position } from './position'

/** Where on the chain an event stands. `timestamp` in seconds. Events are ordered by `(blockNumber, logIndex)`. */
export interface EventRef {
  readonly blockNumber: number
  readonly timestamp: number
  readonly logIndex: number
  readonly transactionHash: Hex
}

/** Principal that went in or out of liquidity. `liquidity` and `amounts` are positive. */
export interface LiquidityEvent extends EventRef {
  readonly type: 'deposit' | 'withdraw'
  readonly positionId: string
  readonly liquidity: bigint
  readonly amounts: Pair
}

/** Tokens that were paid out: owed principal first, then fees. */
export interface CollectEvent extends EventRef {
  readonly type: 'collect'
  readonly positionId: string
  readonly amounts: Pair
}

/** A farm paid out an incentive. */
export interface ClaimRewardEvent extends EventRef {
  readonly type: 'claimReward'
  readonly positionId: string
  /** `null`, as `amount` is, where nothing that was read shows what was paid. */
  readonly token: Address | null
  readonly amount: bigint | null
}

/** The position moved to or from a known farm; its beneficial owner stayed the same. */
export interface StakeEvent extends EventRef {
  readonly type: 'stake' | 'unstake'
  readonly positionId: string
  readonly farm: Address
}

/** The position changed its beneficial owner. One event in the position's history, `transferOut` for `from`, `transferIn` for `to`. */
export interface TransferEvent extends EventRef {
  readonly type: 'transfer'
  readonly positionId: string
  readonly from: Address
  readonly to: Address
}

/** What can happen to a position, whoever owns it. */
export type PositionEvent = LiquidityEvent | CollectEvent | ClaimRewardEvent | StakeEvent | TransferEvent

/** The time during which one beneficial owner held a position: events with `from <= event <= to` are theirs. */
export interface Ownership {
  readonly owner: Address
  /** First event that is the owner's: the mint, or the `transfer` that brought the position in. */
  readonly from: EventRef
  /** The `transfer` that took the position away; `null` while the owner holds it or once it was burned. */
  readonly to: EventRef | null
}

/** What a position was at the end of a block: a history can begin there instead of with the position's first deposit. */
export interface PositionOpening {
  readonly blockNumber: number
  readonly liquidity: bigint
  /** Principal that was withdrawn before and not yet paid out; `null` when only earlier logs could tell. */
  readonly owed: Pair | null
  /** The farm that held it. */
  readonly farm: Address | null
  /** Present where a farm paid an owner of it since: what it earned there before it left can be among that. */
  readonly isFarmPaying?: true
}

/** A position's life as its logs tell it, the whole of it or from an opening on. Events and ownerships are in order; mint and burn are no transfers. */
export interface PositionHistory {
  readonly position: Position
  readonly events: readonly PositionEvent[]
  readonly ownerships: readonly Ownership[]
  /** Where the history begins, when that is later than the position itself. Every event is in a later block. */
  readonly opening?: PositionOpening
  /**
   * Transactions that touched the position and moved nothing of it: a burn, a stake that ends or begins again inside of a farm. They
   * are no ledger events, but their gas counts. In order; absent when there are none.
   */
  readonly touches?: readonly EventRef[]
  /** Present where some of its events are known to be missing: they contradict each other, or something else that was read tells of more. */
  readonly isContradicted?: true
  /** Present where a farm paid or owes something for it that was not read: claims of rewards are not among the events. */
  readonly areRewardsUnread?: true
  /** What could not be read or told of this position; absent when nothing is missing. */
  readonly missing?: readonly Missing[]
}

/** A ledger event as one owner sees it: transfers have a direction. */
export type LedgerEvent =
  | LiquidityEvent
  | CollectEvent
  | ClaimRewardEvent
  | StakeEvent
  | (Omit<TransferEvent, 'type'> & { readonly type: 'transferIn' | 'transferOut' })
