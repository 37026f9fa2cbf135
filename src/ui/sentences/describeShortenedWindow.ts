import type { ReportWindow } from '../../domain/report'
import { formatDate } from '../formatTime'

/** That figures begin later than was asked for, and why; `null` where they do not. */
export function describeShortenedWindow({ shortened, fromTimestamp }: ReportWindow): string | null {
  if (shortened === undefined) return null
  const [from, asked] = [formatDate(fromTimestamp), formatDate(shortened.fromTimestamp)]
  const when = from === asked ? `later on ${from} than was asked for` : `on ${from}, not on ${asked}`
  return `These figures begin ${when}, for you and the whale alike: ${shortened.why}`
}
