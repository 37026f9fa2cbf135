import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startReplica } from '../../e2e/devnet/startReplica'
import type { Replica } from '../../e2e/devnet/startReplica'
import { crowdedPool } from '../../e2e/devnet/stories/crowdedPool'
import type { CrowdedPoolCast } from '../../e2e/devnet/stories/crowdedPool'
import type { CacheStore, Entry } from '../cache/store'
import { APPROVALS, OLDER_POSITIONS, THEIR_APPROVALS } from '../domain/coverage'
import { positionManagerTopics } from '../protocols/uniswapV3/eventTopics'
import { formatAddressTopic } from '../protocols/uniswapV3/logWords'
import { CrowdVisitor, goOn } from './crowdedSearch.fixture'
import { findSilentDifferences } from './findSilentDifferences.fixture'

/** A fifth of the story: `crowdedSearch.soak.ts` plays it at its full size. */
const SIZE = { blocks: 600_000, positions: 150, owners: 60 }

let replica: Replica<CrowdedPoolCast>
let head: number
/** With archive state, and without. */
let visitors: ReadonlyMap<boolean, CrowdVisitor>

beforeAll(async () => {
  replica = await startReplica(crowdedPool({ whale: 'new', ...SIZE }))
  head = Number(await replica.client.getBlockNumber())
  visitors = new Map([true, false].map((hasState) => [hasState, new CrowdVisitor(replica, head, hasState)]))
})
afterAll(() => replica.stop())

/** Spoils every second guess and every second fact, as a browser that lost bits of them; gives how many. */
async function damage(store: CacheStore): Promise<number> {
  const infos = (await store.list('1/')).filter(({ key }, index) => key.includes('/ahead/') || index % 2 === 0)
  const values = await store.read(infos.map(({ key }) => key))
  const put = infos.flatMap((info): Entry[] => {
    const value = values.get(info.key)
    return value === undefined ? [] : [{ info, value: value.slice(1) }]
  })
  await store.change({ put })
  return put.length
}

test.each([true, false])(
  'the whale of a crowded pool on a long chain is proven with few requests for the pool’s logs, and few on the next visit (archive state: %s)',
  async (hasArchiveState) => {
    const visitor = visitors.get(hasArchiveState) as CrowdVisitor
    const { found, partial, steps } = await visitor.visit()
    expect(found.whale).toMatchObject({ owner: replica.cast.whale, claim: 'largest' })
    expect(found.coverage.missing).toEqual([])
    expect(visitor.poolLogs).toBeLessThan(0.15 * visitor.fullScan)
    expect(partial.some((shown) => shown.whale?.claim === 'largest found')).toBe(true)
    expect([...steps].some((step) => /is not explained yet/.test(step))).toBe(true)
    // The proven whale is shown while older positions of the wallet are still looked for, and stays.
    const proven = partial.find(({ whale }) => whale?.claim === 'largest')
    const theirs = `${THEIR_APPROVALS}the whale`
    expect(proven?.coverage.missing.map(({ what }) => what)).toEqual([OLDER_POSITIONS, APPROVALS, theirs])
    // Approvals are in no figure but their own: nobody waits for them, and none is silently zero meanwhile.
    expect(BigInt(found.you.gas.approvalsWei)).toBeGreaterThan(0n)
    for (const shown of partial) {
      const isSaid = (what: string) => shown.coverage.missing.some((item) => item.what === what)
      expect(isSaid(APPROVALS)).toBe(shown.you.gas.approvalsWei !== found.you.gas.approvalsWei)
      const isWhole = shown.whale === null || shown.whale.gas.approvalsWei === found.whale?.gas.approvalsWei
      expect(isWhole || isSaid(theirs)).toBe(true)
    }
    const firstWhale = partial.findIndex(({ whale }) => whale !== null)
    expect(partial.slice(firstWhale).map(({ whale }) => whale)).not.toContain(null)

    const { requests } = visitor
    const next = await visitor.visit()
    expect(next.found).toEqual(found)
    expect(visitor.requests - requests).toBeLessThan(20)
  },
)

test('the whale’s approvals that the endpoint refuses hide nothing else, and why they are missing is said', async () => {
  const { whale } = replica.cast
  const visitor = new CrowdVisitor(replica, head, true)
  const approving = [positionManagerTopics.approval, formatAddressTopic(whale)]
  visitor.isRefused = ({ topics }) => approving.every((topic, place) => [topics[place]].flat().includes(topic))
  const { found } = await visitor.visit()
  expect(found.whale).toMatchObject({ owner: whale, claim: 'largest' })
  expect(found.coverage.missing).toEqual([
    { what: `${THEIR_APPROVALS}the whale`, why: expect.stringMatching(/refused|not give/) as string },
  ])
})

describe('after the wallet, the whale and others acted', () => {
  beforeAll(async () => {
    for (const visitor of visitors.values()) if (visitor.requests === 0) await visitor.visit()
    head = await goOn(replica)
  })

  test.each([true, false])(
    'says what a first visit says, in far fewer requests (archive state: %s)',
    async (hasState) => {
      const visitor = visitors.get(hasState) as CrowdVisitor
      const fresh = new CrowdVisitor(replica, head, hasState)
      const { found } = await fresh.visit()
      const { requests } = visitor
      visitor.head = head
      const next = await visitor.visit()
      expect(next.found).toEqual(found)
      expect(found.positions.length).toBeGreaterThan(2)
      expect(visitor.requests - requests).toBeLessThan(fresh.requests / 4)
    },
  )

  test('the next visit says it also where what was kept is damaged', async () => {
    const visitor = visitors.get(false) as CrowdVisitor
    visitor.head = head
    const { found } = await visitor.visit()
    expect(await damage(await visitor.openStore())).toBeGreaterThan(0)
    expect((await visitor.visit()).found).toEqual(found)
  })

  test('a collect of the wallet’s fees of which the position manager’s log is lost is not missing in silence', async () => {
    const sound = await new CrowdVisitor(replica, head, true).visit()
    const visitor = new CrowdVisitor(replica, head, true)
    const collects = replica.story.entries.filter(
      ({ wallet, action }) => wallet === 'late retail' && action === 'collect',
    )
    // Between two snapshots another collect follows it: the books alone do not tell.
    const hash = collects.at(-2)?.receipt.transactionHash
    visitor.isLost = ({ topics, transactionHash }) =>
      transactionHash === hash && topics[0] === positionManagerTopics.collect
    const short = await visitor.visit()
    expect(findSilentDifferences(sound.report, short.report)).toEqual([])
    expect(short.found.coverage.complete).toBe(false)
  })
})
