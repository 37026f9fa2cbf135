import { APPROVALS, THEIR_APPROVALS } from '../../domain/coverage'
import { isSameAddress } from '../../domain/primitives'
import type { Currency } from '../../domain/primitives'
import type { ReportEvent, ReportPerformance, ReportPool, ReportRange, ReportTransaction } from '../../domain/report'
import {
  formatCount,
  formatCounted,
  formatAmount,
  formatMoney,
  formatRateInWords,
  formatShare,
  moneyUnitOf,
  unknown,
  type MoneyUnit,
  type RateUnit,
} from '../format'
import { hasRates, noTime } from '../sentences/formatOwnerRate'
import { rateUnitOf } from '../sentences/rateUnit'
import { figureWords, type FigureId } from './figures'
import { numberFormat } from '../numberFormat'

/** One line of a formula with its number. */
export interface EvidenceLine {
  readonly label: string
  readonly figure: string
}

/** What one side of a figure rests on. */
export interface EvidenceList {
  /** Whose: `, yours`; empty where that is plain. */
  readonly whose: string
  readonly events: readonly ReportEvent[]
  readonly transactions: readonly ReportTransaction[]
  readonly ranges: readonly ReportRange[]
}

/** What stands behind one figure. */
export interface Evidence extends EvidenceList {
  readonly title: string
  readonly definition: string
  readonly anchor: string
  /** The formula's parts, with their numbers, in the order in which they are put together. */
  readonly lines: readonly EvidenceLine[]
  readonly result: EvidenceLine
  /** How the result becomes a rate. */
  readonly rate: EvidenceLine | null
  /** What it rests on besides, where a figure has two sides. */
  readonly second: EvidenceList | null
  /** Which of an event's figures this is about. */
  readonly eventFigure: 'feeValue' | 'impermanentLoss' | 'value' | 'capitalAfter' | null
  readonly notes: readonly string[]
}

interface Context {
  readonly performance: ReportPerformance
  readonly pool: Pick<ReportPool, 'window' | 'you' | 'state' | 'tokens' | 'coverage'>
  readonly unit: MoneyUnit
  readonly rateUnit: RateUnit
  /** Symbol of the coin that gas is paid in. */
  readonly coin: string
}

type Parts = Partial<Omit<Evidence, 'title' | 'definition' | 'anchor' | 'result'>> & { readonly result: string }

function sumOrNull(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>((sum, value) => (sum === null || value === null ? null : sum + value), 0)
}

function isClose(event: ReportEvent): boolean {
  return event.type === 'close'
}

function describeFees({ performance, unit }: Context): Parts {
  const events = performance.evidence.events.filter((event) => event.feeAmounts !== null)
  const collected = events.filter((event) => !isClose(event))
  const collects = collected.filter(({ type }) => type === 'collect').length
  const money = (values: readonly ReportEvent[]) =>
    formatMoney(sumOrNull(values.map((event) => event.feeValue)), unit, 'always')
  return {
    lines: [
      {
        label: `Collected, ${formatCounted(collects, 'collect')}${collects === collected.length ? '' : ', and given away with a position'}, each at its block’s price`,
        figure: money(collected),
      },
      { label: 'Not collected yet, at the report’s block', figure: money(events.filter(isClose)) },
    ],
    result: formatMoney(performance.value.fees, unit, 'always'),
    events,
    eventFigure: 'feeValue',
    notes: ['A collect also pays out what was deposited. That part is not a fee and is left out here.'],
  }
}

function describeImpermanentLoss({ performance, unit }: Context): Parts {
  const events = performance.evidence.events.filter((event) => event.impermanentLoss !== null)
  const money = (values: readonly ReportEvent[]) =>
    formatMoney(sumOrNull(values.map((event) => event.impermanentLoss)), unit, 'always')
  const { principal, hodl } = performance.value
  return {
    lines: [
      {
        label: 'When liquidity was taken out, against having held its tokens',
        figure: money(events.filter((event) => !isClose(event))),
      },
      {
        label: `Inside now, ${formatMoney(principal, unit)}, less the same tokens held, ${formatMoney(hodl, unit)}`,
        figure: money(events.filter(isClose)),
      },
    ],
    result: formatMoney(performance.value.impermanentLoss, unit, 'always'),
    events,
    eventFigure: 'impermanentLoss',
  }
}

function describeRewards({ performance, unit }: Context): Parts {
  const events = performance.evidence.events.filter((event) => event.type === 'claimReward')
  return {
    lines: [
      {
        label: `${formatCounted(events.length, 'claim')}, and what can be claimed now`,
        figure: formatMoney(performance.value.rewards, unit, 'always'),
      },
    ],
    result: formatMoney(performance.value.rewards, unit, 'always'),
    events,
    eventFigure: 'value',
    notes: events.length === 0 ? ['No farm that Minnow knows paid a reward for these positions in this window.'] : [],
  }
}

function describeGas({ performance, pool, unit, coin }: Context): Parts {
  const { gas, evidence } = performance
  const coins = (wei: string) => `${formatAmount(wei, 18)} ${coin}`
  const isYours = isSameAddress(performance.owner, pool.you.owner)
  const isAboutApprovals = (what: string) => (isYours ? what === APPROVALS : what.startsWith(THEIR_APPROVALS))
  const notes = [
    ...(gas.notChargedWei === '0'
      ? []
      : [
          `Others paid ${coins(gas.notChargedWei)} for transactions on these positions; that is listed and not charged.`,
        ]),
    ...(gas.approvalsWei === '0'
      ? []
      : [`Approvals cost ${coins(gas.approvalsWei)}; they are listed and not part of net.`]),
    ...pool.coverage.missing.flatMap(({ what, why }) =>
      isAboutApprovals(what) ? [`${what} are not listed here. ${why}`] : [],
    ),
    ...(gas.incomplete
      ? ['Some receipts lack the fee that this chain pays to Ethereum, so the true gas is higher.']
      : []),
  ]
  return {
    lines: [
      {
        label: `${formatCounted(gas.transactions, 'transaction')}, together ${coins(gas.wei)}, each at its block’s price`,
        figure: formatMoney(performance.value.gas, unit, 'always'),
      },
    ],
    result: formatMoney(performance.value.gas, unit, 'always'),
    transactions: evidence.transactions,
    notes,
  }
}

function describeNet({ performance: { value }, unit }: Context): Parts {
  const parts = ['fees', 'impermanentLoss', 'rewards', 'gas'] as const
  return {
    lines: parts.map((part) => ({
      label: figureWords[part].term === 'impermanent loss' ? 'Impermanent loss' : figureWords[part].name,
      figure: formatMoney(value[part], unit, 'always'),
    })),
    result: formatMoney(value.net, unit, 'always'),
  }
}

function describePnl({ performance: { value }, unit }: Context): Parts {
  return {
    lines: [
      { label: 'What just holding made (market move)', figure: formatMoney(value.marketMove, unit, 'always') },
      { label: 'Net, over just holding', figure: formatMoney(value.net, unit, 'always') },
    ],
    result: formatMoney(value.pnl, unit, 'always'),
  }
}

function describeMarketMove({ performance, unit }: Context): Parts {
  const events = performance.evidence.events.filter((event) => ['open', 'deposit', 'transferIn'].includes(event.type))
  const put = sumOrNull(events.map((event) => event.value))
  const { marketMove } = performance.value
  const held = put === null || marketMove === null ? null : marketMove + put
  return {
    lines: [
      { label: 'The same tokens, held until they were taken out or until now', figure: formatMoney(held, unit) },
      { label: 'Less what they were worth when they went in', figure: formatMoney(put === null ? null : -put, unit) },
    ],
    result: formatMoney(performance.value.marketMove, unit, 'always'),
    events,
    eventFigure: 'value',
  }
}

function yearsOf({ fromTimestamp, toTimestamp }: ReportPool['window']): number {
  return (toTimestamp - fromTimestamp) / (365 * 86_400)
}

function describeCapital({ performance, pool, unit }: Context): Parts {
  const events = performance.evidence.events.filter((event) => event.capitalAfter !== null)
  const years = yearsOf(pool.window)
  return {
    lines: [
      { label: 'Capital × time in years, added up', figure: formatMoney(performance.value.capitalYears, unit) },
      { label: '÷ length of the window in years', figure: numberFormat({ maximumFractionDigits: 3 }).format(years) },
    ],
    result: formatMoney(performance.averageCapital, unit),
    events,
    eventFigure: 'capitalAfter',
  }
}

function describePrincipal({ performance, unit }: Context): Parts {
  const events = performance.evidence.events.filter(isClose)
  return { lines: [], result: formatMoney(performance.value.principal, unit), events, eventFigure: 'value' }
}

function describeShareOfPool({ performance, pool }: Context): Parts {
  const active = pool.state && /^\d+$/.test(pool.state.liquidity) ? BigInt(pool.state.liquidity) : null
  return {
    lines: [
      {
        label: 'All liquidity in range in this pool now, in its own unit',
        figure: active === null ? unknown : numberFormat().format(active),
      },
    ],
    result: formatShare(performance.shareOfPool),
    ranges: performance.ranges.filter((range) => range.toTimestamp >= pool.window.toTimestamp),
  }
}

function describeGasShare({ performance: { value, gasShareOfFees }, unit }: Context): Parts {
  return {
    lines: [
      { label: 'Gas', figure: formatMoney(value.gas, unit, 'always') },
      { label: '÷ fees earned', figure: formatMoney(value.fees, unit, 'always') },
    ],
    result: value.fees === 0 ? 'no fees' : formatShare(gasShareOfFees),
  }
}

/** In place of a figure that is weighted by time. */
const stayedForNoTime =
  'The liquidity was there for no longer than the block it came in: nothing can be weighed by a time that is none.'

function describeTimeInRange({ performance }: Context): Parts {
  const hasTime = hasRates(performance)
  const whyUnknown = 'The endpoint does not keep the old state that this is measured from.'
  const how = 'Measured from the pool’s own count of seconds inside each range.'
  return {
    lines: [],
    result: hasTime ? formatShare(performance.timeInRange) : noTime,
    ranges: performance.ranges,
    notes: [hasTime ? (performance.timeInRange === null ? whyUnknown : how) : stayedForNoTime],
  }
}

/** `±18 %`; `unknown` where there was no liquidity to measure. */
export function formatRangeWidth(rangeWidth: number | null): string {
  return rangeWidth === null ? unknown : `±${formatShare(rangeWidth)}`
}

function describeRangeWidth({ performance }: Context): Parts {
  const hasTime = hasRates(performance)
  return {
    lines: [],
    result: hasTime ? formatRangeWidth(performance.rangeWidth) : noTime,
    ranges: performance.ranges,
    notes: hasTime ? [] : [stayedForNoTime],
  }
}

function describeReRanges({ performance }: Context): Parts {
  return { lines: [], result: formatCount(performance.reRanges), ranges: performance.ranges }
}

const describers: Readonly<Record<FigureId, (context: Context) => Parts>> = {
  capital: describeCapital,
  principal: describePrincipal,
  shareOfPool: describeShareOfPool,
  fees: describeFees,
  impermanentLoss: describeImpermanentLoss,
  rewards: describeRewards,
  gas: describeGas,
  net: describeNet,
  marketMove: describeMarketMove,
  pnl: describePnl,
  gasShareOfFees: describeGasShare,
  timeInRange: describeTimeInRange,
  rangeWidth: describeRangeWidth,
  reRanges: describeReRanges,
}

const ratedFigures = ['fees', 'impermanentLoss', 'rewards', 'gas', 'net'] as const

function describeRate(figure: FigureId, { performance, unit, rateUnit }: Context, result: string): EvidenceLine | null {
  const rated = ratedFigures.find((name) => name === figure)
  const rate = rated === undefined ? null : performance.rates[rated]
  if (rate === null) return null
  const capital = formatMoney(performance.value.capitalYears, unit)
  return {
    label: `${result} ÷ ${capital} of capital for a year${rateUnit === 'day' ? ' ÷ 365 days' : ''}`,
    figure: formatRateInWords(rate, rateUnit),
  }
}

/** Describes what one figure of one owner was computed from: its formula with numbers, its events and its transactions. */
export function describeEvidence(
  figure: FigureId,
  performance: ReportPerformance,
  pool: Context['pool'],
  currency: Currency,
  coin: string,
): Evidence {
  const unit = moneyUnitOf(currency, [pool.tokens[0]?.symbol ?? 'token 0', pool.tokens[1]?.symbol ?? 'token 1'])
  const context: Context = { performance, pool, unit, rateUnit: rateUnitOf(pool), coin }
  const { result, ...parts } = describers[figure](context)
  const { name, term, definition, anchor } = figureWords[figure]
  return {
    title: term === null ? name : `${name} (${term})`,
    definition,
    anchor,
    lines: [],
    rate: describeRate(figure, context, result),
    whose: '',
    second: null,
    events: [],
    eventFigure: null,
    transactions: [],
    ranges: [],
    notes: [],
    ...parts,
    result: { label: name, figure: result },
  }
}
