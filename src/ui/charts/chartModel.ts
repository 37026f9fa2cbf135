import type { ChartConfiguration } from 'chart.js'
import type { Palette } from './palette'

/** One place on a chart that can be pointed at, and what there is to say about it. */
export interface ChartStop {
  /** `22 November 2026: you −4.5 %, whale +3.2 %`. */
  readonly text: string
  /** Where it stands on the x axis, in the axis's unit; stops without it are evenly spread. */
  readonly x?: number
}

export interface ChartTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** A chart as its frame needs it: words, values to step through, a table, and how to draw it. */
export interface ChartModel {
  /** The message, made from the figures. */
  readonly title: string
  /** What is drawn, with its unit. */
  readonly subtitle: string
  /** The chart in words. */
  readonly summary: string
  /** What else is printed below the chart, one sentence or two each. */
  readonly notes?: readonly string[]
  readonly stops: readonly ChartStop[]
  /** Stops are bars side by side, not points on a line. */
  readonly hasBars: boolean
  readonly table: ChartTable
  /** Configuration for Chart.js, for the room and the colours there are. */
  configure(palette: Palette, width: number): ChartConfiguration
}

export const chartFont = { family: 'Inter, "Inter fallback", system-ui, sans-serif', size: 12.5 } as const
