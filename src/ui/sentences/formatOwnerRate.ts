import type { Cohort, PoolReportOwner } from '../../domain/poolReport'
import type { ReportPerformance } from '../../domain/report'
import { formatRate, type RateUnit } from '../format'

/** Capital that came and left within one block stayed for no time, and nothing can be divided by that. It is known, so not "unknown". */
export const noRate = 'no rate'

/** What such capital shows in place of a share of its time, or of a width weighted by it. */
export const noTime = 'no time'

/** Whether an owner's figures can be divided by capital and time; where the capital is not known, its rates are unknown. */
export function hasRates({ value }: Pick<ReportPerformance, 'value'>): boolean {
  return value.capitalYears !== 0
}

/** An owner's net rate, or that there is none. */
export function formatOwnerRate(
  { capitalYears, netRate }: Pick<PoolReportOwner, 'capitalYears' | 'netRate'>,
  unit: RateUnit,
): string {
  return capitalYears === 0 ? noRate : formatRate(netRate, unit)
}

/** The middle net rate of a group, or why there is none. */
export function formatMedianRate(
  { owners, withoutRate, medianNetRate }: Pick<Cohort, 'owners' | 'withoutRate' | 'medianNetRate'>,
  unit: RateUnit,
): string {
  if (owners === 0) return 'none'
  return owners === withoutRate ? noRate : formatRate(medianNetRate, unit)
}
