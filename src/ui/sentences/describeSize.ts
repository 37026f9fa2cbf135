import { computePoolSizeCurve } from '../../comparison/computePoolSizeCurve'
import { computeNetRate, type BreakEven, type SizeCurve, type Strategy } from '../../comparison/computeSizeCurve'
import type { ReportPerformance, ReportPool } from '../../domain/report'
import { formatCounted, formatRateInWords, formatRoundMoney, formatSize, type MoneyUnit } from '../format'
import { formatSpan } from '../formatTime'
import { capitalize, nameWhale } from './nameWhale'
import { rateUnitOf } from './rateUnit'

type Sized = Pick<ReportPool, 'you' | 'whale' | 'window' | 'candidates'>

function describeBreakEven(breakEven: BreakEven, capital: number, unit: MoneyUnit): string {
  switch (breakEven.kind) {
    case 'never':
      return 'At no size would your own way of working have beaten holding, since it lost before gas'
    case 'always':
      return 'Your own way of working had no gas to pay, so it beats holding at any size'
    case 'above': {
      const size = formatSize(breakEven.capital, unit)
      return capital < breakEven.capital
        ? `With ${size} or more, your own way of working would have beaten holding`
        : `Your own way of working beats holding from ${size} up`
    }
  }
}

function describeCrossing({ crossing, whaleAtYourSize, you }: SizeCurve, whose: string, unit: MoneyUnit): string {
  if (crossing !== null) {
    const side = crossing.betterAbove === 'whale' ? 'above' : 'below'
    return `${whose} would beat yours only ${side} ${formatSize(crossing.capital, unit)}`
  }
  const isBetter = whaleAtYourSize !== null && whaleAtYourSize > computeNetRate(you, you.averageCapital)
  return isBetter ? `${whose} would beat yours at any size` : `${whose} would beat yours at no size`
}

/** What another size of capital would have changed, in short; empty when a part of either rate is unknown. */
export function describeSize(pool: Sized, unit: MoneyUnit): string {
  const curve = computePoolSizeCurve(pool)
  if (curve === null || curve.whaleAtYourSize === null) return ''
  const whose = `${nameWhale(pool).subject}’s`
  const atYourSize = formatRateInWords(curve.whaleAtYourSize, rateUnitOf(pool))
  return [
    `${describeBreakEven(curve.breakEven.you, curve.you.averageCapital, unit)}; ${describeCrossing(curve, whose, unit)}.`,
    `At your size, ${whose} would have returned ${atYourSize}.`,
  ].join(' ')
}

/** Title of the chart of net rate over capital: `Below $4,100 gas eats more than this pool pays you`. */
export function describeSizeTitle({ breakEven: { you } }: SizeCurve, unit: MoneyUnit): string {
  switch (you.kind) {
    case 'above':
      return `Below ${formatSize(you.capital, unit)} gas eats more than this pool pays you`
    case 'always':
      return 'You had no gas to pay, so your size changes nothing'
    case 'never':
      return 'Your way of working lost before gas, so no size would have helped'
  }
}

/** `$110 of gas a year, from 11 transactions in 264 days`. */
function describeGasBase({ gasPerYear }: Strategy, { gas }: ReportPerformance, pool: Sized, unit: MoneyUnit): string {
  const { fromTimestamp, toTimestamp } = pool.window
  const span = formatSpan(toTimestamp - fromTimestamp)
  if (gasPerYear === 0) return `no gas in ${span}`
  return `${formatRoundMoney(gasPerYear, unit)} of gas a\u00a0year, from ${formatCounted(gas.transactions, 'transaction')} in ${span}`
}

function describePays(breakEven: BreakEven, unit: MoneyUnit): string {
  switch (breakEven.kind) {
    case 'above':
      return `it beats holding above ${formatSize(breakEven.capital, unit)}`
    case 'always':
      return 'it beats holding at any size'
    case 'never':
      return 'it beats holding at no size'
  }
}

/**
 * What the chart of net rate over capital shows, in words: where each way of working beats holding, what gas that rests on, where the
 * two meet, and what each would have returned at the other's size.
 */
export function describeSizeMarks(curve: SizeCurve, pool: Sized, unit: MoneyUnit): readonly string[] {
  const rateUnit = rateUnitOf(pool)
  const { subject } = nameWhale(pool)
  const { you, whale, breakEven, crossing } = curve
  const describeSide = (name: string, strategy: Strategy, side: ReportPerformance, end: BreakEven) =>
    `${name}: ${formatRateInWords(strategy.grossRate, rateUnit)} before gas, and ${describeGasBase(strategy, side, pool, unit)}; ${describePays(end, unit)}.`
  const yours = describeSide('Your way of working', you, pool.you, breakEven.you)
  if (whale === null || pool.whale === null || breakEven.whale === null) return [yours]
  const meeting =
    crossing === null
      ? `${capitalize(describeCrossing(curve, `${subject}’s`, unit))}.`
      : `Both earn ${formatRateInWords(crossing.netRate, rateUnit)} at ${formatSize(crossing.capital, unit)}; above that, ${crossing.betterAbove === 'you' ? 'yours' : `${subject}’s`} earns more.`
  const exchanged = `At your size, ${subject}’s would have returned ${formatRateInWords(computeNetRate(whale, you.averageCapital), rateUnit)}; at ${subject}’s size, yours ${formatRateInWords(computeNetRate(you, whale.averageCapital), rateUnit)}.`
  return [yours, describeSide(`${capitalize(subject)}’s`, whale, pool.whale, breakEven.whale), meeting, exchanged]
}
