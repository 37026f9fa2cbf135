import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { shareReplica } from '../../../e2e/devnet/shareReplica'
import type { SharedReplica } from '../../../e2e/devnet/shareReplica'
import { retailNextToWhale } from '../../../e2e/devnet/stories/retailNextToWhale'
import type { RetailNextToWhaleCast } from '../../../e2e/devnet/stories/retailNextToWhaleCast'
import { findLogRange } from '../../../e2e/faults/logQuery'
import type { RpcFault } from '../../../e2e/faults/rpcFault'
import { startRpcProxy } from '../../../e2e/rpcProxy'
import type { RpcProxy } from '../../../e2e/rpcProxy'
import type { RpcScenario } from '../../../e2e/rpcScenario'
import type { PoolReport, PoolReportOwner, PoolReportPhase } from '../../domain/poolReport'
import { makePoolReport } from './makePoolReport.fixture'
import type { PoolReportQuestion } from './makePoolReport.fixture'

/** So few blocks at once that a pool's life takes too many requests. */
const CAP = 4
const logRange = { maxBlocks: CAP, error: { code: -32_602, message: `query exceeds max block range ${CAP}` } }

let replica: SharedReplica<RetailNextToWhaleCast>
let proxy: RpcProxy
let phases: PoolReportPhase[]
let partials: PoolReport[]

beforeAll(async () => {
  replica = await shareReplica(retailNextToWhale)
  proxy = await startRpcProxy(replica.rpcUrl)
})
afterAll(() => proxy.stop())
beforeEach(() => {
  phases = []
  partials = []
})

async function search(question: PoolReportQuestion, scenario: RpcScenario = {}): Promise<PoolReport> {
  proxy.use({ logRange, ...scenario })
  const onPartial = (report: PoolReport, phase: PoolReportPhase) => {
    phases.push(phase)
    partials.push(report)
  }
  return await makePoolReport(proxy.url, { ...question, hooks: { ...question.hooks, onPartial } })
}

/** What does not depend on how the owners were found. */
function comparable({ owners, whale, concentration, cohorts }: PoolReport) {
  return { owners, whale, concentration, cohorts }
}

describe('a search behind a cap on blocks', () => {
  test.each([
    ['usdcWeth500', '7d'],
    ['usdcWeth500', '30d'],
    ['usdcWeth3000', '90d'],
    ['rndrWeth3000', '7d'],
    ['rndrWeth3000', 'all'],
  ] as const)(
    'finds everybody in %s over %s whom the whole life names, with the same figures',
    async (name, window) => {
      const pool = replica.cast.pools[name]
      const whole = await makePoolReport(replica.rpcUrl, { pool, window })
      const searched = await search({ pool, window })
      expect(searched.coverage).toMatchObject({
        complete: true,
        missing: [],
        scanned: { fromBlock: whole.window.fromBlock },
      })
      expect(comparable(searched)).toEqual(comparable(whole))
    },
  )

  test('tells the whale first, with its proof and its own figures; then everybody before their gas, and then what older events decide', async () => {
    const pool = replica.cast.pools.usdcWeth500
    const final = await search({ pool, window: '30d' })
    expect(phases.filter((phase) => phase !== 'whale')).toEqual(['everyone', 'settling'])
    expect(phases.slice(-2)).toEqual(['everyone', 'settling'])
    const whales = partials.filter((_, index) => phases[index] === 'whale')
    const [largest] = whales.slice(-1)
    expect(largest?.coverage.proof).toMatch(/^Proven largest/)
    expect(largest?.whale).toEqual(final.whale)
    expect(largest?.owners).toHaveLength(1)
    const { transactions, positions, ...figures } = final.owners[0] as PoolReportOwner
    expect(largest?.owners[0]).toMatchObject(figures)
    expect([transactions, positions].every((count) => count > 0)).toBe(true)
  })

  test.each([
    ['usdcWeth500', {}],
    ['rndrWeth3000', {}],
    ['rndrWeth3000', { stateBlocks: CAP }],
  ] as const)('of %s nothing is said that older events change later', async (name, scenario) => {
    const pool = replica.cast.pools[name]
    const final = await search({ pool, window: '7d' }, scenario)
    const settling = partials[phases.indexOf('settling')]
    const finalOf = new Map(final.owners.map((owner) => [owner.owner, owner]))
    const unknown = settling?.owners.filter(({ fees, rewards }) => fees === null || rewards === null) ?? []
    expect(unknown.length).toBeGreaterThan(0)
    for (const owner of settling?.owners ?? []) {
      const known = Object.entries(owner).filter(([, value]) => value !== null)
      expect(finalOf.get(owner.owner)).toMatchObject(Object.fromEntries(known))
    }
    for (const { owner, net } of unknown) expect([owner, net]).toEqual([owner, null])
  })

  test.each([
    ['usdcWeth500', '30d'],
    ['rndrWeth3000', '7d'],
  ] as const)('without archive state everybody in %s over %s has the same figures', async (name, window) => {
    const pool = replica.cast.pools[name]
    const whole = await makePoolReport(replica.rpcUrl, { pool, window })
    const searched = await search({ pool, window }, { stateBlocks: CAP })
    expect(searched.coverage).toMatchObject({ complete: true, missing: [] })
    expect(comparable(searched)).toEqual(comparable(whole))
  })

  test.each([
    ['with', {}],
    ['without', { stateBlocks: CAP }],
  ] as const)(
    'where lives are too long to be read, fees that they decide are unknown, and said, %s archive state',
    async (_, scenario) => {
      const pool = replica.cast.pools.usdcWeth500
      const whole = await makePoolReport(replica.rpcUrl, { pool, window: '30d' })
      const searched = await search({ pool, window: '30d', limits: { lifeRequestLimit: 0 } }, scenario)
      expect(searched.whale).toEqual(whole.whale)
      expect(searched.owners.map(({ owner }) => owner)).toEqual(whole.owners.map(({ owner }) => owner))
      for (const [index, owner] of searched.owners.entries()) {
        if (owner.fees === null) expect(owner).toMatchObject({ net: null, netRate: null })
        else expect(owner).toEqual(whole.owners[index])
      }
      const unknown = searched.owners.filter(({ fees }) => fees === null)
      expect(unknown.length).toBeGreaterThan(0)
      expect(unknown.length).toBeLessThan(searched.owners.length)
      expect(searched.coverage.complete).toBe(false)
      const whys = searched.coverage.missing.map(({ why }) => why)
      expect(whys.some((why) => why.includes('withdrawn deposits is told by older events'))).toBe(true)
    },
  )

  test('does not read the pool’s whole life for the last days', async () => {
    const pool = replica.cast.pools.usdcWeth3000
    let logs = 0
    const count: RpcFault = async (request, next, endpoint) => {
      const isOfPool = JSON.stringify(request.params).toLowerCase().includes(pool.toLowerCase())
      if (isOfPool && (await findLogRange(request, endpoint)) !== null) logs += 1
      return await next()
    }
    const report = await search({ pool, window: '7d' }, { faults: [count] })
    expect(report.coverage.complete).toBe(true)
    const { blocks } = await makePoolReport(replica.rpcUrl, { pool, window: 'all' }).then(({ window }) => ({
      blocks: window.toBlock - window.fromBlock,
    }))
    expect(logs).toBeLessThan((0.5 * blocks) / CAP)
  })
})
