import type { ReportPerformance } from '../../domain/report'
import { alignFigures, type AlignedFigure } from '../alignFigures'
import { formatRangeWidth } from '../evidence/describeEvidence'
import { figureWords, type FigureId } from '../evidence/figures'
import {
  formatCount,
  formatCounted,
  formatMoney,
  formatRate,
  formatShare,
  unknown,
  type MoneyUnit,
  type RateUnit,
} from '../format'
import { formatTimes } from '../sentences/describeRanges'
import { hasRates, noRate, noTime } from '../sentences/formatOwnerRate'

/** One side's cell of a row. */
export interface CompareCell {
  readonly figure: AlignedFigure
  readonly text: string
  /** `+9.8 %/yr`; empty where the row has no rate. */
  readonly rate: string
}

export interface CompareRow {
  readonly id: FigureId
  readonly name: string
  readonly term: string | null
  readonly you: CompareCell
  readonly whale: CompareCell | null
}

const rows: readonly FigureId[] = [
  'capital',
  'shareOfPool',
  'fees',
  'impermanentLoss',
  'rewards',
  'gas',
  'net',
  'gasShareOfFees',
  'timeInRange',
  'rangeWidth',
  'reRanges',
  'marketMove',
  'pnl',
]

/** Nothing can be a share of no fees: that is known, so not "unknown". */
const noFees = 'no fees'

function formatFigure(id: FigureId, performance: ReportPerformance, unit: MoneyUnit): string {
  switch (id) {
    case 'capital':
      return formatMoney(performance.averageCapital, unit)
    case 'principal':
      return formatMoney(performance.value.principal, unit)
    case 'shareOfPool':
      return formatShare(performance.shareOfPool)
    case 'gasShareOfFees':
      return performance.value.fees === 0 ? noFees : formatShare(performance.gasShareOfFees)
    case 'timeInRange':
      return hasRates(performance) ? formatShare(performance.timeInRange) : noTime
    case 'rangeWidth':
      return hasRates(performance) ? formatRangeWidth(performance.rangeWidth) : noTime
    case 'reRanges':
      return formatTimes(performance.reRanges)
    case 'fees':
    case 'impermanentLoss':
    case 'rewards':
    case 'gas':
    case 'net':
    case 'marketMove':
    case 'pnl':
      return formatMoney(performance.value[id], unit, 'always')
  }
}

function formatRateOf(id: FigureId, performance: ReportPerformance, unit: RateUnit): string {
  switch (id) {
    case 'fees':
    case 'impermanentLoss':
    case 'rewards':
    case 'gas':
    case 'net': {
      if (!hasRates(performance)) return noRate
      const rate = formatRate(performance.rates[id], unit)
      return rate === unknown ? rate : `${rate}${unit === 'year' ? '/yr' : '/day'}`
    }
    default:
      return ''
  }
}

function createColumn(performance: ReportPerformance, unit: MoneyUnit, rateUnit: RateUnit): readonly CompareCell[] {
  const texts = rows.map((id) => formatFigure(id, performance, unit))
  // Only money shares a decimal point; shares and counts below it are of other kinds.
  const isMoney = texts.map((text) => (unit.prefix === '' ? text.endsWith(unit.suffix) : text.includes(unit.prefix)))
  const aligned = alignFigures(texts.filter((_, index) => isMoney[index]))
  let next = 0
  return rows.map((id, index) => {
    const text = texts[index] ?? unknown
    const figure = isMoney[index] ? aligned[next++] : undefined
    return {
      text,
      figure: figure ?? { digits: text, padding: '', unit: '' },
      rate: formatRateOf(id, performance, rateUnit),
    }
  })
}

function termOf(id: FigureId, you: ReportPerformance, whale: ReportPerformance | null): string | null {
  if (id === 'rewards' && you.value.rewards === 0 && (whale === null || whale.value.rewards === 0)) {
    return 'none from the farms that Minnow knows'
  }
  if (id !== 'gas') return figureWords[id].term
  const mine = you.gas.transactions
  return whale === null
    ? formatCounted(mine, 'transaction')
    : `${formatCount(mine)} and ${formatCounted(whale.gas.transactions, 'transaction')}`
}

/** The rows of the You | Whale table, figures aligned by column. */
export function createCompareRows(
  you: ReportPerformance,
  whale: ReportPerformance | null,
  unit: MoneyUnit,
  rateUnit: RateUnit,
): readonly CompareRow[] {
  const mine = createColumn(you, unit, rateUnit)
  const theirs = whale === null ? null : createColumn(whale, unit, rateUnit)
  const none: CompareCell = { text: unknown, figure: { digits: unknown, padding: '', unit: '' }, rate: '' }
  return rows.map((id, index) => ({
    id,
    name: figureWords[id].name,
    term: termOf(id, you, whale),
    you: mine[index] ?? none,
    whale: theirs === null ? null : (theirs[index] ?? none),
  }))
}
