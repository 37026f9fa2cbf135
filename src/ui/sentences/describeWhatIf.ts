import { computeWhatIf, REALISTIC_SHARE, type WhatIf } from '../../comparison/computeWhatIf'
import type { ReportPool } from '../../domain/report'
import { formatCounted, formatRateInWords, formatShare, type RateUnit } from '../format'
import { capitalize, nameWhale } from './nameWhale'
import { rateUnitOf } from './rateUnit'

/** Both ways of putting one's capital in the other's ranges; `null` where a capital is unknown or zero. */
export interface WhatIfs {
  readonly you: WhatIf
  readonly whale: WhatIf
}

type Compared = Pick<ReportPool, 'you' | 'whale' | 'window' | 'candidates'>

/** Computes both what-ifs of a pool. */
export function computeWhatIfs({ you, whale }: Pick<ReportPool, 'you' | 'whale'>): WhatIfs | null {
  const yours = whale && computeWhatIf(you, whale)
  const theirs = whale && computeWhatIf(whale, you)
  return yours && theirs && { you: yours, whale: theirs }
}

function inWords(rate: number | null, unit: RateUnit): string {
  return rate === null ? 'an unknown rate' : formatRateInWords(rate, unit)
}

/** Title of the what-if, from the figures: what your capital would have made with the whale's ranges, and what it made. */
export function describeWhatIfTitle({ you }: WhatIfs, pool: Compared): string {
  const unit = rateUnitOf(pool)
  const { subject } = nameWhale(pool)
  const rate = inWords(you.withOwnGas.rates.net, unit)
  return `In ${subject}’s ranges your capital would have made ${rate}`
}

/** What is compared, in words: each rate with both numbers of transactions, and what was really earned. */
export function describeWhatIf({ you }: WhatIfs, pool: Compared): string {
  const unit = rateUnitOf(pool)
  const { subject } = nameWhale(pool)
  const own = `With your own ${formatCounted(you.withOwnGas.transactions, 'transaction')} it would have made ${inWords(you.withOwnGas.rates.net, unit)}`
  const other = `with ${subject}’s ${formatCounted(you.withOtherGas.transactions, 'transaction')} ${inWords(you.withOtherGas.rates.net, unit)}`
  return `${own}, ${other}. It really made ${inWords(pool.you.rates.net, unit)}.`
}

function describeLimit({ activeShare, scale, isUnrealistic }: WhatIf, whose: string, where: string): string {
  // What was added next to what was there whenever these ranges were active: no more of the fees can have been lost to it.
  const thinning = formatShare(scale / (1 + scale))
  const now =
    activeShare === null
      ? `${capitalize(where)} are not active now.${isUnrealistic ? ` Of what would be in them, ${whose} capital would be ${thinning}.` : ''}`
      : `In ${where}, ${whose} capital would be ${formatShare(activeShare)} of the liquidity now in range.`
  // A bound on the fees would say nothing: so much capital can have thinned them to next to nothing.
  const verdict = isUnrealistic
    ? `That is more than ${formatShare(REALISTIC_SHARE)}, so it is not realistic: others would have shared the fees, and the price might have moved in another way.`
    : `It could have thinned the fees by ${thinning} at most.`
  return `${now} ${verdict}`
}

/** What the what-ifs assume, and how far that can be from the truth. */
export function describeWhatIfLimits({ you, whale }: WhatIfs, pool: Compared): readonly string[] {
  const { subject } = nameWhale(pool)
  return [
    'Exact for what the pool paid per unit of liquidity in these ranges, block by block, and for impermanent loss; no average enters. It assumes that the added capital would have changed neither the swaps nor the liquidity in range.',
    describeLimit(you, 'your', `${subject}’s ranges`),
    describeLimit(whale, `${subject}’s`, 'your ranges'),
  ]
}
