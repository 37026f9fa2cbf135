import type { Address, Currency, Hex } from './primitives'
import type { PerformanceValue, Rates, Window } from './performance'
import type { Missing } from './coverage'
import type { PriceSource } from './prices'
import type { LedgerEvent } from './ledger'

/*
 * The report as it is written to JSON and as screens render it: plain data, amounts as decimal strings.
 * The fields that `report.schema.json` names come first in each type; below them is what only Minnow reads.
 */

/** Amount in base units as a decimal string. */
export type AmountText = string
export type PairText = readonly [AmountText, AmountText]

export interface ReportPerformance {
  readonly owner: Address
  readonly amounts: {
    readonly deposited: PairText
    readonly withdrawn: PairText
    readonly principal: PairText
    readonly principalOwed: PairText
    readonly feesCollected: PairText
    readonly feesUncollected: PairText
  }
  readonly rewards: readonly { readonly token: Address; readonly amount: AmountText }[]
  readonly gas: {
    readonly wei: AmountText
    readonly transactions: number
    readonly notChargedWei: AmountText
    readonly approvalsWei: AmountText
    readonly incomplete: boolean
  }
  readonly value: PerformanceValue
  readonly rates: Rates
  readonly timeInRange: number | null

  /** Amounts of which a part is not known: what stands there is the known part. Absent when all are known. */
  readonly unknownAmounts?: readonly (keyof ReportPerformance['amounts'])[]
  /** `capitalYears` over the window's years. */
  readonly averageCapital: number | null
  /** Liquidity that is in range now as a share of the pool's active liquidity, 0 to 1. */
  readonly shareOfPool: number | null
  /** Fees of the window that gas ate: `|gas| / fees`; `null` when there are no fees or a part is unknown. */
  readonly gasShareOfFees: number | null
  /** Half-width of the ranges around their middle, weighted by capital and time: 0.18 is ±18 %; `null` when there was no liquidity. */
  readonly rangeWidth: number | null
  /** How often liquidity came back in other ticks than those it had left. */
  readonly reRanges: number
  readonly ranges: readonly ReportRange[]
  readonly evidence: ReportEvidence
}

/** A range that held liquidity for a time. `toTimestamp` is the report's own time while it is open. */
export interface ReportRange {
  readonly positionId: string
  readonly tickLower: number
  readonly tickUpper: number
  readonly fromTimestamp: number
  readonly toTimestamp: number
}

/** What stands behind the figures: every ledger event with its price, every transaction with its gas. */
export interface ReportEvidence {
  readonly events: readonly ReportEvent[]
  readonly transactions: readonly ReportTransaction[]
}

export interface ReportEvent {
  readonly type: LedgerEvent['type'] | 'open' | 'close'
  readonly positionId: string
  readonly blockNumber: number
  readonly timestamp: number
  readonly logIndex: number
  readonly transactionHash: Hex | null
  /** Principal for deposits, withdrawals, transfers, the opening and the close; the whole payout for collects. `null` where the pool's price is unknown. */
  readonly amounts: PairText | null
  /** For collects: the part that was fees and income of the window. For transfers out and the close: fees uncollected. */
  readonly feeAmounts: PairText | null
  /** For rewards. */
  readonly token?: Address
  readonly amount?: AmountText
  /** Prices of token0 and token1 at the end of the event's block. */
  readonly prices: readonly [number | null, number | null]
  /** `amounts` at those prices. */
  readonly value: number | null
  readonly feeValue: number | null
  /** Realised impermanent loss where principal went out; for the close the part that is not realised. `null` for all other events. */
  readonly impermanentLoss: number | null
  /** Capital of the owner just after the event, at those prices. */
  readonly capitalAfter: number | null
}

export interface ReportTransaction {
  readonly transactionHash: Hex
  readonly blockNumber: number
  readonly timestamp: number
  readonly from: Address
  readonly kind: 'charged' | 'notCharged' | 'approval'
  /** Whole cost of the transaction. */
  readonly feeWei: AmountText
  /** The part that falls on this owner's positions in this pool. */
  readonly shareWei: AmountText
  readonly nativePrice: number | null
  readonly value: number | null
}

export interface ReportPosition {
  readonly id: string
  readonly status: 'open' | 'owed' | 'closed'
  readonly tickLower: number
  readonly tickUpper: number
  readonly liquidity: AmountText
  readonly inRange: boolean
  readonly performance: ReportPerformance
}

export interface ReportWhale extends ReportPerformance {
  readonly kind: 'account' | 'contract'
  readonly claim: 'largest' | 'largest found'
  readonly positions: readonly string[]
}

/** An owner who can be chosen instead of the whale, largest first; the whale itself is the first. */
export interface ReportCandidate {
  readonly owner: Address
  readonly kind: 'account' | 'contract'
  readonly capitalYears: number | null
}

/** Samples over the window, oldest first: arrays of equal length. */
export interface ReportSeries {
  readonly blocks: readonly number[]
  readonly timestamps: readonly number[]
  /** Token1 per token0, in whole tokens. */
  readonly price: readonly (number | null)[]
  /** Cumulative net in the report's currency since the window's start; `null` where it is not known. */
  readonly you: readonly (number | null)[]
  readonly whale: readonly (number | null)[]
}

/** The window of a pool's figures. */
export interface ReportWindow extends Window {
  /** Where it begins later than was asked for: from when on it was asked for, and a sentence that says why. */
  readonly shortened?: { readonly fromBlock: number; readonly fromTimestamp: number; readonly why: string }
}

export interface ReportPool {
  readonly protocol: string
  readonly pool: string
  readonly feePpm: number | null
  readonly tokens: readonly { readonly address: Address; readonly symbol: string; readonly decimals: number | null }[]
  readonly window: ReportWindow
  readonly you: ReportPerformance
  readonly positions: readonly ReportPosition[]
  readonly whale: ReportWhale | null
  readonly whaleUnavailable?: string
  readonly gap: Rates | null
  readonly coverage: {
    readonly complete: boolean
    readonly missing: readonly Missing[]
    readonly activeLiquidity?: { readonly pool: AmountText; readonly found: AmountText }
    readonly scanned?: { readonly fromBlock: number; readonly toBlock: number }
    readonly proof?: string
  }

  /** Others put every position here into the wallet, and whoever made a token of the pool can make its figures up; absent when not. */
  readonly looksLikeSpam?: boolean
  readonly deploymentName: string
  /** `null` while unknown. */
  readonly state: { readonly sqrtPriceX96: AmountText; readonly tick: number; readonly liquidity: AmountText } | null
  /** How each price of this pool was found, as of the report's block. */
  readonly priceSources: readonly {
    readonly token: Address
    readonly value: number | null
    readonly sources: readonly PriceSource[]
  }[]
  readonly candidates: readonly ReportCandidate[]
  readonly series: ReportSeries | null
}

/** What a wallet holds in a pool by the contracts' own state: known at once, while what it earned is still being read. */
export interface ReportHolding extends Pick<ReportPool, 'protocol' | 'pool' | 'feePpm' | 'tokens'> {
  /** What all these positions would pay out if they were closed now, without fees. */
  readonly principal: PairText
  readonly positions: readonly Omit<ReportPosition, 'status' | 'performance'>[]
}

export interface ReportChain {
  readonly chainId: number
  readonly block: { readonly number: number; readonly hash: Hex; readonly timestamp: number } | null
  readonly error?: string
  readonly pools: readonly ReportPool[]
  /** What is held in pools of which no figures are known: not yet, or since something failed before there were any. */
  readonly holdings?: readonly ReportHolding[]
  readonly chainName: string
  readonly explorer: string | null
  /** What was searched for the wallet's positions; said where none was found. */
  readonly scanned?: { readonly fromBlock: number; readonly toBlock: number }
}

export interface Report {
  readonly format: 'minnow.report'
  readonly version: 1
  readonly wallet: Address
  readonly currency: Currency
  readonly chains: readonly ReportChain[]
  /** When the report was made, seconds. */
  readonly createdAt: number
  /** `true` for the bundled example, which a story on a replica made. */
  readonly example?: boolean
}
