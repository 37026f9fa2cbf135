import {
  computeNetRate,
  computeSizeCurve,
  computeStrategy,
  type BreakEven,
  type SizeCurve,
  type Strategy,
} from '../../comparison/computeSizeCurve'
import type { ReportPerformance, ReportPool } from '../../domain/report'
import { formatRateInWords, formatSize, type MoneyUnit } from '../format'
import { nameWhale } from './nameWhale'
import { rateUnitOf } from './rateUnit'

function strategyOf(
  { rates, value, averageCapital }: ReportPerformance,
  { window }: Pick<ReportPool, 'window'>,
): Strategy | null {
  const windowSeconds = window.toTimestamp - window.fromTimestamp
  return computeStrategy({ rates, gas: value.gas, averageCapital, windowSeconds })
}

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

function describeCrossing(
  { crossing, whaleAtYourSize }: SizeCurve,
  you: Strategy,
  whose: string,
  unit: MoneyUnit,
): string {
  if (crossing !== null) {
    const side = crossing.betterAbove === 'whale' ? 'above' : 'below'
    return `${whose} would beat yours only ${side} ${formatSize(crossing.capital, unit)}`
  }
  return whaleAtYourSize > computeNetRate(you, you.averageCapital)
    ? `${whose} would beat yours at any size`
    : `${whose} would beat yours at no size`
}

/** What another size of capital would have changed; empty when a part of either rate is unknown. */
export function describeSize(
  pool: Pick<ReportPool, 'you' | 'whale' | 'window' | 'candidates'>,
  unit: MoneyUnit,
): string {
  const you = strategyOf(pool.you, pool)
  const whale = pool.whale === null ? null : strategyOf(pool.whale, pool)
  if (you === null || whale === null || pool.whale === null) return ''
  const curve = computeSizeCurve(you, whale, 2)
  const whose = `${nameWhale(pool).subject}’s`
  const atYourSize = formatRateInWords(curve.whaleAtYourSize, rateUnitOf(pool))
  return [
    `${describeBreakEven(curve.breakEven.you, you.averageCapital, unit)}; ${describeCrossing(curve, you, whose, unit)}.`,
    `At your size, ${whose} would have returned ${atYourSize}.`,
  ].join(' ')
}
