import { computeWhatIf, type WhatIf, type WhatIfResult } from '../../comparison/computeWhatIf'
import type { ReportPerformance, ReportPool } from '../../domain/report'
import {
  formatAmount,
  formatCounted,
  formatMoney,
  formatPrice,
  formatRateInWords,
  formatSymbol,
  unknown,
  type MoneyUnit,
  type RateUnit,
} from '../format'
import { nameWhale } from '../sentences/nameWhale'
import type { Evidence, EvidenceLine } from './describeEvidence'
import type { WhatIfFigure } from './question'

type Compared = Pick<ReportPool, 'you' | 'whale' | 'candidates' | 'tokens'>

interface Context {
  readonly result: WhatIf
  readonly owner: ReportPerformance
  readonly other: ReportPerformance
  /** `your`, `the whale’s`: whose capital, and whose ranges. */
  readonly whoseCapital: string
  readonly whoseRanges: string
  readonly tokens: ReportPool['tokens']
  readonly unit: MoneyUnit
  readonly rateUnit: RateUnit
}

type Parts = Pick<Evidence, 'title' | 'lines' | 'result'> &
  Partial<Pick<Evidence, 'rate' | 'events' | 'eventFigure' | 'transactions' | 'ranges' | 'notes'>>

function describeScale({ result, other, whoseCapital, whoseRanges, unit }: Context): EvidenceLine {
  return {
    label: `× ${whoseCapital} capital ÷ ${whoseRanges}: ${formatMoney(result.capitalYears, unit)} ÷ ${formatMoney(other.value.capitalYears, unit)}, both for a year`,
    figure: `× ${formatPrice(result.scale)}`,
  }
}

function describeRateOf(rate: number | null, { result, unit, rateUnit }: Context, figure: string): EvidenceLine | null {
  if (rate === null) return null
  return {
    label: `${figure} ÷ ${formatMoney(result.capitalYears, unit)} of capital for a year`,
    figure: formatRateInWords(rate, rateUnit),
  }
}

function describeCapital(context: Context): Parts {
  const { result, unit, whoseCapital, other } = context
  return {
    title: 'Capital',
    lines: [describeScale(context)],
    result: { label: `${whoseCapital} average capital`, figure: formatMoney(result.capital, unit) },
    ranges: other.ranges,
    notes: [
      'Each position of these ranges is taken at this many times its size, from its first deposit to its last withdrawal.',
    ],
  }
}

function describeFees(context: Context): Parts {
  const { result, other, whoseRanges, tokens, unit } = context
  const figure = formatMoney(result.fees, unit, 'always')
  const amounts = ([0, 1] as const).map((index) => {
    const amount = result.feeAmounts?.[index] ?? null
    return {
      label: `In ${formatSymbol(tokens[index]?.symbol ?? '')}`,
      figure: amount === null ? unknown : formatAmount(amount, tokens[index]?.decimals ?? null),
    }
  })
  return {
    title: 'Fees',
    lines: [
      { label: `${whoseRanges} own fees in the window`, figure: formatMoney(other.value.fees, unit, 'always') },
      describeScale(context),
      ...amounts,
      {
        label: `Had it thinned everybody’s fees as much as it can have: ÷ ${formatPrice(1 + result.scale)}`,
        figure: formatMoney(result.feesAtLeast, unit, 'always'),
      },
    ],
    result: { label: 'Fees', figure },
    rate: describeRateOf(result.withOwnGas.rates.fees, context, figure),
    events: other.evidence.events.filter(({ feeAmounts }) => feeAmounts !== null),
    eventFigure: 'feeValue',
    ranges: other.ranges,
    notes: [
      'What a position earns is its liquidity times what the pool paid for each unit of liquidity inside its range. So more or less liquidity in the same range over the same time earns in proportion: this is exact, and no average of the pool.',
      'Whenever these ranges were active, their owner’s liquidity was in them. So the added one can have thinned the fees to no less than the amount above.',
    ],
  }
}

function describePart(part: 'impermanentLoss' | 'rewards', context: Context): Parts {
  const { result, other, whoseRanges, unit } = context
  const figure = formatMoney(result[part], unit, 'always')
  const isLoss = part === 'impermanentLoss'
  const title = isLoss ? 'Impermanent loss' : 'Rewards'
  return {
    title,
    lines: [
      { label: `${whoseRanges} own in the window`, figure: formatMoney(other.value[part], unit, 'always') },
      describeScale(context),
    ],
    result: { label: title, figure },
    rate: describeRateOf(result.withOwnGas.rates[part], context, figure),
    events: other.evidence.events.filter((event) =>
      isLoss ? event.impermanentLoss !== null : event.type === 'claimReward',
    ),
    eventFigure: isLoss ? 'impermanentLoss' : 'value',
    ranges: isLoss ? other.ranges : [],
  }
}

function describeGas({ gas, transactions }: WhatIfResult, side: ReportPerformance, { unit }: Context): Parts {
  const figure = formatMoney(gas, unit, 'always')
  return {
    title: 'Gas',
    lines: [{ label: `${formatCounted(transactions, 'transaction')}, as they were paid`, figure }],
    result: { label: 'Gas', figure },
    transactions: side.evidence.transactions.filter(({ kind }) => kind === 'charged'),
  }
}

function describeNet(outcome: WhatIfResult, context: Context): Parts {
  const { result, unit } = context
  const figure = formatMoney(outcome.net, unit, 'always')
  return {
    title: 'Net',
    lines: [
      { label: 'Fees', figure: formatMoney(result.fees, unit, 'always') },
      { label: 'Impermanent loss', figure: formatMoney(result.impermanentLoss, unit, 'always') },
      { label: 'Rewards', figure: formatMoney(result.rewards, unit, 'always') },
      {
        label: `Gas, ${formatCounted(outcome.transactions, 'transaction')}`,
        figure: formatMoney(outcome.gas, unit, 'always'),
      },
    ],
    result: { label: 'Net', figure },
    rate: describeRateOf(outcome.rates.net, context, figure),
  }
}

function describeParts(figure: WhatIfFigure, context: Context): Parts {
  const { result, owner, other } = context
  switch (figure) {
    case 'capital':
      return describeCapital(context)
    case 'fees':
      return describeFees(context)
    case 'impermanentLoss':
    case 'rewards':
      return describePart(figure, context)
    case 'ownGas':
      return describeGas(result.withOwnGas, owner, context)
    case 'otherGas':
      return describeGas(result.withOtherGas, other, context)
    case 'ownNet':
      return describeNet(result.withOwnGas, context)
    case 'otherNet':
      return describeNet(result.withOtherGas, context)
  }
}

/** Describes a figure of one owner's capital in the other's ranges; `null` where there is none. */
export function describeWhatIfEvidence(
  whose: 'you' | 'whale',
  figure: WhatIfFigure,
  pool: Compared,
  unit: MoneyUnit,
  rateUnit: RateUnit,
): Evidence | null {
  if (pool.whale === null) return null
  const [owner, other] = whose === 'you' ? [pool.you, pool.whale] : [pool.whale, pool.you]
  const result = computeWhatIf(owner, other)
  if (result === null) return null
  const theirs = `${nameWhale(pool).subject}’s`
  const [whoseCapital, whoseRanges] = whose === 'you' ? ['your', theirs] : [theirs, 'your']
  const context = { result, owner, other, whoseCapital, whoseRanges, tokens: pool.tokens, unit, rateUnit }
  return {
    definition: `Every deposit, withdrawal and collect of ${whose === 'you' ? nameWhale(pool).subject : 'yours'}, at the same blocks and prices, with ${whoseCapital} capital. It assumes that this capital would have changed neither the swaps nor the liquidity in range.`,
    anchor: 'what-if',
    rate: null,
    whose: '',
    events: [],
    eventFigure: null,
    transactions: [],
    ranges: [],
    second: null,
    notes: [],
    ...describeParts(figure, context),
  }
}
