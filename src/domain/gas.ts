import type { Address, Hex } from './primitives'

/** What a transaction's receipt says it cost. */
export interface TransactionCost {
  readonly transactionHash: Hex
  readonly blockNumber: number
  readonly timestamp: number
  readonly from: Address
  /** `gasUsed * effectiveGasPrice` plus `l1Fee` where the chain charges one. */
  readonly feeWei: bigint
  /** `true` when the chain charges an L1 fee and the receipt did not carry it: `feeWei` is then a lower bound. */
  readonly l1FeeMissing: boolean
}

/** One transaction's gas as it falls on one owner's positions. */
export interface GasCharge {
  readonly cost: TransactionCost
  /** `charged` counts in `net`; `notCharged` was paid by somebody else; `approval` is listed on its own line. */
  readonly kind: 'charged' | 'notCharged' | 'approval'
  /** Shares by position id; they add up to `cost.feeWei`. Empty for approvals. */
  readonly shares: readonly { readonly positionId: string; readonly wei: bigint }[]
}
