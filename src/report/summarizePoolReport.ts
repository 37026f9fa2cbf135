import type { OwnerIndex, PoolReport, PoolReportOwner, PoolReportPhase, PoolSummary } from '../domain/poolReport'

/** Owners that the screen can list in full. */
const LISTED_OWNERS = 200

/**
 * Makes what the screen renders of a pool's report: the largest owners in full, and of all others what their place among all needs, so that
 * tens of thousands of them reach the page without blocking it.
 */
export function summarizePoolReport(report: PoolReport, phase: PoolReportPhase): PoolSummary {
  const { owners } = report
  return {
    ...report,
    owners: owners.slice(0, LISTED_OWNERS),
    ownerCount: owners.length,
    totals: { capital: sumKnown(owners, 'capital'), fees: sumKnown(owners, 'fees') },
    whaleOwner: owners.find(({ owner }) => owner === report.whale?.owner) ?? null,
    index: {
      addresses: owners.map(({ owner }) => owner.toLowerCase()).join(''),
      capital: Float64Array.from(owners, ({ capital }) => capital ?? Number.NaN),
      netRate: Float64Array.from(owners, ({ netRate }) => netRate ?? Number.NaN),
    } satisfies OwnerIndex,
    phase,
  }
}

function sumKnown(owners: readonly PoolReportOwner[], figure: 'capital' | 'fees'): number {
  return owners.reduce((sum, owner) => sum + Math.max(0, owner[figure] ?? 0), 0)
}
