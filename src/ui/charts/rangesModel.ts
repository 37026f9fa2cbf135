import type { ChartConfiguration } from 'chart.js'
import type { ReportPool, ReportRange, ReportSeries } from '../../domain/report'
import { computeRangePrices, formatRange, poolPriceScaleOf, scalePrice } from '../evidence/poolPrice'
import { formatPrice } from '../format'
import { formatDate } from '../formatTime'
import { lastKnown } from '../sentences/describeCumulative'
import { describeRanges } from '../sentences/describeRanges'
import { capitalize, nameWhale } from '../sentences/nameWhale'
import { formatTick, timeAxis, valueAxis } from './axes'
import type { ChartModel } from './chartModel'
import { crosshair, endLabels, measureLabels, rangeBands, type Band, type EndLabel } from './chartPlugins'
import { withAlpha, type Palette } from './palette'

type Ranged = Pick<ReportPool, 'you' | 'whale' | 'candidates' | 'tokens' | 'priceSources' | 'window'>

/** How far beyond the price's own span ranges are followed: a full range would flatten the price to a line. */
const margin = 0.55

function computeBands(ranges: readonly ReportRange[], pool: Ranged): readonly Band[] {
  const scale = poolPriceScaleOf(pool)
  return ranges.flatMap((range) => {
    const prices = computeRangePrices(range, pool, scale)
    if (prices === null) return []
    const from = Math.max(range.fromTimestamp, pool.window.fromTimestamp)
    return [{ from, to: range.toTimestamp, low: prices[0], high: prices[1] }]
  })
}

function computeBounds(prices: readonly number[], bands: readonly Band[]): readonly [number, number] {
  const low = Math.min(...prices)
  const high = Math.max(...prices)
  const lowest = Math.min(low, ...bands.map((band) => band.low))
  const highest = Math.max(high, ...bands.map((band) => band.high))
  const room = (high - low) * 0.08
  return [Math.max(lowest, low * (1 - margin)) - room, Math.min(highest, high * (1 + margin)) + room]
}

function describeOpenRanges(ranges: readonly ReportRange[], timestamp: number, pool: Ranged): string {
  const scale = poolPriceScaleOf(pool)
  const open = ranges.filter((range) => range.fromTimestamp <= timestamp && timestamp <= range.toTimestamp)
  const texts = [...new Set(open.map((range) => formatRange(range, pool, scale)))]
  if (texts.length === 0) return 'none'
  return texts.length <= 2 ? texts.join(' and ') : `${texts[0]} and ${texts.length - 1} more`
}

/** The chart of both sides' ranges against the price; `null` while prices are unknown. */
export function createRangesModel(series: ReportSeries, pool: Ranged): ChartModel | null {
  const { timestamps } = series
  const scale = poolPriceScaleOf(pool)
  const prices = series.price.map((price) => (price === null || price <= 0 ? null : scalePrice(price, scale)))
  const known = prices.filter((price) => price !== null)
  if (known.length === 0) return null
  const [from = 0] = timestamps
  const to = timestamps.at(-1) ?? from
  const name = nameWhale(pool)
  const mine = computeBands(pool.you.ranges, pool)
  const theirs = computeBands(pool.whale?.ranges ?? [], pool)
  const [low, high] = computeBounds(known, [...mine, ...theirs])

  function configure(palette: Palette, width: number): ChartConfiguration {
    const middleOf = (bands: readonly Band[]) => {
      const last = bands.at(-1)
      return last && (Math.max(last.low, low) + Math.min(last.high, high)) / 2
    }
    const ends: readonly EndLabel[] = [
      { text: name.label, value: middleOf(theirs), color: palette.whale },
      { text: 'Price', value: lastKnown(prices) ?? undefined, color: palette.ink },
      { text: 'You', value: middleOf(mine), color: palette.you },
    ].flatMap(({ value, ...label }) => (value === undefined ? [] : [{ ...label, value }]))
    return {
      type: 'line',
      data: {
        datasets: [
          {
            data: timestamps.map((x, index) => ({ x, y: prices[index] ?? Number.NaN })),
            borderColor: palette.ink,
            borderWidth: 1.8,
            pointRadius: 0,
          },
        ],
      },
      options: {
        layout: { padding: { right: measureLabels(ends), top: 8 } },
        scales: {
          x: timeAxis(from, to, palette, width),
          y: { ...valueAxis(palette, formatTick), min: low, max: high },
        },
      },
      plugins: [
        rangeBands([
          { bands: theirs, fill: palette['whale-wash'], line: withAlpha(palette.whale, 0.8), dash: [] },
          {
            bands: mine,
            fill: withAlpha(palette['you-wash'], 0.55),
            line: withAlpha(palette.you, 0.85),
            dash: [5, 3],
          },
        ]),
        endLabels(ends),
        crosshair(timestamps, [{ color: palette.ink, marker: 'circle', values: prices }], palette),
      ],
    }
  }

  const yours = (timestamp: number) => describeOpenRanges(pool.you.ranges, timestamp, pool)
  const whales = (timestamp: number) => describeOpenRanges(pool.whale?.ranges ?? [], timestamp, pool)
  const hasWhale = pool.whale !== null
  return {
    title: describeRanges(pool),
    subtitle: `Price of ${scale.name}, with ${hasWhale ? 'both ranges' : 'your ranges'}`,
    summary: `The price went from ${formatPrice(known[0] ?? null)} to ${formatPrice(known.at(-1) ?? null)} ${scale.quote}. At the end your range was ${yours(to)}${
      hasWhale ? ` and ${name.subject}’s ${whales(to)}` : ''
    }.`,
    stops: timestamps.map((timestamp, index) => ({
      x: timestamp,
      text: `${formatDate(timestamp)}: price ${formatPrice(prices[index] ?? null)}, your range ${yours(timestamp)}${hasWhale ? `, ${name.subject}’s ${whales(timestamp)}` : ''}`,
    })),
    hasBars: false,
    table: {
      columns: hasWhale
        ? ['Date', `Price in ${scale.quote}`, 'Your range', `${capitalize(name.subject)}’s range`]
        : ['Date', `Price in ${scale.quote}`, 'Your range'],
      rows: timestamps.map((timestamp, index) => [
        formatDate(timestamp),
        formatPrice(prices[index] ?? null),
        yours(timestamp),
        ...(hasWhale ? [whales(timestamp)] : []),
      ]),
    },
    configure,
  }
}
