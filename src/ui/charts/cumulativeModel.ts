import type { ChartConfiguration } from 'chart.js'
import type { ReportPool, ReportSeries } from '../../domain/report'
import { formatRate, unknown } from '../format'
import { formatDate } from '../formatTime'
import { computeCumulativeReturns, describeCumulative, lastKnown } from '../sentences/describeCumulative'
import { nameWhale } from '../sentences/nameWhale'
import { formatPercentTick, timeAxis, valueAxis } from './axes'
import type { ChartModel } from './chartModel'
import { crosshair, endLabels, measureLabels, type EndLabel } from './chartPlugins'
import type { Palette } from './palette'

function formatReturn(value: number | null): string {
  return value === null ? unknown : formatRate(value, 'year')
}

function formatEnd(name: string, value: number): string {
  return `${name} ${formatRate(value, 'year').replace(/\s?%$/u, '')}`
}

type Compared = Pick<ReportPool, 'you' | 'whale' | 'candidates'>

/** The chart of what each side earned over holding, as time went by. */
export function createCumulativeModel(series: ReportSeries, pool: Compared): ChartModel {
  const returns = computeCumulativeReturns(series, pool)
  const { timestamps, you, whale } = returns
  const hasWhale = pool.whale !== null
  const name = nameWhale(pool)
  const [from = 0] = timestamps
  const to = timestamps.at(-1) ?? from

  function configure(palette: Palette, width: number): ChartConfiguration {
    const ends: readonly EndLabel[] = [
      { name: name.label, value: lastKnown(whale), color: palette.whale },
      { name: 'You', value: lastKnown(you), color: palette.you },
    ].flatMap(({ name, value, color }) =>
      value === null ? [] : [{ text: formatEnd(name, value), value: value * 100, color }],
    )
    const lines = [
      { values: whale, color: palette.whale, dash: [], marker: 'diamond' as const },
      { values: you, color: palette.you, dash: [7, 4], marker: 'circle' as const },
    ].map((line) => ({ ...line, values: line.values.map((value) => (value === null ? null : value * 100)) }))
    return {
      type: 'line',
      data: {
        datasets: lines.map(({ values, color, dash }) => ({
          data: timestamps.map((x, index) => ({ x, y: values[index] ?? Number.NaN })),
          borderColor: color,
          borderWidth: 2.2,
          borderDash: dash,
          pointRadius: 0,
        })),
      },
      options: {
        layout: { padding: { right: measureLabels(ends), top: 8 } },
        scales: {
          x: timeAxis(from, to, palette, width),
          y: {
            ...valueAxis(palette, formatPercentTick),
            suggestedMin: 0,
            suggestedMax: 0,
          },
        },
      },
      plugins: [endLabels(ends), crosshair(timestamps, lines, palette)],
    }
  }

  const stops = timestamps.map((timestamp, index) => ({
    x: timestamp,
    text: `${formatDate(timestamp)}: you ${formatReturn(you[index] ?? null)}${hasWhale ? `, ${name.subject} ${formatReturn(whale[index] ?? null)}` : ''}`,
  }))
  return {
    title: describeCumulative(returns, name.subject),
    subtitle: 'Net since the start, as a share of each one’s own capital',
    summary: `From ${formatDate(from)} to ${formatDate(to)}, what you earned over just holding went to ${formatReturn(lastKnown(you))} of your capital${
      hasWhale ? `, and ${name.subject}’s to ${formatReturn(lastKnown(whale))} of its own` : ''
    }.`,
    stops,
    hasBars: false,
    table: {
      columns: hasWhale ? ['Date', 'You', name.label] : ['Date', 'You'],
      rows: timestamps.map((timestamp, index) => [
        formatDate(timestamp),
        formatReturn(you[index] ?? null),
        ...(hasWhale ? [formatReturn(whale[index] ?? null)] : []),
      ]),
    },
    configure,
  }
}
