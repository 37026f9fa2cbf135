import { zeroAddress } from 'viem'
import { expect } from 'vitest'
import { startReplica } from '../../e2e/devnet/startReplica'
import type { Replica } from '../../e2e/devnet/startReplica'
import type { LeaderPlay } from '../../e2e/devnet/stories/leaderPlays'
import { randomCrowd } from '../../e2e/devnet/stories/randomCrowd'
import type { RandomCrowdCast } from '../../e2e/devnet/stories/randomCrowd'
import { startRpcProxy } from '../../e2e/rpcProxy'
import type { RpcProxy } from '../../e2e/rpcProxy'
import type { RpcScenario } from '../../e2e/rpcScenario'
import type { ReportPool } from '../domain/report'
import type { WindowChoice } from '../domain/request'
import { describeLeader } from './describeLeader.fixture'
import type { LeaderTrait } from './describeLeader.fixture'
import { makePoolReportSince } from './makePoolReportSince.fixture'
import { NOBODY_ELSE } from './loadWhaleSide'
import { findPool, makeReport } from './makeReport.fixture'
import { rankEveryone } from './rankEveryone.fixture'

/** A small cap, so that a pool's whole life takes many requests. */
const CAP = 4
const capped = { maxBlocks: CAP, error: { code: -32_602, message: `query exceeds max block range ${CAP}` } }
const endpoints: Readonly<Record<string, RpcScenario>> = {
  'with archive state': { logRange: capped },
  'without archive state': { logRange: capped, stateBlocks: 4 },
}
/** What a search reports on its way; it needs a few dozen. */
const MOST_STEPS = 1_000
const windows: readonly WindowChoice[] = ['first', '7d', '30d', 'all']

/** The whale's figures, without what only its past before the window tells: the approvals it made then. */
function describeWhale({ whale, gap }: ReportPool) {
  if (whale === null) return null
  const { gas, evidence, ...figures } = whale
  const transactions = evidence.transactions.filter(({ kind }) => kind !== 'approval')
  const { events } = evidence
  return {
    ...figures,
    gas: { ...gas, approvalsWei: null },
    events,
    transactions,
    gap,
  }
}

/**
 * Searches a random pool over all windows through capped endpoints, and compares what each search claims with a full scan of the pool's
 * life: the same whale, proven, with the same figures to the last unit. The full scan is compared with a ranking of everybody, and a window
 * that has not lasted yet is searched as well.
 *
 * @returns what the whales were that were proven.
 */
export async function compareSearches(
  seed: number,
  leaders?: readonly LeaderPlay[],
): Promise<ReadonlySet<LeaderTrait>> {
  const replica = await startReplica(randomCrowd({ seed, ...(leaders && { leaders }) }))
  const proxy = await startRpcProxy(replica.rpcUrl)
  const { retail, pool, jit, positions } = replica.cast
  const burned = new Set(positions.filter(({ owner }) => owner === zeroAddress).map(({ tokenId }) => String(tokenId)))
  const traits = new Set<LeaderTrait>()
  try {
    for (const window of windows) {
      const question = { wallet: retail, pool, window }
      const whole = findPool(await makeReport(replica.rpcUrl, question), pool)
      const of = `seed ${seed}, ${replica.cast.leaders.join(', ')}, window ${window}`
      expect(whole.coverage, of).toMatchObject({ complete: true, missing: [] })
      const ranked = await rankEveryone(replica.rpcUrl, question, whole.window)
      expect(whole.whale?.owner, of).toBe(ranked[0]?.owner)
      const known = {
        isContract: whole.whale?.kind === 'contract',
        burned,
        yourCapitalYears: whole.you.value.capitalYears,
      }
      for (const trait of describeLeader(ranked, whole.window, known)) traits.add(trait)
      for (const [endpoint, scenario] of Object.entries(endpoints)) {
        proxy.use(scenario)
        const searched = findPool(await makeReport(proxy.url, question), pool)
        const { shortened, fromBlock } = searched.window
        // Without archive state the window can begin later: then it is that window in which the whale must be the same.
        const expected = shortened ? await makePoolReportSince(replica.rpcUrl, { ...question, fromBlock }) : whole
        const which = `${of}, ${endpoint}: ${searched.coverage.proof}`
        expect(searched.whale?.claim, which).toBe(expected.whale === null ? undefined : 'largest')
        expect(searched.whale?.owner, which).toBe(expected.whale?.owner)
        expect(searched.whale?.owner, which).not.toBe(jit)
        expect(searched.whale?.value.capitalYears, which).toBe(expected.whale?.value.capitalYears)
        if (scenario.stateBlocks !== undefined) continue
        expect(describeWhale(searched), which).toEqual(describeWhale(whole))
      }
    }
    await compareAtOnce(replica, proxy)
  } finally {
    await proxy.stop()
    await replica.stop()
  }
  return traits
}

/** Over a window that begins with the report's block nobody had anything for any time: there is no whale, and nothing to go on searching for. */
async function compareAtOnce({ rpcUrl, client, cast }: Replica<RandomCrowdCast>, proxy: RpcProxy): Promise<void> {
  const fromBlock = Number(await client.getBlockNumber())
  const question = { wallet: cast.retail, pool: cast.pool, fromBlock }
  const whole = await makePoolReportSince(rpcUrl, question)
  expect(whole.window).toMatchObject({ fromBlock, toBlock: fromBlock })
  expect(whole).toMatchObject({ whale: null, whaleUnavailable: NOBODY_ELSE, coverage: { complete: true } })
  for (const scenario of Object.values(endpoints)) {
    proxy.use(scenario)
    const searched = await makePoolReportSince(proxy.url, { ...question, onProgress: createStepLimit() })
    expect(searched).toMatchObject({ whale: null, whaleUnavailable: NOBODY_ELSE, coverage: { complete: true } })
  }
}

/** A search that goes round in circles waits for nothing, so that no limit of time would end it: its steps are counted. */
function createStepLimit(): () => void {
  let left = MOST_STEPS
  return () => {
    left -= 1
    if (left < 0) throw new Error(`The search did not end within ${MOST_STEPS} steps.`)
  }
}
