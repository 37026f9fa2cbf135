import { expect } from 'vitest'
import { startReplica } from '../../e2e/devnet/startReplica'
import { randomCrowd } from '../../e2e/devnet/stories/randomCrowd'
import { startRpcProxy } from '../../e2e/rpcProxy'
import type { RpcScenario } from '../../e2e/rpcScenario'
import type { ReportPool } from '../domain/report'
import type { WindowChoice } from '../domain/request'
import { makePoolReportSince } from './makePoolReportSince.fixture'
import { findPool, makeReport } from './makeReport.fixture'

/** A small cap, so that a pool's whole life takes many requests. */
const CAP = 4
const capped = { maxBlocks: CAP, error: { code: -32_602, message: `query exceeds max block range ${CAP}` } }
const endpoints: Readonly<Record<string, RpcScenario>> = {
  'with archive state': { logRange: capped },
  'without archive state': { logRange: capped, stateBlocks: 4 },
}
const windows: readonly WindowChoice[] = ['first', '7d', '30d', 'all']

/** The whale's figures, without what only its past before the window tells: the approvals it made then. */
function describeWhale({ whale, gap }: ReportPool) {
  if (whale === null) return null
  const { gas, evidence, positions, ...figures } = whale
  const transactions = evidence.transactions.filter(({ kind }) => kind !== 'approval')
  const { events } = evidence
  return {
    ...figures,
    gas: { ...gas, approvalsWei: null },
    events,
    transactions,
    positions: [...positions].sort(),
    gap,
  }
}

/**
 * Searches a random pool over all windows through capped endpoints, and compares what each search claims with a full scan of the pool's
 * life: the same whale, proven, with the same figures to the last unit.
 */
export async function compareSearches(seed: number): Promise<void> {
  const replica = await startReplica(randomCrowd({ seed }))
  const proxy = await startRpcProxy(replica.rpcUrl)
  const { retail, pool, jit } = replica.cast
  try {
    for (const window of windows) {
      const question = { wallet: retail, pool, window }
      const whole = findPool(await makeReport(replica.rpcUrl, question), pool)
      expect(whole.coverage).toMatchObject({ complete: true, missing: [] })
      for (const [endpoint, scenario] of Object.entries(endpoints)) {
        proxy.use(scenario)
        const searched = findPool(await makeReport(proxy.url, question), pool)
        const { shortened, fromBlock } = searched.window
        // Without archive state the window can begin later: then it is that window in which the whale must be the same.
        const expected = shortened ? await makePoolReportSince(replica.rpcUrl, { ...question, fromBlock }) : whole
        const which = `seed ${seed}, window ${window}, ${endpoint}: ${searched.coverage.proof}`
        expect(searched.whale?.claim, which).toBe(expected.whale === null ? undefined : 'largest')
        expect(searched.whale?.owner, which).toBe(expected.whale?.owner)
        expect(searched.whale?.owner, which).not.toBe(jit)
        expect(searched.whale?.value.capitalYears, which).toBe(expected.whale?.value.capitalYears)
        if (scenario.stateBlocks === undefined) expect(describeWhale(searched), which).toEqual(describeWhale(whole))
      }
    }
  } finally {
    await proxy.stop()
    await replica.stop()
  }
}
