import type { LorenzCurve, PoolReport, PoolSummary } from '../../domain/poolReport'
import type { PoolWindowChoice } from '../../domain/request'
import { formatCount, formatCounted, formatShare, formatSymbol } from '../format'
import { formatSpan } from '../formatTime'
import { computeFoundShare, describeFoundShare, provenLargest } from './describeCoverage'
import { plain, type Phrase } from './phrase'
import type { RateUnit } from '../format'

export const poolWindowOptions: readonly { readonly value: PoolWindowChoice; readonly label: string }[] = [
  { value: '7d', label: 'last 7 days' },
  { value: '30d', label: 'last 30 days' },
  { value: '90d', label: 'last 90 days' },
  { value: 'all', label: 'the pool’s whole life' },
]

/** A part of a whole, 0 to 1; `null` where there is no whole. */
export function computeShareOf(part: number | null, whole: number): number | null {
  return part === null || whole <= 0 ? null : Math.max(0, part) / whole
}

/** How the owner with the most capital and time may be called: only a proven one is the largest. */
export function nameLargest({ whale }: Pick<PoolReport, 'whale'>): string {
  return whale?.claim === 'largest' ? 'The whale' : 'The largest owner found'
}

/** One sentence on who has the pool and who earns: the screen's headline. */
export function describePoolReport(report: PoolSummary): readonly Phrase[] {
  const { whaleOwner, totals, lorenz, ownerCount, window, phase } = report
  if (whaleOwner === null || ownerCount === 0) return [plain('Nobody had liquidity in this pool during this time.')]
  if (phase === 'whale') {
    const known = { text: 'is known', voice: 'whale' } as const
    return [plain(`${nameLargest(report)} of this pool `), known, plain('. Everybody else is not known yet.')]
  }
  const ofFees = computeShareOf(whaleOwner.fees, totals.fees)
  const ofCapital = computeShareOf(whaleOwner.capital, totals.capital)
  const span = formatSpan(window.toTimestamp - window.fromTimestamp)
  const whaleParts = [
    ...(ofFees === null ? [] : [`earned ${formatShare(ofFees)} of all fees in ${span}`]),
    ...(ofCapital === null
      ? []
      : [ofCapital === 0 ? 'holds none of the capital any more' : `holds ${formatShare(ofCapital)} of the capital`]),
  ]
  return [
    plain(`${nameLargest(report)} of this pool `),
    { text: whaleParts.length === 0 ? 'is known, its shares are not' : whaleParts.join(' and '), voice: 'whale' },
    plain('.'),
    plain(` ${describeSmallerHalf(lorenz.capital) ?? `It has ${formatCounted(ownerCount, 'owner')}.`}`),
  ]
}

/** `The smaller half of its 16 owners holds 0.57 %.`; a few owners of odd number have no half. `null` where it says nothing. */
function describeSmallerHalf(capital: LorenzCurve | null): string | null {
  const all = capital?.owners.at(-1) ?? 0
  const half = Math.floor(all / 2)
  const share = capital?.shares[capital.owners.indexOf(half)]
  if (all < 4 || share === undefined) return null
  return all % 2 === 0 || all >= 100
    ? `The smaller half of its ${formatCount(all)} owners holds ${formatShare(share)}.`
    : `The ${formatCount(half)} smallest of its ${formatCount(all)} owners hold ${formatShare(share)}.`
}

/** `USDC / WETH`. */
export function formatPair({ tokens }: Pick<PoolReport, 'tokens'>): string {
  return tokens.map(({ symbol }) => formatSymbol(symbol)).join(' / ')
}

/** Below seven days a yearly rate misleads: rates are then daily. */
export function rateUnitOfWindow({ fromTimestamp, toTimestamp }: PoolReport['window']): RateUnit {
  return toTimestamp - fromTimestamp < 7 * 86_400 - 3_600 ? 'day' : 'year'
}

/** What proves, or does not prove, that nobody larger was missed. */
export function describeLargest(report: PoolReport): string {
  if (report.whale === null) return 'Nobody had liquidity in this pool during this time.'
  if (report.coverage.proof !== undefined) return report.coverage.proof
  if (report.whale.claim === 'largest') return provenLargest
  const share = computeFoundShare(report)
  return share === null || share === 1
    ? 'Largest found, not proven: something that decides the ranking could not be read exactly.'
    : describeFoundShare(share)
}

/** What was estimated and not read, with its exact extent; none where everything was read. */
export function describeEstimates({ estimates, phase }: PoolSummary): readonly string[] {
  const { transactions, estimatedTransactions, estimatedGasOwners, valuedBlocks, pricedBlocks, longestPriceAge } =
    estimates
  const sentences: string[] = []
  if (phase === 'everyone') sentences.push('Gas is still being read, so net is not known yet.')
  if (phase === 'settling') {
    sentences.push(
      'Older events that decide the fees and rewards of some owners are still being read: these are not known yet.',
    )
  }
  if (estimatedTransactions > 0) {
    sentences.push(
      `Gas of ${formatCount(estimatedTransactions)} of ${formatCounted(transactions, 'transaction')} (${formatShare(estimatedTransactions / transactions)}) is estimated from the base fees of their blocks: reading each receipt would take as many requests. It concerns ${formatCounted(estimatedGasOwners, 'owner')}, marked with ≈.`,
    )
  } else if (estimatedGasOwners > 0) {
    sentences.push(
      `The gas of ${formatCounted(estimatedGasOwners, 'owner')}, marked with ≈, is shared with positions in other pools that the same transactions touched.`,
    )
  }
  if (pricedBlocks < valuedBlocks) {
    sentences.push(
      `Prices were read at ${formatCount(pricedBlocks)} of ${formatCount(valuedBlocks)} blocks, for the largest owners first; elsewhere the nearest earlier price counts, at most ${formatSpan(longestPriceAge)} old. Token amounts are exact in any case.`,
    )
  }
  return sentences
}
