import type { ChartConfiguration } from 'chart.js'
import { computePoolSizeCurve } from '../../comparison/computePoolSizeCurve'
import { computeNetRate, type SizeCurve } from '../../comparison/computeSizeCurve'
import type { ReportPool } from '../../domain/report'
import {
  formatCompactMoney,
  formatMoney,
  formatRate,
  formatRoundMoney,
  formatSize,
  scaleRate,
  unknown,
  type MoneyUnit,
  type RateUnit,
} from '../format'
import { describeSizeMarks, describeSizeTitle } from '../sentences/describeSize'
import { nameWhale } from '../sentences/nameWhale'
import { rateUnitOf } from '../sentences/rateUnit'
import { capitalAxis, formatPercentTick, formatTick, valueAxis } from './axes'
import type { ChartModel } from './chartModel'
import { crosshair, endLabels, measureLabels, type EndLabel } from './chartPlugins'
import { GAP, pointMarks, type PointMark } from './pointMarks'
import type { Palette } from './palette'

type Sized = Pick<ReportPool, 'you' | 'whale' | 'window' | 'candidates'>

/** Below the lowest marked point, this share of the chart's height is left for lines that fall out of it. */
const ROOM_BELOW = 0.3
const ROOM_ABOVE = 0.12

/** What is marked on the chart: both own points, where each line crosses zero, and where they meet. In the units of the axes. */
function createMarks(
  curve: SizeCurve,
  label: string,
  unit: MoneyUnit,
  rateUnit: RateUnit,
  palette: Palette,
  isNarrow: boolean,
): PointMark[] {
  const { you, whale, breakEven, crossing } = curve
  const at = (capital: number, rate: number) => ({ x: Math.log10(capital), y: scaleRate(rate, rateUnit) })
  // The lines carry the names; where there is room, so do the points on them.
  const nameOwn = (owner: string, capital: number) =>
    `${isNarrow ? '' : `${owner}, `}${formatCompactMoney(capital, unit)}`
  const own: PointMark[] = [
    {
      ...at(you.averageCapital, computeNetRate(you, you.averageCapital)),
      text: nameOwn('You', you.averageCapital),
      color: palette.you,
      marker: 'circle',
      isHollow: false,
    },
  ]
  if (whale !== null) {
    own.push({
      ...at(whale.averageCapital, computeNetRate(whale, whale.averageCapital)),
      text: nameOwn(label, whale.averageCapital),
      color: palette.whale,
      marker: 'diamond',
      isHollow: false,
    })
  }
  const ends: PointMark[] = [
    { end: breakEven.you, color: palette.you, marker: 'circle' as const },
    { end: breakEven.whale, color: palette.whale, marker: 'diamond' as const },
  ].flatMap(({ end, ...look }) =>
    end?.kind === 'above'
      ? [{ ...at(end.capital, 0), ...look, text: formatCompactMoney(end.capital, unit), isHollow: true }]
      : [],
  )
  const meeting: PointMark[] =
    crossing === null
      ? []
      : [
          {
            ...at(crossing.capital, crossing.netRate),
            text: `equal at ${formatCompactMoney(crossing.capital, unit)}`,
            color: palette.ink,
            marker: 'cross',
            isHollow: true,
          },
        ]
  return [...own, ...meeting, ...ends]
}

/** Below this width, in pixels, names of points are their capital alone. */
const NARROW = 480

/** Room for the axis of rates at the left. */
const AXIS_WIDTH = 52

/**
 * Where the axis of capital begins: before the lines' first point, where the name of your own point needs room to their left. On its right both lines
 * rise steeply, and on a narrow screen nothing fits between them.
 *
 * @param own your own point, and `low` and `high` the lines' ends, in powers of ten.
 * @param plot width of the plot and `room` for the name, in pixels.
 */
export function computeAxisStart(own: number, low: number, high: number, plot: number, room: number): number {
  if (!(plot > room)) return low
  return Math.min(low, (own * plot - high * room) / (plot - room))
}

/** The chart of both ways of working over capital, on a logarithmic axis; `null` when your own rate is unknown. */
export function createSizeModel(pool: Sized, unit: MoneyUnit): ChartModel | null {
  const curve = computePoolSizeCurve(pool)
  if (curve === null) return null
  const rateUnit = rateUnitOf(pool)
  const name = nameWhale(pool)
  const { points, you, whale } = curve
  const capitals = points.map(({ capital }) => Math.log10(capital))
  const scaled = (rate: number | null) => (rate === null ? null : scaleRate(rate, rateUnit))
  const format = (rate: number | null) => (rate === null ? unknown : formatRate(rate, rateUnit))

  function configure(palette: Palette, width: number): ChartConfiguration {
    const lines = [
      {
        text: name.label,
        strategy: whale,
        values: points.map((point) => scaled(point.whale)),
        color: palette.whale,
        dash: [],
        marker: 'diamond' as const,
      },
      {
        text: 'You',
        strategy: you,
        values: points.map((point) => scaled(point.you)),
        color: palette.you,
        dash: [7, 4],
        marker: 'circle' as const,
      },
    ].flatMap(({ strategy, ...line }) => (strategy === null ? [] : [{ strategy, ...line }]))
    const ends: readonly EndLabel[] = lines.flatMap(({ text, color, values }) => {
      const value = values.at(-1) ?? null
      return value === null ? [] : [{ text, color, value }]
    })
    const endWidth = measureLabels(ends)
    const marks = createMarks(curve as SizeCurve, name.label, unit, rateUnit, palette, width < NARROW)
    const known = lines.flatMap(({ values }) => values.at(-1) ?? [])
    const levels = [0, ...known, ...marks.map(({ y }) => y)]
    const [low, high] = [Math.min(...levels), Math.max(...levels)]
    const span = high - low || 1
    const [first = 0, last = 1] = [capitals[0], capitals.at(-1)]
    const nameWidth = measureLabels(marks.slice(0, 1))
    const start = computeAxisStart(marks[0]?.x ?? first, first, last, width - AXIS_WIDTH - endWidth, nameWidth + GAP)
    return {
      type: 'line',
      data: {
        datasets: lines.map(({ strategy, values, color, dash }) => ({
          data: [
            { x: start, y: scaled(computeNetRate(strategy, 10 ** start)) ?? Number.NaN },
            ...capitals.map((x, index) => ({ x, y: values[index] ?? Number.NaN })),
          ],
          borderColor: color,
          borderWidth: 2.2,
          borderDash: dash,
          pointRadius: 0,
        })),
      },
      options: {
        layout: { padding: { right: endWidth, top: 8 } },
        scales: {
          x: capitalAxis(start, last, palette, width - endWidth, (value) =>
            value < 1_000 ? formatRoundMoney(value, unit) : formatCompactMoney(value, unit),
          ),
          y: {
            ...valueAxis(palette, rateUnit === 'year' ? formatPercentTick : (value) => `${formatTick(value)}\u00a0bp`),
            min: low - span * ROOM_BELOW,
            max: high + span * ROOM_ABOVE,
          },
        },
      },
      plugins: [endLabels(ends), crosshair(capitals, lines, palette), pointMarks(marks, palette)],
    }
  }

  const words = describeSizeMarks(curve, pool, unit)
  const unitWords = rateUnit === 'year' ? 'Net rate a year' : 'Net rate a day'
  return {
    title: describeSizeTitle(curve, unit),
    subtitle: `${unitWords} of ${whale === null ? 'your way' : 'each way'} of working, by capital`,
    summary: words.join(' '),
    notes: words,
    stops: points.map(({ capital, you, whale: theirs }) => ({
      x: Math.log10(capital),
      text: `With ${formatSize(capital, unit)}: you ${format(you)}${whale === null ? '' : `, ${name.subject} ${format(theirs)}`}`,
    })),
    hasBars: false,
    table: {
      columns: whale === null ? ['Capital', 'You'] : ['Capital', 'You', name.label],
      rows: points.map(({ capital, you, whale: theirs }) => [
        formatMoney(capital, unit),
        format(you),
        ...(whale === null ? [] : [format(theirs)]),
      ]),
    },
    configure,
  }
}
