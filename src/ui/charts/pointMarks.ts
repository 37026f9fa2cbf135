import type { Plugin } from 'chart.js'
import { chartFont } from './chartModel'
import { drawMarker, setFont, type Marker } from './chartPlugins'
import type { Palette } from './palette'

/** A point that is marked and named on the chart. */
export interface PointMark {
  /** In the units of the axes. */
  readonly x: number
  readonly y: number
  readonly text: string
  readonly color: string
  readonly marker: Marker
  /** Hollow ones follow from the lines; filled ones are somebody's own. */
  readonly isHollow: boolean
}

/** A rectangle in pixels. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** From a point to its name, in pixels. */
export const GAP = 7
/** From a name to a line beside it. Above and below, the name's own height leaves room enough. */
const CLEARANCE = 5
/** Points into which a stretch of a line is cut; the steepest ones of a chart of 97 points are some 100 pixels high. */
const STEPS = 12

function isApart(a: Box, b: Box): boolean {
  return (
    a.left + a.width <= b.left || b.left + b.width <= a.left || a.top + a.height <= b.top || b.top + b.height <= a.top
  )
}

/** Whether a point is in a box, or nearer to it than a label may stand to a line. */
function isNear({ left, top, width, height }: Box, { x, y }: { readonly x: number; readonly y: number }): boolean {
  return left - CLEARANCE <= x && x <= left + width + CLEARANCE && top <= y && y <= top + height
}

/** Points of a drawn line, and some between each two of them. */
function tracePoints(elements: readonly { readonly x: number; readonly y: number }[]) {
  return elements.flatMap((point, index) => {
    const next = elements[index + 1] ?? point
    return Array.from({ length: STEPS }, (_, step) => ({
      x: point.x + ((next.x - point.x) * step) / STEPS,
      y: point.y + ((next.y - point.y) * step) / STEPS,
    }))
  })
}

function isInside(box: Box, area: Box): boolean {
  return (
    box.left >= area.left &&
    box.top >= area.top &&
    box.left + box.width <= area.left + area.width &&
    box.top + box.height <= area.top + area.height
  )
}

/**
 * Finds a place for each label around its point, in order. Lines rise to the right here, so below at the right comes first; beside
 * the point, where a flat line would pass behind the label, last. It keeps off all points, off labels placed before, inside of
 * `area`, and where that is possible off the lines.
 *
 * @param lines points of the lines, in pixels, close enough that no label fits between two of them.
 * @returns `null` for a label for which there is no room.
 */
export function placeLabels(
  labels: readonly { readonly x: number; readonly y: number; readonly width: number }[],
  height: number,
  area: Box,
  lines: readonly { readonly x: number; readonly y: number }[] = [],
): readonly (Box | null)[] {
  const taken: Box[] = labels.map(({ x, y }) => ({ left: x - 6, top: y - 6, width: 12, height: 12 }))
  return labels.map(({ x, y, width }) => {
    const lefts = [x + GAP, x - GAP - width, x - width / 2]
    const tops = [y - height / 2, y - GAP - height, y + GAP]
    const boxes = [
      [lefts[0], tops[2]],
      [lefts[2], tops[1]],
      [lefts[2], tops[2]],
      [lefts[1], tops[1]],
      [lefts[0], tops[1]],
      [lefts[1], tops[2]],
      [lefts[0], tops[0]],
      [lefts[1], tops[0]],
    ].map(([left = 0, top = 0]) => ({ left, top, width, height }))
    const possible = boxes.filter((box) => isInside(box, area) && taken.every((other) => isApart(box, other)))
    const free = possible.find((box) => !lines.some((point) => isNear(box, point))) ?? possible[0]
    if (free) taken.push(free)
    return free ?? null
  })
}

/** Marks points and names them, as far as there is room for the names. */
export function pointMarks(marks: readonly PointMark[], palette: Palette): Plugin {
  return {
    id: 'pointMarks',
    afterDatasetsDraw(chart) {
      const { ctx: context, chartArea, scales } = chart
      const { x, y } = scales
      if (!x || !y) return
      context.save()
      setFont(context, 600)
      context.textBaseline = 'middle'
      const points = marks.map((mark) => ({
        ...mark,
        x: x.getPixelForValue(mark.x),
        y: y.getPixelForValue(mark.y),
        width: context.measureText(mark.text).width,
      }))
      const { left, top, width, height } = chartArea
      const lines = chart.data.datasets.flatMap((_, index) => tracePoints(chart.getDatasetMeta(index).data))
      const boxes = placeLabels(points, chartFont.size + 3, { left, top, width: width + 10, height }, lines)
      points.forEach((point, index) => {
        context.fillStyle = point.isHollow ? palette.paper : point.color
        context.strokeStyle = point.isHollow ? point.color : palette.paper
        context.lineWidth = point.isHollow ? 1.8 : 1.5
        drawMarker(context, point.x, point.y, point.marker)
        const box = boxes[index]
        if (!box) return
        // The name stays readable where a line passes behind it.
        context.lineJoin = 'round'
        context.strokeStyle = palette.paper
        context.lineWidth = 4
        context.strokeText(point.text, box.left, box.top + box.height / 2)
        context.fillStyle = point.color
        context.fillText(point.text, box.left, box.top + box.height / 2)
      })
      context.restore()
    },
  }
}
