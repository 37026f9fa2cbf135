import type { Chart, Plugin } from 'chart.js'
import { chartFont } from './chartModel'
import type { Palette } from './palette'

/** The stop that is pointed at, by chart; kept here because Chart.js redraws whenever it likes. */
const pointed = new WeakMap<Chart, number>()

/** Marks a stop of a drawn chart, or none, and draws it again. */
export function pointAt(chart: Chart, stop: number | null): void {
  if (stop === null) pointed.delete(chart)
  else pointed.set(chart, stop)
  chart.draw()
}

export interface EndLabel {
  readonly text: string
  readonly color: string
  /** In the units of the y axis. */
  readonly value: number
}

/** Sets the charts' font. */
export function setFont(context: CanvasRenderingContext2D, weight: number): void {
  context.font = `${weight} ${chartFont.size}px ${chartFont.family}`
}

/** Moves labels apart so that each has `room` pixels, keeping their order. */
export function spreadLabels(wanted: readonly number[], room: number, bottom: number): readonly number[] {
  const order = wanted.map((y, index) => ({ y, index })).sort((a, b) => a.y - b.y)
  order.forEach((label, rank) => {
    const above = order[rank - 1]
    if (above) label.y = Math.max(label.y, above.y + room)
  })
  const overflow = Math.max(0, (order.at(-1)?.y ?? 0) - bottom)
  order.forEach((label, rank) => {
    const allowed = bottom - (order.length - 1 - rank) * room
    label.y = overflow > 0 ? Math.min(label.y, allowed) : label.y
  })
  return wanted.map((_, index) => order.find((label) => label.index === index)?.y ?? 0)
}

/** Names the lines where they end, in place of a legend. */
export function endLabels(labels: readonly EndLabel[]): Plugin {
  return {
    id: 'endLabels',
    afterDatasetsDraw(chart) {
      const { ctx: context, chartArea, scales } = chart
      const y = scales['y']
      if (!y) return
      const heights = spreadLabels(
        labels.map(({ value }) => Math.min(chartArea.bottom, Math.max(chartArea.top, y.getPixelForValue(value)))),
        chartFont.size + 4,
        chartArea.bottom,
      )
      context.save()
      setFont(context, 600)
      context.textBaseline = 'middle'
      labels.forEach(({ text, color }, index) => {
        context.fillStyle = color
        context.fillText(text, chartArea.right + 8, heights[index] ?? 0)
      })
      context.restore()
    },
  }
}

/** Room that end labels need at the right. */
export function measureLabels(labels: readonly { readonly text: string }[]): number {
  const context = document.createElement('canvas').getContext('2d')
  if (!context) return 80
  setFont(context, 600)
  return Math.ceil(Math.max(0, ...labels.map(({ text }) => context.measureText(text).width))) + 12
}

export type Marker = 'circle' | 'diamond' | 'cross'

/** Draws a marker around a point, filled and framed as the context is set. A cross has no inside. */
export function drawMarker(context: CanvasRenderingContext2D, x: number, y: number, marker: Marker): void {
  context.beginPath()
  if (marker === 'circle') context.arc(x, y, 4.5, 0, 2 * Math.PI)
  else if (marker === 'cross') {
    context.moveTo(x - 4, y - 4)
    context.lineTo(x + 4, y + 4)
    context.moveTo(x + 4, y - 4)
    context.lineTo(x - 4, y + 4)
  } else {
    context.moveTo(x, y - 5.5)
    context.lineTo(x + 5.5, y)
    context.lineTo(x, y + 5.5)
    context.lineTo(x - 5.5, y)
    context.closePath()
  }
  context.fill()
  context.stroke()
}

export interface PointedLine {
  readonly color: string
  readonly marker: Marker
  readonly values: readonly (number | null)[]
  /** Where its own points stand on the x axis, if not where the stops do. */
  readonly places?: readonly number[]
}

/** Draws a rule and a marker on each line at the stop that is pointed at. `places` are the stops' values on the x axis. */
export function crosshair(places: readonly number[], lines: readonly PointedLine[], palette: Palette): Plugin {
  return {
    id: 'crosshair',
    afterDatasetsDraw(chart) {
      const stop = pointed.get(chart)
      const { ctx: context, chartArea, scales } = chart
      const place = stop === undefined ? undefined : places[stop]
      if (stop === undefined || place === undefined || !scales['x'] || !scales['y']) return
      const rule = scales['x'].getPixelForValue(place)
      context.save()
      context.strokeStyle = palette.soft
      context.lineWidth = 1
      context.beginPath()
      context.moveTo(rule, chartArea.top)
      context.lineTo(rule, chartArea.bottom)
      context.stroke()
      context.strokeStyle = palette.paper
      context.lineWidth = 1.5
      for (const { color, marker, values, places: own } of lines) {
        const value = values[stop] ?? null
        if (value === null) continue
        const x = scales['x'].getPixelForValue(own?.[stop] ?? place)
        const y = scales['y'].getPixelForValue(value)
        // A line that has left the chart has no marker on it.
        if (y < chartArea.top - 1 || y > chartArea.bottom + 1) continue
        context.fillStyle = color
        drawMarker(context, x, y, marker)
      }
      context.restore()
    },
  }
}

export interface BarLabel {
  readonly text: string
  /** Bounds of the bar in the units of the y axis. */
  readonly from: number
  readonly to: number
  /** Where the next bar starts; `null` after the last. */
  readonly next: number | null
}

/** Writes each bar's value at its end, ties the bars of a waterfall together, and frames the one that is pointed at. */
export function barLabels(labels: readonly BarLabel[], palette: Palette): Plugin {
  return {
    id: 'barLabels',
    afterDatasetsDraw(chart) {
      const { ctx: context, scales } = chart
      const y = scales['y']
      if (!y) return
      const bars = chart.getDatasetMeta(0).data
      context.save()
      setFont(context, 600)
      context.textAlign = 'center'
      labels.forEach(({ text, from, to, next }, index) => {
        const bar = bars[index]
        const { width } = (bar?.getProps(['width'], true) ?? { width: 0 }) as { width: number }
        if (!bar) return
        const top = Math.min(y.getPixelForValue(from), y.getPixelForValue(to))
        const bottom = Math.max(y.getPixelForValue(from), y.getPixelForValue(to))
        context.fillStyle = palette.ink
        context.textBaseline = to < from ? 'top' : 'bottom'
        context.fillText(text, bar.x, to < from ? bottom + 5 : top - 4)
        if (pointed.get(chart) === index) {
          context.strokeStyle = palette.ink
          context.lineWidth = 2
          context.strokeRect(bar.x - width / 2 - 3, top - 3, width + 6, bottom - top + 6)
        }
        const following = bars[index + 1]
        if (next === null || !following) return
        context.strokeStyle = palette.soft
        context.lineWidth = 1
        context.setLineDash([2, 3])
        context.beginPath()
        context.moveTo(bar.x + width / 2, y.getPixelForValue(next))
        context.lineTo(following.x - width / 2, y.getPixelForValue(next))
        context.stroke()
        context.setLineDash([])
      })
      context.restore()
    },
  }
}

export interface Band {
  readonly from: number
  readonly to: number
  readonly low: number
  readonly high: number
}

export interface BandLayer {
  readonly bands: readonly Band[]
  readonly fill: string
  readonly line: string
  readonly dash: number[]
}

/** Draws price ranges as boxes behind the price, cut off at the chart's edges: all fills first, so that every edge shows. */
export function rangeBands(layers: readonly BandLayer[]): Plugin {
  return {
    id: 'rangeBands',
    beforeDatasetsDraw(chart) {
      const { ctx: context, chartArea, scales } = chart
      const { x, y } = scales
      if (!x || !y) return
      const boxOf = ({ from, to, low, high }: Band): [number, number, number, number] => {
        const left = x.getPixelForValue(from)
        const top = y.getPixelForValue(high)
        return [left, top, Math.max(1, x.getPixelForValue(to) - left), Math.max(1, y.getPixelForValue(low) - top)]
      }
      context.save()
      context.beginPath()
      context.rect(chartArea.left, chartArea.top, chartArea.width, chartArea.height)
      context.clip()
      context.lineWidth = 1.25
      for (const { bands, fill } of layers) {
        context.fillStyle = fill
        for (const band of bands) context.fillRect(...boxOf(band))
      }
      for (const { bands, line, dash } of layers) {
        context.strokeStyle = line
        context.setLineDash(dash)
        for (const band of bands) context.strokeRect(...boxOf(band))
      }
      context.restore()
    },
  }
}
