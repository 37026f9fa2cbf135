import type { Address, Pair } from './primitives'

/** The blocks and times a performance covers. "At the start" is the end of `fromBlock`. */
export interface Window {
  readonly fromBlock: number
  readonly fromTimestamp: number
  readonly toBlock: number
  readonly toTimestamp: number
}

/** Exact token amounts in base units, over the window. */
export interface PerformanceAmounts {
  readonly deposited: Pair
  readonly withdrawn: Pair
  readonly principal: Pair
  readonly principalOwed: Pair
  readonly feesCollected: Pair
  readonly feesUncollected: Pair
}

/** Valued figures in the report's currency; `null` is unknown. Signs as in the law: losses and gas are negative. */
export interface PerformanceValue {
  readonly capitalYears: number | null
  readonly principal: number | null
  readonly hodl: number | null
  readonly fees: number | null
  readonly impermanentLoss: number | null
  readonly rewards: number | null
  readonly gas: number | null
  readonly net: number | null
  readonly marketMove: number | null
  readonly pnl: number | null
}

/** Per unit of capital and year, as fractions: 0.05 is 5 % a year. */
export interface Rates {
  readonly fees: number | null
  readonly impermanentLoss: number | null
  readonly rewards: number | null
  readonly gas: number | null
  readonly net: number | null
}

export interface PerformanceGas {
  /** Charged to the owner; positive. */
  readonly wei: bigint
  readonly transactions: number
  readonly notChargedWei: bigint
  readonly approvalsWei: bigint
  /** `true` when a receipt lacked its L1 fee, so that `wei` is a lower bound. */
  readonly incomplete: boolean
}

/** What one owner earned in one pool (or with one position) over one window. */
export interface Performance {
  readonly owner: Address
  readonly amounts: PerformanceAmounts
  /** Amounts of which a part is not known: what stands there is the known part. Absent when all are known. */
  readonly unknownAmounts?: readonly (keyof PerformanceAmounts)[]
  readonly rewards: readonly { readonly token: Address; readonly amount: bigint }[]
  readonly gas: PerformanceGas
  readonly value: PerformanceValue
  readonly rates: Rates
  /** Share of the time with liquidity in which the tick was in range, 0 to 1; `null` when unknown. */
  readonly timeInRange: number | null
}
