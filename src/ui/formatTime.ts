import { formatCounted, unknown } from './format'

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const

function partsOf(timestamp: number): { day: number; month: string; year: number; time: string } | null {
  const date = new Date(timestamp * 1_000)
  if (Number.isNaN(date.getTime())) return null
  return {
    day: date.getUTCDate(),
    month: months[date.getUTCMonth()] ?? '',
    year: date.getUTCFullYear(),
    time: date.toISOString().slice(11, 16),
  }
}

/** `22 November 2026`, in UTC as the chain counts its days. `timestamp` in seconds. */
export function formatDate(timestamp: number): string {
  const parts = partsOf(timestamp)
  return parts ? `${parts.day} ${parts.month} ${parts.year}` : unknown
}

/** `22 Nov`, for axes and chart readouts. */
export function formatShortDate(timestamp: number): string {
  const parts = partsOf(timestamp)
  return parts ? `${parts.day} ${parts.month.slice(0, 3)}` : unknown
}

/** `Nov`, with the year in January: `Jan 2026`. */
export function formatMonth(timestamp: number): string {
  const parts = partsOf(timestamp)
  if (!parts) return unknown
  return parts.month === 'January' ? `Jan ${parts.year}` : parts.month.slice(0, 3)
}

/** `22 Nov 2026, 14:05 UTC`. */
export function formatDateTime(timestamp: number): string {
  const parts = partsOf(timestamp)
  return parts ? `${parts.day} ${parts.month.slice(0, 3)} ${parts.year}, ${parts.time} UTC` : unknown
}

/** `3 March to 22 November 2026`: what both dates share is said once. */
export function formatDateRange(from: number, to: number): string {
  const start = partsOf(from)
  const end = partsOf(to)
  if (!start || !end) return unknown
  if (start.year !== end.year) return `${formatDate(from)} to ${formatDate(to)}`
  if (start.month !== end.month) return `${start.day} ${start.month} to ${formatDate(to)}`
  return start.day === end.day ? formatDate(to) : `${start.day} to ${formatDate(to)}`
}

/** Length of a span of `seconds`: `264 days`, `5 hours`, `3 minutes`. */
export function formatSpan(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return unknown
  if (seconds >= 2 * 86_400) return formatCounted(Math.round(seconds / 86_400), 'day')
  if (seconds >= 2 * 3_600) return formatCounted(Math.round(seconds / 3_600), 'hour')
  return formatCounted(Math.max(1, Math.round(seconds / 60)), 'minute')
}

/** Time left of a long step, no sharper than it can be known: `about 2 minutes left`. */
export function formatTimeLeft(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds) || seconds < 0) return 'time left unknown'
  if (seconds < 10) return 'a few seconds left'
  if (seconds < 90) return `about ${Math.ceil(seconds / 10) * 10} seconds left`
  if (seconds < 5_400) return `about ${formatCounted(Math.round(seconds / 60), 'minute')} left`
  return `about ${formatCounted(Math.round(seconds / 3_600), 'hour')} left`
}
