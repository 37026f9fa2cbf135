import type { ChartConfiguration } from 'chart.js'
import type { PoolReport } from '../../domain/poolReport'
import { formatShare, unknown } from '../format'
import { formatTick, valueAxis } from './axes'
import { chartFont, type ChartModel } from './chartModel'
import { crosshair, endLabels, measureLabels } from './chartPlugins'
import type { Palette } from './palette'

/** Where along the axis the curves are named: at their ends they meet. */
const LABELLED_STEP = 92

/** The chart of how capital and fees are spread over owners; `null` where neither is known. */
export function createLorenzModel({ lorenz, concentration }: PoolReport): ChartModel | null {
  const { owners, capital, fees } = lorenz
  if (capital === null && fees === null) return null
  const curves = [
    { name: 'Capital', values: capital },
    { name: 'Fees', values: fees },
  ]
  const valueAt = (values: readonly number[] | null, step: number) => values?.[step] ?? null

  function configure(palette: Palette): ChartConfiguration {
    const styles = [
      { color: palette.ink, dash: [], marker: 'diamond' as const },
      { color: palette.fees, dash: [7, 4], marker: 'circle' as const },
    ]
    const lines = curves.map(({ name, values }, index) => ({
      name,
      values: owners.map((_, step) => percentOf(valueAt(values, step))),
      ...(styles[index] as (typeof styles)[number]),
    }))
    const labels = [
      ...lines.map(({ name, values, color }) => ({ text: name, color, value: values[LABELLED_STEP] ?? 0 })),
      { text: 'All equal', color: palette.soft, value: 100 },
    ]
    const shown = labels.filter(({ text }) => text !== 'Capital' || capital !== null)
    return {
      type: 'line',
      data: {
        datasets: [
          {
            data: [
              { x: 0, y: 0 },
              { x: 100, y: 100 },
            ],
            borderColor: palette.soft,
            borderWidth: 1,
            borderDash: [2, 3],
            pointRadius: 0,
          },
          ...lines.map(({ values, color, dash }) => ({
            data: values.map((y, step) => ({ x: (owners[step] ?? 0) * 100, y: y ?? Number.NaN })),
            borderColor: color,
            borderWidth: 2.2,
            borderDash: dash,
            pointRadius: 0,
          })),
        ],
      },
      options: {
        layout: { padding: { right: measureLabels(shown), top: 8 } },
        scales: {
          x: {
            type: 'linear',
            min: 0,
            max: 100,
            grid: { display: false },
            border: { display: false },
            ticks: { color: palette.soft, font: chartFont, stepSize: 25, callback: (value) => `${value}\u00a0%` },
          },
          y: { ...valueAxis(palette, (value) => `${formatTick(value)}\u00a0%`), min: 0, max: 100 },
        },
      },
      plugins: [
        endLabels(shown),
        crosshair(
          owners.map((share) => share * 100),
          lines,
          palette,
        ),
      ],
    }
  }

  const describeStep = (step: number) => ({
    owners: `${Math.round((owners[step] ?? 0) * 100)}\u00a0%`,
    capital: formatKnown(valueAt(capital, step)),
    fees: formatKnown(valueAt(fees, step)),
  })
  const tenth = describeTop(10, capital, fees)
  return {
    title: tenth.title,
    subtitle: 'What the smallest owners have together, as a share of the whole (Lorenz curves)',
    summary: `${tenth.title}. Gini coefficient of capital ${formatGini(concentration.capital.gini)}, of fees ${formatGini(concentration.fees.gini)}: 0 is all equal, 1 is one owner with everything.`,
    // All owners together have everything: that says nothing.
    stops: owners.slice(0, -1).map((_, step) => {
      const at = describeStep(step)
      return { text: `The smallest ${at.owners} of owners: ${at.capital} of the capital, ${at.fees} of the fees` }
    }),
    hasBars: false,
    table: {
      columns: ['Smallest owners', 'Share of capital', 'Share of fees'],
      rows: [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99, 100].map((step) => {
        const at = describeStep(step)
        return [at.owners, at.capital, at.fees]
      }),
    },
    configure,
  }
}

/** A Gini coefficient to two decimals. */
export function formatGini(gini: number | null): string {
  return gini === null ? unknown : Math.max(0, gini).toFixed(2)
}

function percentOf(share: number | null): number | null {
  return share === null ? null : share * 100
}

function formatKnown(share: number | null): string {
  return share === null ? unknown : formatShare(share)
}

function describeTop(percent: number, capital: readonly number[] | null, fees: readonly number[] | null) {
  const top = (values: readonly number[] | null) => {
    const below = values?.[100 - percent]
    return below === undefined ? null : 1 - below
  }
  const parts = [
    ...(capital === null ? [] : [`holds ${formatShare(top(capital))} of the capital`]),
    ...(fees === null ? [] : [`earned ${formatShare(top(fees))} of the fees`]),
  ]
  return { title: `A tenth of the owners ${parts.join(', and a tenth ')}` }
}
