import type { ReportPool } from '../../domain/report'
import type { RateUnit } from '../format'

const week = 7 * 86_400

/** Seconds from the first thing that you did in the pool, or the window's start if that is later, to the report. */
export function computeHistory({ window, you }: Pick<ReportPool, 'window' | 'you'>): number {
  const first = you.evidence.events.reduce<number | null>(
    (earliest, { timestamp }) => (earliest === null ? timestamp : Math.min(earliest, timestamp)),
    null,
  )
  return window.toTimestamp - Math.max(window.fromTimestamp, first ?? window.fromTimestamp)
}

/** Below seven days of history a yearly rate misleads: rates are then daily, for both sides. */
export function rateUnitOf(pool: Pick<ReportPool, 'window' | 'you'>): RateUnit {
  return computeHistory(pool) < week ? 'day' : 'year'
}
