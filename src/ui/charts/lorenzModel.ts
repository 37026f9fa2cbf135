import type { ChartConfiguration } from 'chart.js'
import type { LorenzCurve, PoolReport } from '../../domain/poolReport'
import { formatCount, formatShare, unknown } from '../format'
import { capitalize } from '../sentences/nameWhale'
import { formatTick, valueAxis } from './axes'
import { chartFont, type ChartModel } from './chartModel'
import { crosshair, endLabels, measureLabels } from './chartPlugins'
import type { Palette } from './palette'

/** Where along the axis the curves are named, as a share of its steps: at their ends they meet. */
const LABELLED_SHARE = 0.92

/** Below this many owners the title speaks of the largest one alone, else of the largest tenth. */
const FEW_OWNERS = 20

interface Spread extends Pick<PoolReport, 'lorenz'> {
  readonly concentration: Pick<PoolReport['concentration'], 'capital' | 'fees'>
}

/** The chart of how capital and fees are spread over owners; `null` where neither is known. */
export function createLorenzModel({ lorenz, concentration }: Spread): ChartModel | null {
  const { capital, fees } = lorenz
  const longest = capital ?? fees
  if (longest === null) return null
  const steps = longest.owners.length - 1
  const places = Array.from({ length: steps }, (_, step) => (step / steps) * 100)

  function configure(palette: Palette): ChartConfiguration {
    const lines = [
      { name: 'Capital', curve: capital, color: palette.ink, dash: [], marker: 'diamond' as const },
      { name: 'Fees', curve: fees, color: palette.fees, dash: [7, 4], marker: 'circle' as const },
    ].flatMap(({ curve, ...look }) => (curve === null ? [] : [{ ...look, ...tracePercent(curve) }]))
    const labels = [
      ...lines.map(({ name, values, color }) => ({
        text: name,
        color,
        value: values[Math.round(steps * LABELLED_SHARE)] ?? 0,
      })),
      { text: 'All equal', color: palette.soft, value: 100 },
    ]
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
          ...lines.map(({ places, values, color, dash }) => ({
            data: places.map((x, step) => ({ x, y: values[step] ?? 0 })),
            borderColor: color,
            borderWidth: 2.2,
            borderDash: dash,
            pointRadius: 0,
          })),
        ],
      },
      options: {
        layout: { padding: { right: measureLabels(labels), top: 8 } },
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
      plugins: [endLabels(labels), crosshair(places, lines, palette)],
    }
  }

  const isSameCount = capital === null || fees === null || capital.owners.at(-1) === fees.owners.at(-1)
  const title = describeTop(capital, fees)
  return {
    title,
    subtitle: 'What the smallest owners have together, as a share of the whole (Lorenz curves)',
    summary: `${title}. Gini coefficient of capital ${formatGini(concentration.capital.gini)}, of fees ${formatGini(concentration.fees.gini)}: 0 is all equal, 1 is one owner with everything.`,
    // All owners together have everything: that says nothing.
    stops: places.map((x, step) => ({ x, text: describeStop(step, capital, fees, isSameCount) })),
    hasBars: false,
    table: {
      columns: isSameCount
        ? ['Smallest owners', 'Share of capital', 'Share of fees']
        : ['Smallest owners', 'Capital', 'Smallest by fees', 'Fees'],
      rows: places
        .map((_, index) => index + 1)
        .map((step) => [
          formatOwners(isSameCount ? longest : capital, step),
          formatShareAt(capital, step),
          ...(isSameCount ? [] : [formatOwners(fees, step)]),
          formatShareAt(fees, step),
        ]),
    },
    configure,
  }
}

/** A Gini coefficient to two decimals. */
export function formatGini(gini: number | null): string {
  return gini === null ? unknown : Math.max(0, gini).toFixed(2)
}

/** A curve in percent of its owners and percent of the whole. */
function tracePercent({ owners, shares }: LorenzCurve) {
  const all = owners.at(-1) ?? 1
  return { places: owners.map((count) => (count / all) * 100), values: shares.map((share) => share * 100) }
}

function formatShareAt(curve: LorenzCurve | null, step: number): string {
  return formatShare(curve?.shares[step] ?? null)
}

/** `16 of 17`. */
function formatOwners(curve: LorenzCurve | null, step: number): string {
  return curve === null
    ? unknown
    : `${formatCount(curve.owners[step] ?? 0)} of ${formatCount(curve.owners.at(-1) ?? 0)}`
}

function describeStop(
  step: number,
  capital: LorenzCurve | null,
  fees: LorenzCurve | null,
  isSameCount: boolean,
): string {
  const [ofCapital, ofFees] = [
    `${formatShareAt(capital, step)} of the capital`,
    `${formatShareAt(fees, step)} of the fees`,
  ]
  return isSameCount
    ? `The smallest ${formatOwners(capital ?? fees, step)} owners: ${ofCapital}, ${ofFees}`
    : `The smallest ${formatOwners(capital, step)} owners: ${ofCapital}; the smallest ${formatOwners(fees, step)} by fees: ${ofFees}`
}

/** What the largest tenth of the owners has, in whole owners: all but the last step that leaves at least so many. */
function computeTop({ owners, shares }: LorenzCurve) {
  const all = owners.at(-1) ?? 0
  const wanted = all < FEW_OWNERS ? all - 1 : all * 0.9
  const step = owners.findLastIndex((count) => count <= wanted)
  return { all, count: all - (owners[step] ?? 0), share: 1 - (shares[step] ?? 0) }
}

function describeTop(capital: LorenzCurve | null, fees: LorenzCurve | null): string {
  const parts: string[] = []
  if (capital !== null) {
    const { all, count, share } = computeTop(capital)
    const holds = `${formatShare(share)} of the capital`
    if (all === 1) parts.push('One owner holds all of the capital')
    else if (count === 1) parts.push(`The largest of ${formatCount(all)} owners holds ${holds}`)
    else parts.push(`The ${formatCount(count)} largest of ${formatCount(all)} owners hold ${holds}`)
  }
  if (fees !== null) {
    const { all, count, share } = computeTop(fees)
    const of = parts.length === 0 ? ` of ${formatCount(all)}` : ''
    const have = `${formatShare(share)} of the fees`
    if (count === 1) parts.push(`the one${of} who earned most has ${have}`)
    else parts.push(`the ${formatCount(count)}${of} who earned most have ${have}`)
  }
  return capitalize(parts.join('; '))
}
