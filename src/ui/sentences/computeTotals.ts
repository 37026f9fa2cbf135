import type { Report, ReportPool } from '../../domain/report'

/** Figures that add up over pools, each with the number of pools where it is unknown and so left out. */
export interface Total {
  readonly value: number | null
  readonly leftOut: number
}

export type TotalName = 'principal' | 'fees' | 'impermanentLoss' | 'rewards' | 'gas' | 'net'

const names: readonly TotalName[] = ['principal', 'fees', 'impermanentLoss', 'rewards', 'gas', 'net']

function sum(pools: readonly ReportPool[], name: TotalName): Total {
  const values = pools.map((pool) => pool.you.value[name])
  const known = values.filter((value): value is number => value !== null)
  return {
    value: known.length === 0 ? null : known.reduce((a, b) => a + b, 0),
    leftOut: values.length - known.length,
  }
}

/** The pools that count: not those that strangers put into the wallet. */
export function listOwnPools(report: Pick<Report, 'chains'>): readonly ReportPool[] {
  return report.chains.flatMap((chain) => chain.pools).filter(({ looksLikeSpam }) => looksLikeSpam !== true)
}

/** Adds up the wallet's own pools. What is unknown is left out and counted, never taken for zero. */
export function computeTotals(report: Pick<Report, 'chains'>): Readonly<Record<TotalName, Total>> {
  const pools = listOwnPools(report)
  return Object.fromEntries(names.map((name) => [name, sum(pools, name)])) as Record<TotalName, Total>
}
