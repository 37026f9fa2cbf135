import type { ReportPool } from '../domain/report'

/** The end of the proof where what farms owe for old stakes could not be looked for. */
export const OPEN_DEBTS =
  ' What a farm may still owe for stakes that ended before this time is not among the rewards: only events of all of the pool’s life tell which rewards it had.'

/** Whether a report says so. Pure. */
export function hasOpenDebts({ coverage }: ReportPool): boolean {
  return coverage.proof?.endsWith(OPEN_DEBTS) === true
}

/** The same report once it is known that nothing more is owed. Pure. */
export function withoutOpenDebts(report: ReportPool): ReportPool {
  const { coverage } = report
  if (coverage.proof === undefined || !hasOpenDebts(report)) return report
  return { ...report, coverage: { ...coverage, proof: coverage.proof.slice(0, -OPEN_DEBTS.length) } }
}
