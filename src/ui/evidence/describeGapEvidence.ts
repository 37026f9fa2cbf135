import type { GapPart } from '../../comparison/computeGap'
import type { ReportPerformance, ReportPool } from '../../domain/report'
import { formatMoney, formatRate, formatRateInWords, unknown, type MoneyUnit, type RateUnit } from '../format'
import { capitalize, nameWhale } from '../sentences/nameWhale'
import type { Evidence } from './describeEvidence'
import { figureWords } from './figures'

type Compared = Pick<ReportPool, 'you' | 'whale' | 'gap' | 'candidates'>

/** Which of a side's events and transactions stand behind a part. */
function listsOf(part: GapPart, { evidence }: ReportPerformance): Pick<Evidence, 'events' | 'transactions'> {
  switch (part) {
    case 'fees':
      return { events: evidence.events.filter(({ feeAmounts }) => feeAmounts !== null), transactions: [] }
    case 'impermanentLoss':
      return { events: evidence.events.filter(({ impermanentLoss }) => impermanentLoss !== null), transactions: [] }
    case 'rewards':
      return { events: evidence.events.filter(({ type }) => type === 'claimReward'), transactions: [] }
    case 'gas':
      return { events: [], transactions: evidence.transactions.filter(({ kind }) => kind === 'charged') }
  }
}

const eventFigures: Readonly<Record<GapPart, Evidence['eventFigure']>> = {
  fees: 'feeValue',
  impermanentLoss: 'impermanentLoss',
  rewards: 'value',
  gas: null,
}

/** Describes a part of the gap: both sides' rates, what each one follows from, and the events or transactions behind both. */
export function describeGapEvidence(part: GapPart, pool: Compared, unit: MoneyUnit, rateUnit: RateUnit): Evidence {
  const { subject } = nameWhale(pool)
  const points = pool.gap?.[part] ?? null
  const lineOf = (name: string, { value, rates }: ReportPerformance) => {
    const rate = rates[part]
    return {
      label: `${name}: ${formatMoney(value[part], unit, 'always')} ÷ ${formatMoney(value.capitalYears, unit)} of capital for a year`,
      figure: rate === null ? unknown : formatRateInWords(rate, rateUnit),
    }
  }
  const title = part === 'impermanentLoss' ? 'Impermanent loss' : figureWords[part].name
  return {
    title: `${title} in the gap`,
    definition: `Your rate less ${subject}’s. The parts of the gap add up to the gap of the net rates.`,
    anchor: 'gap',
    lines: [lineOf('You', pool.you), ...(pool.whale ? [lineOf(capitalize(subject), pool.whale)] : [])],
    result: { label: 'You less the other', figure: formatRate(points, rateUnit).replace(/%$/u, 'points') },
    rate: null,
    whose: ', yours',
    ...listsOf(part, pool.you),
    eventFigure: eventFigures[part],
    ranges: [],
    second: pool.whale && { whose: `, ${subject}’s`, ...listsOf(part, pool.whale), ranges: [] },
    notes: [],
  }
}
