import { afterAll, beforeAll, expect, test } from 'vitest'
import { startReplica } from '../../e2e/devnet/startReplica'
import type { Replica } from '../../e2e/devnet/startReplica'
import { crowdedPool } from '../../e2e/devnet/stories/crowdedPool'
import type { CrowdedPoolCast } from '../../e2e/devnet/stories/crowdedPool'
import { CrowdVisitor } from './crowdedSearch.fixture'

/** A fifth of the story: `crowdedSearch.soak.ts` plays it at its full size. */
const SIZE = { blocks: 600_000, positions: 150, owners: 60 }

let replica: Replica<CrowdedPoolCast>
let head: number

beforeAll(async () => {
  replica = await startReplica(crowdedPool({ whale: 'new', ...SIZE }))
  head = Number(await replica.client.getBlockNumber())
})
afterAll(() => replica.stop())

test.each([true, false])(
  'the whale of a crowded pool on a long chain is proven with few requests for the pool’s logs, and few on the next visit (archive state: %s)',
  async (hasArchiveState) => {
    const visitor = new CrowdVisitor(replica, head, hasArchiveState)
    const { found, partial, steps } = await visitor.visit()
    expect(found.whale).toMatchObject({ owner: replica.cast.whale, claim: 'largest' })
    expect(found.coverage.missing).toEqual([])
    expect(visitor.poolLogs).toBeLessThan(0.15 * visitor.fullScan)
    expect(partial.some((shown) => shown.whale?.claim === 'largest found')).toBe(true)
    expect([...steps].some((step) => /is not explained yet/.test(step))).toBe(true)

    const { requests } = visitor
    const next = await visitor.visit()
    expect(next.found).toEqual(found)
    expect(visitor.requests - requests).toBeLessThan(20)
  },
)
