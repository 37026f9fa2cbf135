import { formatMonth, formatShortDate } from '../formatTime'

export interface TimeTick {
  readonly timestamp: number
  readonly label: string
}

const day = 86_400
const hour = 3_600

function monthsAfter(timestamp: number, step: number): readonly number[] {
  const date = new Date(timestamp * 1_000)
  const firstMonth = date.getUTCFullYear() * 12 + date.getUTCMonth()
  return Array.from({ length: 400 }, (_, index) => {
    const month = Math.ceil(firstMonth / step) * step + index * step
    return Date.UTC(Math.floor(month / 12), month % 12, 1) / 1_000
  })
}

function multiplesAfter(timestamp: number, step: number): readonly number[] {
  const first = Math.ceil(timestamp / step) * step
  return Array.from({ length: 400 }, (_, index) => first + index * step)
}

function formatHour(timestamp: number): string {
  return timestamp % day === 0 ? formatShortDate(timestamp) : new Date(timestamp * 1_000).toISOString().slice(11, 16)
}

/** Steps that people count in, from the finest. */
const steps: readonly {
  readonly after: (timestamp: number) => readonly number[]
  readonly format: (timestamp: number) => string
}[] = [
  ...[1, 3, 6, 12].map((hours) => ({
    after: (from: number) => multiplesAfter(from, hours * hour),
    format: formatHour,
  })),
  ...[1, 2, 7, 14].map((days) => ({
    after: (from: number) => multiplesAfter(from, days * day),
    format: formatShortDate,
  })),
  ...[1, 2, 3, 6, 12, 24, 60].map((months) => ({
    after: (from: number) => monthsAfter(from, months),
    format: formatMonth,
  })),
]

/** Dates for an axis from `from` to `to` (seconds): at most `most`, at the starts of hours, days or months. */
export function computeTimeTicks(from: number, to: number, most: number): readonly TimeTick[] {
  if (!(to > from) || most < 1) return []
  for (const { after, format } of steps) {
    const ticks = after(from).filter((timestamp) => timestamp >= from && timestamp <= to)
    if (ticks.length <= most) return ticks.map((timestamp) => ({ timestamp, label: format(timestamp) }))
  }
  return []
}
