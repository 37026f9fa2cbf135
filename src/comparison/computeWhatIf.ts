import { computeRates } from '../accounting/computeRates'
import { sumOrNull } from '../accounting/sumOrNull'
import type { Rates } from '../domain/performance'
import type { Pair } from '../domain/primitives'
import type { ReportPerformance } from '../domain/report'

/** A share of the active liquidity above which nobody could have joined without changing what everybody earned. */
export const REALISTIC_SHARE = 0.1

/** What one owner's capital would have earned with the other's ranges, with gas as one of the two paid it. */
export interface WhatIfResult {
  /** Signed like all gas: zero or negative. */
  readonly gas: number | null
  /** Number of transactions behind `gas`. */
  readonly transactions: number
  readonly net: number | null
  readonly rates: Rates
}

/** One owner's capital in the other owner's ranges, over the same window. Values in the report's currency; `null` is unknown. */
export interface WhatIf {
  /** Average over the window, as it was. */
  readonly capital: number
  /** Capital x years, as it was. */
  readonly capitalYears: number
  /** The one owner's capital as a multiple of the other's: every position of the other is taken at this many times its size. */
  readonly scale: number
  /** Fees in base units, rounded down; `null` where a part of the other's is unknown. */
  readonly feeAmounts: Pair | null
  readonly fees: number | null
  /** The same had the added liquidity thinned everybody's fees as much as it can have: `fees / (1 + scale)`. */
  readonly feesAtLeast: number | null
  readonly impermanentLoss: number | null
  readonly rewards: number | null
  /** With the gas that the owner of the capital paid. */
  readonly withOwnGas: WhatIfResult
  /** With the gas that the owner of the ranges paid. */
  readonly withOtherGas: WhatIfResult
  /** What the added liquidity would be of the active liquidity at the report's block; `null` when the ranges are not active then. */
  readonly activeShare: number | null
  /** The capital is too much for these ranges: what it would have earned says little. */
  readonly isUnrealistic: boolean
}

type Side = Pick<ReportPerformance, 'amounts' | 'unknownAmounts' | 'value' | 'gas' | 'averageCapital' | 'shareOfPool'>

/**
 * Computes what `owner`'s capital would have earned in `other`'s ranges: every deposit, withdrawal and collect of the other, at the same
 * blocks and prices, at `scale` times its size.
 *
 * Exact, and without reading anything more. Over each stretch of constant liquidity `L` a position's fees are `L x growth / 2^128`, the
 * growth being what the pool paid per unit of liquidity inside its ticks (`feeGrowthInside`, the v3 whitepaper, 6.3 and 6.4); so `scale x L` in
 * the same ticks over the same stretches earns `scale` times the other's own fees, to within the units that the contract cut off, times
 * `scale`. Principal is linear in liquidity too, and so is impermanent loss. No average of any pool enters.
 *
 * It assumes that the added liquidity would have changed neither the swaps nor the active liquidity. How far that can be from the truth
 * is known: whenever these ranges were active, the other's own liquidity was in them, and the added one is `scale` times that. So it can
 * have thinned the fees to no less than `fees / (1 + scale)`.
 *
 * @returns `null` when one of the two had no capital, or it is unknown.
 */
export function computeWhatIf(owner: Side, other: Side): WhatIf | null {
  const { averageCapital: capital, value } = owner
  const { capitalYears } = value
  const theirs = other.value.capitalYears
  if (capital === null || capitalYears === null || theirs === null || !(capitalYears > 0) || !(theirs > 0)) return null
  const scale = capitalYears / theirs
  if (!Number.isFinite(scale) || scale === 0) return null
  const scaled = (figure: number | null) => (figure === null ? null : figure * scale)
  const parts = {
    fees: scaled(other.value.fees),
    impermanentLoss: scaled(other.value.impermanentLoss),
    rewards: scaled(other.value.rewards),
  }
  const withGasOf = (side: Side): WhatIfResult => ({
    gas: side.value.gas,
    transactions: side.gas.transactions,
    net: sumOrNull([parts.fees, parts.impermanentLoss, parts.rewards, side.value.gas]),
    rates: computeRates({ capitalYears, ...parts, gas: side.value.gas }),
  })
  const activeShare = computeActiveShare(other.shareOfPool, scale)
  return {
    capital,
    capitalYears,
    scale,
    feeAmounts: scaleFees(other, capitalYears, theirs),
    ...parts,
    feesAtLeast: parts.fees === null ? null : parts.fees / (1 + scale),
    withOwnGas: withGasOf(owner),
    withOtherGas: withGasOf(other),
    activeShare,
    isUnrealistic: (activeShare ?? scale / (1 + scale)) > REALISTIC_SHARE,
  }
}

/** `scale x own / (all + scale x own)`, with the other's own share of all. */
function computeActiveShare(shareOfPool: number | null, scale: number): number | null {
  if (shareOfPool === null || !(shareOfPool > 0)) return null
  const added = shareOfPool * scale
  return added / (1 + added)
}

function scaleFees({ amounts, unknownAmounts = [] }: Side, numerator: number, denominator: number): Pair | null {
  if (unknownAmounts.includes('feesCollected') || unknownAmounts.includes('feesUncollected')) return null
  const fees = ([0, 1] as const).map(
    (token) => BigInt(amounts.feesCollected[token]) + BigInt(amounts.feesUncollected[token]),
  )
  const [fees0 = 0n, fees1 = 0n] = fees
  return [scaleAmount(fees0, numerator, denominator), scaleAmount(fees1, numerator, denominator)]
}

/** `amount x numerator / denominator`, rounded down, with every digit that the quotient of two numbers has. */
function scaleAmount(amount: bigint, numerator: number, denominator: number): bigint {
  const ratio = numerator / denominator
  // A number has 53 bits from its first one on, which stands further behind the point the smaller the ratio is.
  const shift = 60 + Math.max(0, Math.ceil(-Math.log2(ratio)))
  return (amount * BigInt(Math.round(ratio * 2 ** shift))) >> BigInt(shift)
}
