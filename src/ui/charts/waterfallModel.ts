import type { ChartConfiguration } from 'chart.js'
import { GAP_PARTS, type GapPart } from '../../comparison/computeGap'
import type { Rates } from '../../domain/performance'
import type { ReportPool } from '../../domain/report'
import { formatRate, scaleRate, unknown, type RateUnit } from '../format'
import { describeWaterfall } from '../sentences/describeGap'
import { describeOwnParts } from '../sentences/describeOwnParts'
import { rateUnitOf } from '../sentences/rateUnit'
import { nameWhale } from '../sentences/nameWhale'
import { valueAxis } from './axes'
import { chartFont, type ChartModel } from './chartModel'
import { barLabels, type BarLabel } from './chartPlugins'
import type { Palette } from './palette'

interface Bar {
  readonly name: string
  /** For the axis, where there is little room. */
  readonly short: string
  readonly color: keyof Palette
  readonly from: number
  readonly to: number
  /** What the bar adds, or the total that it stands for. */
  readonly amount: number
  /** The whale's and your rate behind a step. */
  readonly behind: string
}

const partNames: Readonly<
  Record<GapPart, { readonly name: string; readonly short: string; readonly color: keyof Palette }>
> = {
  fees: { name: 'Fees', short: 'Fees', color: 'fees' },
  impermanentLoss: { name: 'Impermanent loss', short: 'Imp. loss', color: 'impermanent-loss' },
  rewards: { name: 'Rewards', short: 'Rewards', color: 'rewards' },
  gas: { name: 'Gas', short: 'Gas', color: 'gas' },
}

function createSteps(start: number, steps: Rates, behindOf: (part: GapPart) => string): readonly Bar[] {
  let level = start
  return GAP_PARTS.flatMap((part) => {
    const amount = steps[part] ?? 0
    // Rewards are rare: without any on either side the step would be an empty place.
    if (part === 'rewards' && amount === 0) return []
    const from = level
    level += amount
    return [{ ...partNames[part], from, to: level, amount, behind: behindOf(part) }]
  })
}

function total(name: string, color: keyof Palette, amount: number): Bar {
  return { name, short: name, color, from: 0, to: amount, amount, behind: '' }
}

function isTotal(bar: Bar | undefined): boolean {
  return bar?.color === 'you' || bar?.color === 'whale'
}

type Compared = Pick<ReportPool, 'you' | 'whale' | 'gap' | 'window' | 'candidates'>

/** From the whale's net rate to yours, part by part; without a whale, from nothing to your net. */
function createBars({ you, whale, gap, candidates }: Compared, unit: RateUnit): readonly Bar[] | null {
  const mine = you.rates
  if (GAP_PARTS.some((part) => mine[part] === null) || mine.net === null) return null
  if (whale === null || gap === null) return [...createSteps(0, mine, () => ''), total('You', 'you', mine.net)]
  if (GAP_PARTS.some((part) => gap[part] === null) || whale.rates.net === null) return null
  const name = nameWhale({ whale, candidates })
  const behindOf = (part: GapPart) =>
    `you ${formatRate(mine[part], unit)}, ${name.subject} ${formatRate(whale.rates[part], unit)}`
  return [
    total(name.label, 'whale', whale.rates.net),
    ...createSteps(whale.rates.net, gap, behindOf),
    total('You', 'you', mine.net),
  ]
}

function describeBar({ name, amount, behind }: Bar, unit: RateUnit): string {
  const figure = formatRate(amount, unit).replace(/\s?%$/u, '')
  return `${name}: ${figure}${unit === 'year' ? ' points a year' : ''}${behind === '' ? '' : ` (${behind})`}`
}

/** The chart of what lies between the whale's rate and yours; `null` while a part is unknown. */
export function createWaterfallModel(pool: Compared): ChartModel | null {
  const unit = rateUnitOf(pool)
  const bars = createBars(pool, unit)
  const name = nameWhale(pool)
  if (bars === null) return null
  const isCompared = pool.whale !== null && pool.gap !== null
  const points = (rate: number) => scaleRate(rate, unit)

  function configure(palette: Palette): ChartConfiguration {
    const drawn = bars ?? []
    const labels: readonly BarLabel[] = drawn.map(({ from, to, amount }, index) => ({
      text: formatRate(amount, unit).replace(/\s?(%|bp)$/u, ''),
      from: points(from),
      to: points(to),
      next: index < drawn.length - 1 ? points(to) : null,
    }))
    const levels = drawn.flatMap(({ from, to }) => [points(from), points(to)])
    const margin = (Math.max(0, ...levels) - Math.min(0, ...levels)) * 0.12
    const axis = valueAxis(palette, () => '')
    return {
      type: 'bar',
      data: {
        labels: drawn.map(({ short }) => short),
        datasets: [
          {
            data: drawn.map(({ from, to }) => [points(from), points(to)] as [number, number]),
            backgroundColor: drawn.map(({ color }) => palette[color]),
            barPercentage: 0.72,
            categoryPercentage: 1,
          },
        ],
      },
      options: {
        layout: { padding: { top: 8 } },
        scales: {
          x: {
            grid: { display: false },
            border: { display: false },
            ticks: {
              // Both ends are totals, and say so without their colours.
              color: ({ index }) => (isTotal(drawn[index]) ? palette.ink : palette.soft),
              font: ({ index }) => ({ ...chartFont, weight: isTotal(drawn[index]) ? 600 : 400 }),
              maxRotation: 0,
              autoSkip: false,
            },
          },
          y: {
            ...axis,
            min: Math.min(0, ...levels) - margin,
            max: Math.max(0, ...levels) + margin,
            ticks: { display: false },
            // Each bar carries its value, so only the zero line is drawn.
            grid: { drawTicks: false, color: palette.ink, lineWidth: 1.2 },
            afterBuildTicks: (scale) => {
              scale.ticks = [{ value: 0 }]
            },
          },
        },
      },
      plugins: [barLabels(labels, palette)],
    }
  }

  const unitWords = unit === 'year' ? 'points a year' : 'basis points a day'
  return {
    title: isCompared ? describeWaterfall(pool.gap, unit, name.subject) : describeOwnParts(pool.you.rates, unit),
    subtitle: isCompared
      ? `From ${name.subject}’s net rate to yours, ${unitWords}`
      : `How your net rate comes about, ${unitWords}`,
    summary: `${bars.map((bar) => describeBar(bar, unit)).join('; ')}.`,
    stops: bars.map((bar) => ({ text: describeBar(bar, unit) })),
    hasBars: true,
    table: {
      columns: isCompared ? ['Part', name.label, 'You', 'Difference'] : ['Part', 'You'],
      rows: [...GAP_PARTS, 'net' as const].map((part) => {
        const name = part === 'net' ? 'Net' : partNames[part].name
        const mine = formatRate(pool.you.rates[part], unit)
        return isCompared
          ? [name, formatRate(pool.whale?.rates[part] ?? null, unit), mine, formatRate(pool.gap?.[part] ?? null, unit)]
          : [name, mine === '' ? unknown : mine]
      }),
    },
    configure,
  }
}
