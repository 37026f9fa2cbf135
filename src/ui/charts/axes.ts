import type { ChartOptions } from 'chart.js'
import { chartFont } from './chartModel'
import type { Palette } from './palette'
import { computeTimeTicks } from './timeTicks'
import { numberFormat } from '../numberFormat'

type Axis = NonNullable<NonNullable<ChartOptions<'line'>['scales']>[string]> & { type: 'linear' }

/** A date is about this wide on the axis, in pixels. */
const dateWidth = 62

/** An axis of time in seconds, with dates as people write them. */
export function timeAxis(from: number, to: number, palette: Palette, width: number): Axis {
  const ticks = computeTimeTicks(from, to, Math.max(2, Math.min(7, Math.floor((width - 110) / dateWidth))))
  return {
    type: 'linear',
    min: from,
    max: to,
    grid: { display: false },
    border: { display: false },
    afterBuildTicks: (axis) => {
      axis.ticks = ticks.map(({ timestamp, label }) => ({ value: timestamp, label }))
    },
    ticks: {
      color: palette.soft,
      font: chartFont,
      maxRotation: 0,
      autoSkip: false,
      callback: (value) => ticks.find(({ timestamp }) => timestamp === value)?.label ?? '',
    },
  }
}

/** Room that a sum of money takes on the axis, in pixels. */
const moneyWidth = 52

/** An axis of capital. Its values are powers of ten, `3` being 1,000, so that equal steps are equal factors. */
export function capitalAxis(
  low: number,
  high: number,
  palette: Palette,
  width: number,
  format: (capital: number) => string,
): Axis {
  const room = Math.max(2, Math.floor((width - 80) / moneyWidth))
  const step = Math.max(1, Math.ceil((high - low) / room))
  const first = Math.ceil(low)
  const ticks = Array.from(
    { length: Math.max(0, Math.floor((high - first) / step) + 1) },
    (_, index) => first + index * step,
  )
  return {
    type: 'linear',
    min: low,
    max: high,
    grid: { display: false },
    border: { display: false },
    afterBuildTicks: (axis) => {
      axis.ticks = ticks.map((value) => ({ value }))
    },
    ticks: {
      color: palette.soft,
      font: chartFont,
      maxRotation: 0,
      autoSkip: false,
      callback: (power) => format(10 ** Number(power)),
    },
  }
}

/** A value axis with hairlines, and the zero line in ink. */
export function valueAxis(palette: Palette, format: (value: number) => string): Axis {
  return {
    type: 'linear',
    border: { display: false },
    grid: {
      drawTicks: false,
      color: (context) => (context.tick?.value === 0 ? palette.ink : palette.rule),
      lineWidth: (context) => (context.tick?.value === 0 ? 1.2 : 1),
    },
    ticks: {
      color: palette.soft,
      font: chartFont,
      padding: 8,
      maxTicksLimit: 6,
      includeBounds: false,
      callback: (value) => format(Number(value)),
    },
  }
}

/** A round number of an axis, without decimals that say nothing: `3,500`, `0.00041`, `−5`. */
export function formatTick(value: number): string {
  if (value === 0 || Math.abs(value) < 1e-14) return '0'
  const digits = numberFormat({ maximumSignificantDigits: 5 }).format(Math.abs(value))
  return value < 0 ? `\u2212${digits}` : digits
}

/** A round percentage of an axis, with the sign of a gain or a loss. */
export function formatPercentTick(percent: number): string {
  return `${percent > 1e-14 ? '+' : ''}${formatTick(percent)}\u00a0%`
}
