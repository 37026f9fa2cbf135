import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startReplica } from '../../e2e/devnet/startReplica'
import type { Replica } from '../../e2e/devnet/startReplica'
import { crowdedPool } from '../../e2e/devnet/stories/crowdedPool'
import type { CrowdedPoolCast } from '../../e2e/devnet/stories/crowdedPool'
import { CancelledError } from '../errors'
import { CrowdVisitor } from './crowdedSearch.fixture'

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
    test('is proven with less than 15 % of a full scan’s requests, and the next visit makes less than a fifteenth of all', async () => {
      const visitor = new CrowdVisitor(replica, head, hasArchiveState)
      const { found, partial, steps } = await visitor.visit()
      const { poolLogs, requests, fullScan } = visitor
      const next = await visitor.visit()
      console.info(
        `Whale ${whale}, archive state ${hasArchiveState}: ${poolLogs} requests for the pool's logs of ${fullScan} for a full scan, ` +
          `${requests} requests in all; ${visitor.requests - requests} on the next visit.`,
      )
      expect(found.whale).toMatchObject({ owner: replica.cast.whale, claim: 'largest' })
      expect(found.coverage.missing).toEqual([])
      expect(poolLogs).toBeLessThan(0.15 * fullScan)
      expect(partial.some((shown) => shown.whale?.claim === 'largest found')).toBe(true)
      expect(new Set([...steps].filter((step) => /is not explained yet/.test(step))).size).toBeGreaterThan(1)
      expect(next.found).toEqual(found)
      // The goal is fewer than 20 (issue 3). At this size it is about a hundred; this only keeps it from growing.
      expect(visitor.requests - requests).toBeLessThan(requests / 15)
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
})
