import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startReplica } from '../../e2e/devnet/startReplica'
import type { Replica } from '../../e2e/devnet/startReplica'
import { crowdedPool } from '../../e2e/devnet/stories/crowdedPool'
import type { CrowdedPoolCast } from '../../e2e/devnet/stories/crowdedPool'
import type { PoolReportOwner } from '../domain/poolReport'
import { CancelledError } from '../errors'
import { CrowdVisitor, goOn } from './crowdedSearch.fixture'
import { makePoolReport } from './everyone/makePoolReport.fixture'
import { PublicEndpointVisitor } from './publicEndpointVisitor.fixture'

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Three million blocks, more than 3,000 positions of 800 owners. */
describe.each(['old', 'new'] as const)('a crowded pool at full size, the whale’s main position being %s', (whale) => {
  let replica: Replica<CrowdedPoolCast>
  let head: number

  beforeAll(async () => {
    replica = await startReplica(crowdedPool({ whale }))
    head = Number(await replica.client.getBlockNumber())
  })
  afterAll(() => replica.stop())

  describe.each([true, false])('archive state: %s', (hasArchiveState) => {
    test('is proven with less than 15 % of a full scan’s requests, and the next visit makes fewer than 20', async () => {
      const visitor = new CrowdVisitor(replica, head, hasArchiveState)
      const { found, partial, steps } = await visitor.visit()
      const { poolLogs, requests, fullScan } = visitor
      const next = await visitor.visit()
      const again = visitor.requests - requests
      await replica.story.blocks.mineEmpty()
      visitor.head = ++head
      const later = await visitor.visit()
      const afterBlock = visitor.requests - requests - again
      console.info(
        `Whale ${whale}, archive state ${hasArchiveState}: ${poolLogs} requests for the pool's logs of ${fullScan} for a full scan, ` +
          `${requests} requests in all; ${again} on the next visit, ${afterBlock} on the one after a new block.`,
      )
      expect(found.whale).toMatchObject({ owner: replica.cast.whale, claim: 'largest' })
      expect(found.coverage.missing).toEqual([])
      expect(poolLogs).toBeLessThan(0.15 * fullScan)
      expect(partial.some((shown) => shown.whale?.claim === 'largest found')).toBe(true)
      expect(new Set([...steps].filter((step) => /is not explained yet/.test(step))).size).toBeGreaterThan(1)
      expect(next.found).toEqual(found)
      expect(again).toBeLessThan(20)
      expect(later.found.whale).toMatchObject({ owner: replica.cast.whale, claim: 'largest' })
      expect(afterBlock).toBeLessThan(20)
    })

    test('is cancelled at once in the middle of the search, and goes on where it was after a reload', async () => {
      const visitor = new CrowdVisitor(replica, head, hasArchiveState)
      const controller = new AbortController()
      let cancelledAt = 0
      const onProgress = ({ step }: { readonly step: string }) => {
        if (controller.signal.aborted || !/is not explained yet/.test(step)) return
        cancelledAt = performance.now()
        controller.abort()
      }
      await expect(visitor.visit({ signal: controller.signal, onProgress })).rejects.toBeInstanceOf(CancelledError)
      const milliseconds = performance.now() - cancelledAt
      await wait(500)
      const { requests, poolLogs } = visitor
      await wait(500)
      expect(visitor.requests).toBe(requests)
      const { found } = await visitor.visit()
      console.info(
        `Whale ${whale}, archive state ${hasArchiveState}: cancelled within ${milliseconds.toFixed(0)} ms after ${poolLogs} requests for the ` +
          `pool's logs; ${visitor.poolLogs - poolLogs} more after the reload.`,
      )
      expect(found.whale).toMatchObject({ owner: replica.cast.whale, claim: 'largest' })
      expect(visitor.poolLogs).toBeLessThan(0.15 * visitor.fullScan)
    })
  })

  /** Requests until something is shown, by those of one scan of the chain: with 10,000 blocks at once states and times weigh more. */
  describe.each([
    { cap: 1_000, own: 0.35, proven: 0.55, all: 2.5 },
    { cap: 10_000, own: 1.6, proven: 4, all: 4.2 },
  ] as const)('through a public endpoint with $cap blocks at once', ({ cap, ...most }) => {
    let visitor: PublicEndpointVisitor
    beforeAll(async () => {
      visitor = await PublicEndpointVisitor.start(replica, cap)
    })
    afterAll(() => visitor.stop())

    test('shows the wallet’s own figures, then the whale, then that it is proven, and searches on after that; the next visit makes fewer than 20 requests', async () => {
      const scan = (head - replica.cast.blocks.pool) / cap
      const { found, shown, requests } = await visitor.visit()
      const next = await visitor.visit()
      console.info(
        `Whale ${whale}, ${cap} blocks at once: what is held after ${shown.held} requests, own figures after ${shown.own}, a whale after ${shown.whale}, proven after ${shown.provenWhale}, ` +
          `${requests} in all; ${next.requests} on the next visit. One scan of the chain takes ${Math.ceil(scan)}.`,
      )
      expect(found.whale).toMatchObject({ owner: replica.cast.whale, claim: 'largest' })
      expect(found.coverage.missing).toEqual([])
      expect(shown.held).toBeLessThan(60)
      expect(shown.own).toBeLessThan(most.own * scan)
      expect(shown.whale).toBeGreaterThan(shown.own as number)
      expect(shown.provenWhale).toBeLessThan(most.proven * scan)
      expect(requests).toBeLessThan(most.all * scan)
      expect(next.found).toEqual(found)
      expect(next.requests).toBeLessThan(20)
    })
  })

  test('through a public endpoint its own page shows the whale, then everybody, and reads the farms’ whole lives after that', async () => {
    const visitor = await PublicEndpointVisitor.start(replica, 1_000)
    try {
      const scan = (head - replica.cast.blocks.pool) / 1_000
      const whole = await makePoolReport(replica.rpcUrl, { pool: replica.cast.pool, window: '30d' })
      const { report, everyone, shown, requests } = await visitor.visitPool('30d')
      const trueOwner = new Map(whole.owners.map((owner) => [owner.owner, owner]))
      const isKnown = ({ fees }: PoolReportOwner) => fees !== null
      console.info(
        `Whale ${whale}, 1,000 blocks at once: the pool's page shows a whale after ${shown.whale} requests, proven after ${shown.provenWhale}, ` +
          `everybody after ${shown.everyone}, ${requests} in all; the fees of ${everyone?.owners.filter(isKnown).length} and then ` +
          `${report.owners.filter(isKnown).length} of ${whole.owners.length} owners are known. One scan of the chain takes ${Math.ceil(scan)}.`,
      )
      expect(report.whale).toEqual(whole.whale)
      expect(shown.provenWhale).toBeLessThan(0.4 * scan)
      expect(shown.everyone).toBeLessThan(0.5 * scan)
      for (const owners of [everyone?.owners ?? [], report.owners]) {
        expect(owners.map(({ owner }) => owner).sort()).toEqual(whole.owners.map(({ owner }) => owner).sort())
        for (const { owner, capital, fees, feeAmounts, rewards } of owners) {
          const truth = trueOwner.get(owner)
          expect([owner, capital]).toEqual([owner, truth?.capital])
          if (fees !== null) expect([owner, feeAmounts]).toEqual([owner, truth?.feeAmounts])
          if (rewards !== null) expect([owner, rewards]).toEqual([owner, truth?.rewards])
        }
      }
    } finally {
      await visitor.stop()
    }
  })

  test.each([true, false])(
    'its own page shows the whale early, and then everybody whom the whole life names (archive state: %s)',
    async (hasArchiveState) => {
      const { pool } = replica.cast
      const whole = await makePoolReport(replica.rpcUrl, { pool, window: '30d' })
      const visitor = new CrowdVisitor(replica, head, hasArchiveState)
      const { report, whales, untilProven } = await visitor.visitPool('30d')
      const known = report.owners.filter(({ fees }) => fees !== null).length
      console.info(
        `Whale ${whale}, archive state ${hasArchiveState}: the pool's page proves its whale with ${untilProven} requests and is finished ` +
          `with ${visitor.requests}, ${visitor.poolLogs} of them for the pool's logs of ${visitor.fullScan} for a full scan; the fees of ` +
          `${known} of ${report.owners.length} owners are known.`,
      )
      expect(whales.at(-1)?.whale).toEqual(report.whale)
      expect(report.whale).toEqual(whole.whale)
      // A wallet's report takes about five times as many.
      expect(untilProven).toBeLessThan(250)
      expect(visitor.requests).toBeLessThan(3_000)
      const named = (owners: readonly PoolReportOwner[]) => owners.map(({ owner }) => owner).sort()
      expect(named(report.owners)).toEqual(named(whole.owners))
      const trueOwner = new Map(whole.owners.map((owner) => [owner.owner, owner]))
      for (const { owner, capital, fees, feeAmounts } of report.owners) {
        expect([owner, capital]).toEqual([owner, trueOwner.get(owner)?.capital])
        if (fees !== null) expect([owner, feeAmounts]).toEqual([owner, trueOwner.get(owner)?.feeAmounts])
      }
    },
  )

  // Last: it changes the pool.
  test.each([true, false])(
    'is said on the next visit as on a first one, after the wallet, the whale and another owner acted (archive state: %s)',
    async (hasArchiveState) => {
      const visitor = new CrowdVisitor(replica, head, hasArchiveState)
      await visitor.visit()
      const { requests } = visitor
      head = await goOn(replica)
      visitor.head = head
      const next = await visitor.visit()
      const fresh = new CrowdVisitor(replica, head, hasArchiveState)
      const { found } = await fresh.visit()
      console.info(
        `Whale ${whale}, archive state ${hasArchiveState}: ${visitor.requests - requests} requests on a visit after new events, ` +
          `${fresh.requests} on a first one.`,
      )
      expect(next.found).toEqual(found)
      expect(visitor.requests - requests).toBeLessThan(165)
    },
  )
})
