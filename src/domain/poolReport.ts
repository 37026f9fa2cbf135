import type { Missing } from './coverage'
import type { Window } from './performance'
import type { PriceSource } from './prices'
import type { Address, BlockRef, Currency, ProtocolId } from './primitives'
import type { AmountText, PairText } from './report'

/*
 * The pool's report as it is written to JSON (`pool-report.schema.json`): plain data, amounts as decimal strings. The fields that the
 * schema names come first in each type; below them is what only Minnow reads.
 */

/** One owner in the pool. Values in the report's currency; `null` is unknown. */
export interface PoolReportOwner {
  readonly owner: Address
  /** Value of the principal at the report's block. */
  readonly capital: number | null
  readonly capitalYears: number | null
  /** Fees of the window. */
  readonly fees: number | null
  /** The same in base units of each token; absent where a part is not known. */
  readonly feeAmounts?: PairText
  /** `true` where a part of the gas was estimated. */
  readonly gasIsEstimate: boolean
  readonly net: number | null
  /** Net per unit of capital and year. */
  readonly netRate: number | null

  readonly impermanentLoss: number | null
  readonly rewards: number | null
  /** Signed: zero or negative. `null` while it is not read. */
  readonly gas: number | null
  /** Transactions of the window on the owner's positions in this pool. */
  readonly transactions: number
  /** Positions that had a part in the window. */
  readonly positions: number
  /** `true` where events of the owner are valued at the nearest earlier price that was read. */
  readonly valueIsEstimate: boolean
}

/** How unequally something is spread over owners: shares from 0 to 1; `null` where there is nothing to share. */
export interface Concentration {
  readonly top1: number | null
  readonly top5: number | null
  readonly top10: number | null
  readonly gini: number | null
  /** Sum of squared shares: 1 is one owner with everything. */
  readonly hhi: number | null

  /** Owners that these figures are made of. */
  readonly owners: number
  /** Owners left out because their figure is unknown. */
  readonly unknown: number
}

/** Owners of one size. `from` and `to` in US dollars, whatever the report's currency; `to` is `null` where there is no upper end. */
export interface Cohort {
  readonly from: number
  readonly to: number | null
  readonly owners: number
  /** Shares of all owners' capital now and fees of the window; `null` where there is nothing to share. */
  readonly capitalShare: number | null
  readonly feeShare: number | null
  readonly medianNetRate: number | null
  /** Share of the owners with a known net whose net is below 0. */
  readonly belowHolding: number | null

  /** `left`: owners of the window who have nothing in the pool any more. */
  readonly kind: 'size' | 'left'
  /** Owners whose net, or whose net rate, is unknown: left out of the last two figures. */
  readonly unknownNet: number
  /** Owners whose capital stayed for no time, so that they have no net rate: left out of the median. */
  readonly withoutRate: number
}

/** A Lorenz curve at whole owners, from nobody to everybody. */
export interface LorenzCurve {
  /** Numbers of owners, counted from the smallest; the last is all of them. */
  readonly owners: readonly number[]
  /** What so many of the smallest have together, as a share of the whole, 0 to 1. */
  readonly shares: readonly number[]
}

/** Lorenz curves of capital now and of the window's fees, with the same number of steps; `null` where there is nothing to share. */
export interface LorenzSamples {
  readonly capital: LorenzCurve | null
  readonly fees: LorenzCurve | null
}

/** What was not read for each owner but estimated, with its exact extent. */
export interface PoolReportEstimates {
  /** Transactions of the window, and those among them whose gas is estimated. */
  readonly transactions: number
  readonly estimatedTransactions: number
  readonly estimatedGasOwners: number
  /** Blocks at which something had to be valued, those whose prices were read, and the longest way back to a price, in seconds. */
  readonly valuedBlocks: number
  readonly pricedBlocks: number
  readonly longestPriceAge: number
}

export interface PoolReportWhale {
  readonly owner: Address
  readonly kind: 'account' | 'contract'
  readonly claim: 'largest' | 'largest found'
  readonly capitalYears: number | null
}

export interface PoolReport {
  readonly format: 'minnow.pool'
  readonly version: 1
  readonly chainId: number
  readonly block: BlockRef
  readonly protocol: ProtocolId
  readonly pool: Address
  readonly currency: Currency
  readonly window: Window
  /** By capital now, largest first: all owners with capital now or in the window. */
  readonly owners: readonly PoolReportOwner[]
  readonly concentration: {
    readonly capital: Concentration
    readonly fees: Concentration
    /** Of capital and time in the window. */
    readonly capitalYears: Concentration
  }
  readonly cohorts: readonly Cohort[]
  readonly whale: PoolReportWhale | null
  readonly coverage: {
    readonly complete: boolean
    readonly missing: readonly Missing[]
    readonly activeLiquidity?: { readonly pool: AmountText; readonly found: AmountText }
    readonly scanned?: { readonly fromBlock: number; readonly toBlock: number }
    /** A sentence; absent where the pool's whole life was read. */
    readonly proof?: string
  }

  readonly chainName: string
  readonly explorer: string | null
  readonly nativeSymbol: string
  readonly deploymentName: string
  readonly feePpm: number
  readonly tokens: readonly { readonly address: Address; readonly symbol: string; readonly decimals: number | null }[]
  readonly state: { readonly sqrtPriceX96: AmountText; readonly tick: number; readonly liquidity: AmountText }
  readonly priceSources: readonly {
    readonly token: Address
    readonly value: number | null
    readonly sources: readonly PriceSource[]
  }[]
  readonly lorenz: LorenzSamples
  readonly estimates: PoolReportEstimates
  /** When the report was made, seconds. */
  readonly createdAt: number
}

/**
 * How far a report has come: `whale` is the largest owner alone, while everybody else is still being looked for; `everyone` is everybody,
 * while gas is still being read, so that net is not known yet; `settling` is everybody with their gas, while older events that decide fees and
 * rewards of some are still being read.
 */
export type PoolReportPhase = 'whale' | 'everyone' | 'settling' | 'finished'

/** Every owner's capital and result in few flat values, which cross to the page at once: the same order in all three. */
export interface OwnerIndex {
  /** Lower-case addresses of 42 characters each, one after the other. */
  readonly addresses: string
  /** Capital now; NaN where it is unknown. */
  readonly capital: Float64Array
  /** NaN where it is unknown. */
  readonly netRate: Float64Array
}

/** A pool's report as the screen renders it: the largest owners in full, all others as numbers. */
export interface PoolSummary extends PoolReport {
  readonly ownerCount: number
  /** Sums over the owners of whom it is known. */
  readonly totals: { readonly capital: number; readonly fees: number }
  /** The whale's own figures, wherever it stands by capital now; `null` where there is no whale. */
  readonly whaleOwner: PoolReportOwner | null
  readonly index: OwnerIndex
  readonly phase: PoolReportPhase
}
