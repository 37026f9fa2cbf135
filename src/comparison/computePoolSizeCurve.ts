import type { ReportPerformance, ReportPool } from '../domain/report'
import { computeSizeCurve, computeStrategy, type SizeCurve, type Strategy } from './computeSizeCurve'

/** Computes an owner's way of working from their figures in a report; `null` when a part is unknown or there was no capital. */
export function computeReportStrategy(
  { rates, value, averageCapital }: Pick<ReportPerformance, 'rates' | 'value' | 'averageCapital'>,
  window: ReportPool['window'],
): Strategy | null {
  const windowSeconds = window.toTimestamp - window.fromTimestamp
  return computeStrategy({ rates, gas: value.gas, averageCapital, windowSeconds })
}

/**
 * Computes the net rate over capital of both sides of a pool. Everything follows from the report, so a saved one gives the same.
 *
 * @returns `null` when your own strategy is unknown; without the whale's curve when only that one is.
 */
export function computePoolSizeCurve({
  you,
  whale,
  window,
}: Pick<ReportPool, 'you' | 'whale' | 'window'>): SizeCurve | null {
  const yours = computeReportStrategy(you, window)
  return yours && computeSizeCurve(yours, whale && computeReportStrategy(whale, window))
}
