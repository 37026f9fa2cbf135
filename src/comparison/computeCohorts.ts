import type { Cohort } from '../domain/poolReport'
import { computeMedian } from '../math/statistics/computeMedian'

/** Where the sizes of owners part, in US dollars: below 1k, 1 to 10k, 10 to 100k, 100k to 1M, above. */
export const COHORT_LIMITS = [1_000, 10_000, 100_000, 1_000_000] as const

/** An owner as the cohorts see them. `null` is unknown. */
export interface CohortOwner {
  /** Capital now, in the report's currency. */
  readonly capital: number | null
  /** 0 for an owner who was never inside from one block to the next. */
  readonly capitalYears: number | null
  readonly fees: number | null
  readonly net: number | null
  readonly netRate: number | null
}

/**
 * Sorts owners by their capital now into cohorts, smallest first; those who had left the pool by then are the last one, since no size
 * says anything of them. Every owner with known capital is in one cohort, so the shares of all cohorts add up to 1.
 *
 * Owners whose capital is unknown are in none. Unknown fees are left out of the shares, unknown net of the median and the share below
 * holding, and counted; owners without a rate are left out of the median, and counted too.
 *
 * @param usdPerUnit price of the report's currency in US dollars; `null` where it is unknown, and then there are no cohorts.
 */
export function computeCohorts(owners: readonly CohortOwner[], usdPerUnit: number | null): readonly Cohort[] {
  if (usdPerUnit === null) return []
  const limits = [0, ...COHORT_LIMITS]
  const members = limits.map((): CohortOwner[] => [])
  const left: CohortOwner[] = []
  const known = owners.filter(({ capital }) => capital !== null)
  for (const owner of known) {
    const dollars = (owner.capital ?? 0) * usdPerUnit
    if (dollars > 0) members[limits.findLastIndex((limit) => dollars >= limit)]?.push(owner)
    else left.push(owner)
  }
  const totals = { capital: sumKnown(known, 'capital'), fees: sumKnown(known, 'fees') }
  return [
    ...members.map((group, index) => ({
      kind: 'size' as const,
      from: limits[index] as number,
      to: limits[index + 1] ?? null,
      ...computeFigures(group, totals),
    })),
    { kind: 'left', from: 0, to: 0, ...computeFigures(left, totals) },
  ]
}

type CohortFigures = Omit<Cohort, 'kind' | 'from' | 'to'>

function computeFigures(
  owners: readonly CohortOwner[],
  totals: { readonly capital: number; readonly fees: number },
): CohortFigures {
  const rates = owners.flatMap(({ netRate }) => netRate ?? [])
  const nets = owners.flatMap(({ net }) => net ?? [])
  return {
    owners: owners.length,
    capitalShare: totals.capital > 0 ? sumKnown(owners, 'capital') / totals.capital : null,
    feeShare: totals.fees > 0 ? sumKnown(owners, 'fees') / totals.fees : null,
    medianNetRate: computeMedian(rates),
    belowHolding: nets.length === 0 ? null : nets.filter((net) => net < 0).length / nets.length,
    unknownNet: owners.filter((owner) => owner.net === null || (owner.netRate === null && !hasNoRate(owner))).length,
    withoutRate: owners.filter(hasNoRate).length,
  }
}

function hasNoRate({ capitalYears }: CohortOwner): boolean {
  return capitalYears === 0
}

function sumKnown(owners: readonly CohortOwner[], figure: 'capital' | 'fees'): number {
  return owners.reduce((sum, owner) => sum + Math.max(0, owner[figure] ?? 0), 0)
}
