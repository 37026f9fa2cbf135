import { computePoolSizeCurve } from '../../comparison/computePoolSizeCurve'
import type { BreakEven, SizeCurve, Strategy } from '../../comparison/computeSizeCurve'
import type { ReportPerformance, ReportPool } from '../../domain/report'
import {
  formatCounted,
  formatMoney,
  formatRateInWords,
  formatSize,
  unknown,
  type MoneyUnit,
  type RateUnit,
} from '../format'
import { formatSpan } from '../formatTime'
import { nameWhale } from '../sentences/nameWhale'
import type { Evidence, EvidenceLine } from './describeEvidence'

type Sized = Pick<ReportPool, 'you' | 'whale' | 'window' | 'candidates'>

const definition =
  'Gas hardly depends on size; fees, impermanent loss and rewards grow with it. So with rate r before gas and gas of G a year, a way of working returns r − G ÷ capital.'

function describeStrategy(
  name: string,
  { grossRate, gasPerYear }: Strategy,
  { rates, value, gas }: ReportPerformance,
  { window }: Sized,
  unit: MoneyUnit,
  rateUnit: RateUnit,
): readonly EvidenceLine[] {
  const inWords = (rate: number | null) => (rate === null ? unknown : formatRateInWords(rate, rateUnit))
  return [
    {
      label: `${name} rate before gas: fees ${inWords(rates.fees)}, impermanent loss ${inWords(rates.impermanentLoss)}, rewards ${inWords(rates.rewards)}`,
      figure: inWords(grossRate),
    },
    {
      label: `${name} gas: ${formatMoney(value.gas, unit)} in ${formatCounted(gas.transactions, 'transaction')} ÷ ${formatSpan(window.toTimestamp - window.fromTimestamp)}`,
      figure: `${formatMoney(gasPerYear, unit)} a\u00a0year`,
    },
  ]
}

function formatBreakEven(breakEven: BreakEven | null, unit: MoneyUnit): string {
  if (breakEven === null) return unknown
  if (breakEven.kind === 'above') return formatMoney(breakEven.capital, unit)
  return breakEven.kind === 'always' ? 'any size' : 'no size'
}

function describeCrossing({ you, whale, crossing }: SizeCurve, subject: string, unit: MoneyUnit): EvidenceLine {
  if (crossing === null) {
    const why = whale === null ? unknown : 'they never meet'
    return { label: 'Both return the same at', figure: why }
  }
  const difference = formatMoney(you.gasPerYear - (whale?.gasPerYear ?? 0), unit, 'always')
  return {
    label: `Both return the same at: the difference of gas, ${difference} a year, ÷ the difference of the rates, you less ${subject}`,
    figure: formatSize(crossing.capital, unit),
  }
}

/** Describes a point of the chart of net rate over capital: where a way of working beats holding, or where the two meet. */
export function describeSizeEvidence(
  mark: 'you' | 'whale' | 'crossing',
  pool: Sized,
  unit: MoneyUnit,
  rateUnit: RateUnit,
): Evidence {
  const curve = computePoolSizeCurve(pool)
  const { subject } = nameWhale(pool)
  const yours = curve ? describeStrategy('Your', curve.you, pool.you, pool, unit, rateUnit) : []
  const theirs =
    curve?.whale && pool.whale ? describeStrategy(`${subject}’s`, curve.whale, pool.whale, pool, unit, rateUnit) : []
  const charged = (side: ReportPerformance | null) =>
    side?.evidence.transactions.filter(({ kind }) => kind === 'charged') ?? []
  const shared = {
    definition,
    anchor: 'size',
    rate: null,
    events: [],
    eventFigure: null,
    ranges: [],
    notes: [],
  } as const
  const whaleList = { whose: `, ${subject}’s`, events: [], transactions: charged(pool.whale), ranges: [] }
  if (mark === 'crossing') {
    return {
      ...shared,
      title: 'Where both ways of working return the same',
      lines: [...yours, ...theirs],
      result: curve ? describeCrossing(curve, subject, unit) : { label: 'Both return the same at', figure: unknown },
      whose: ', yours',
      transactions: charged(pool.you),
      second: whaleList,
    }
  }
  const isYours = mark === 'you'
  return {
    ...shared,
    title: 'Where gas eats all that the pool pays',
    lines: isYours ? yours : theirs,
    result: {
      label: 'Beats holding above: gas a year ÷ rate before gas',
      figure: formatBreakEven(curve ? curve.breakEven[mark] : null, unit),
    },
    whose: '',
    transactions: charged(isYours ? pool.you : pool.whale),
    second: null,
  }
}
