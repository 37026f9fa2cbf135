import type { Report, ReportPerformance, ReportPool } from '../../src/domain/report'

/**
 * Figures of a report that another one, made of the same chain in calm, contradicts, in words. A figure that is unknown, or a pool that is
 * absent, is no contradiction as long as the report says that something is missing. Both are of the same block, see `isOfSameBlock`.
 */
export function compareFigures(calm: Report, seen: Report): readonly string[] {
  return calm.chains.flatMap((chain) => {
    const twin = seen.chains.find(({ chainId }) => chainId === chain.chainId)
    if (twin === undefined) return [`chain ${chain.chainId} is absent`]
    const strangers = twin.pools.filter(({ pool }) => !chain.pools.some((other) => other.pool === pool))
    return [
      ...strangers.map(({ pool }) => `pool ${pool} is not there in calm`),
      ...chain.pools.flatMap((pool) => {
        const found = twin.pools.find((other) => other.pool === pool.pool)
        if (found !== undefined) return comparePools(pool, found)
        return twin.error === undefined ? [`pool ${pool.pool} is absent, and nothing is said`] : []
      }),
    ]
  })
}

/** Whether two reports read each chain at the same block: a node that is behind, or on another branch, gives another one. */
export function isOfSameBlock(calm: Report, seen: Report): boolean {
  return seen.chains.every(({ chainId, block }) => {
    const twin = calm.chains.find((chain) => chain.chainId === chainId)
    return block === null || twin?.block?.hash === block.hash
  })
}

function comparePools(calm: ReportPool, seen: ReportPool): readonly string[] {
  const at = (what: string) => `${what} of pool ${calm.pool}`
  const isSilent = seen.coverage.complete
  // A first deposit that could not be read lets the window begin later: other figures, as long as what is missing is said.
  if (calm.window.fromBlock !== seen.window.fromBlock) return isSilent ? [at('the window')] : []
  const findings = comparePerformances(calm.you, seen.you, isSilent).map((what) => at(`your ${what}`))
  if (isSilent && calm.looksLikeSpam !== seen.looksLikeSpam) findings.push(at('what looks like spam'))
  if (calm.whale === null || seen.whale === null) {
    if (isSilent && calm.whale !== seen.whale) findings.push(at('the whale'))
    return findings
  }
  if (calm.whale.owner !== seen.whale.owner) {
    // Another one may stand there as long as nobody says that it is the largest.
    return seen.whale.claim === 'largest' ? [...findings, at('the largest owner')] : findings
  }
  return [
    ...findings,
    ...comparePerformances(calm.whale, seen.whale, isSilent).map((what) => at(`the whale's ${what}`)),
  ]
}

function comparePerformances(calm: ReportPerformance, seen: ReportPerformance, isSilent: boolean): string[] {
  const findings: string[] = []
  for (const group of ['value', 'rates'] as const) {
    for (const [name, value] of Object.entries(calm[group]) as [string, number | null][]) {
      const other = (seen[group] as unknown as Record<string, number | null>)[name] ?? null
      if (other === value || (other === null && !isSilent)) continue
      // A figure that calm could not know either is none that differs.
      if (value === null && !isSilent) continue
      if (value !== null && other !== null && Math.abs(other - value) <= Math.abs(value) * 1e-9) continue
      findings.push(`${group}.${name} (${value ?? 'unknown'} in calm, ${other ?? 'unknown'} here)`)
    }
  }
  const unknown = seen.unknownAmounts ?? []
  for (const [name, amounts] of Object.entries(calm.amounts) as [
    keyof ReportPerformance['amounts'],
    readonly string[],
  ][]) {
    if (unknown.includes(name) && !isSilent) continue
    if (String(seen.amounts[name]) !== String(amounts)) {
      findings.push(`amounts.${name} (${amounts.join(', ')} in calm, ${seen.amounts[name].join(', ')} here)`)
    }
  }
  if (calm.gas.wei !== seen.gas.wei && !seen.gas.incomplete)
    findings.push(`gas (${calm.gas.wei} in calm, ${seen.gas.wei} here)`)
  return findings
}
