import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import type { Address } from 'viem'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { requestRaw } from '../../e2e/devnet/devnetClient'
import { startReplica } from '../../e2e/devnet/startReplica'
import type { Replica } from '../../e2e/devnet/startReplica'
import { manyPositions } from '../../e2e/devnet/stories/manyPositions'
import type { ManyPositionsCast } from '../../e2e/devnet/stories/manyPositions'
import { randomCrowd } from '../../e2e/devnet/stories/randomCrowd'
import type { RpcFault } from '../../e2e/faults/rpcFault'
import { startRpcProxy } from '../../e2e/rpcProxy'
import type { RpcProxy } from '../../e2e/rpcProxy'
import { createCache } from '../cache/createCache'
import { createFallbackStore } from '../cache/fallbackStore'
import { openIndexedDbStore } from '../cache/indexedDbStore'
import type { KeptChain } from '../cache/keptChain'
import { laggingBlocks } from '../chain/fetchFinalBlockNumber'
import type { Report, ReportPool } from '../domain/report'
import { CancelledError } from '../errors'
import { findPool, makeReport, onlyChain } from './makeReport.fixture'
import type { ReportQuestion } from './makeReport.fixture'

let replica: Replica<ManyPositionsCast>
let proxy: RpcProxy

beforeAll(async () => {
  replica = await startReplica(manyPositions(6))
  proxy = await startRpcProxy(replica.rpcUrl)
})
afterAll(async () => {
  await proxy.stop()
  await replica.stop()
})
beforeEach(() => {
  proxy.use({ delayMs: 100 })
  proxy.reset()
})

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Lets everything that is under way arrive: all of it runs in this process, a little in each turn. */
async function letArrive(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await wait(5)
}

async function untilRequests(count: number): Promise<void> {
  while (proxy.requests < count) await wait(5)
}

/** Mines empty blocks on top of the replica's newest one. The time of the first makes it unlike any other. */
async function mine(blocks: number, secondsLater: number): Promise<void> {
  const { timestamp } = await replica.client.getBlock()
  await requestRaw(replica.client, 'evm_setNextBlockTimestamp', [Number(timestamp) + secondsLater])
  for (let mined = 0; mined < blocks; mined++) await requestRaw(replica.client, 'evm_mine')
}

test.each([2, 9, 25])(
  'a report that is cancelled after %s requests rejects, and nothing more is asked',
  async (requests) => {
    const controller = new AbortController()
    let isAborted = false
    const late: Report[] = []
    const report = makeReport(proxy.url, {
      wallet: replica.cast.owner,
      hooks: { signal: controller.signal, onPartial: (partial) => void (isAborted && late.push(partial)) },
    })
    const rejected = expect(report).rejects.toBeInstanceOf(CancelledError)
    await untilRequests(requests)
    isAborted = true
    controller.abort()
    await rejected
    // Requests that had left already may still arrive.
    await letArrive()
    const { requests: asked } = proxy
    await wait(600)
    expect(proxy.requests).toBe(asked)
    expect(late).toEqual([])
  },
)

test('a report that is cancelled before it begins asks nothing', async () => {
  const question = { wallet: replica.cast.owner, hooks: { signal: AbortSignal.abort() } }
  await expect(makeReport(proxy.url, question)).rejects.toBeInstanceOf(CancelledError)
  expect(proxy.requests).toBe(0)
})

test('promise 11: a block that is replaced in mid-report: the report starts again and is of the new block alone', async () => {
  const snapshot = await replica.client.snapshot()
  await mine(3, 12)
  const replaced = await replica.client.getBlock()
  const report = makeReport(proxy.url, { wallet: replica.cast.owner })
  await untilRequests(12)
  await replica.client.revert({ id: snapshot })
  await mine(4, 77)
  const chain = onlyChain(await report)
  const head = await replica.client.getBlock()
  expect(head.number).toBe(replaced.number + 1n)
  expect(chain.error).toBeUndefined()
  expect(chain.block).toEqual({ number: Number(head.number), hash: head.hash, timestamp: Number(head.timestamp) })
  expect(proxy.counts.get('eth_chainId')).toBe(2)
  expect(onlyChain(await makeReport(replica.rpcUrl, { wallet: replica.cast.owner }))).toEqual(chain)
})

test('promise 11: a chain that is shorter in mid-report: the same', async () => {
  const snapshot = await replica.client.snapshot()
  await mine(5, 12)
  const report = makeReport(proxy.url, { wallet: replica.cast.owner, pool: replica.cast.pool })
  await untilRequests(12)
  await replica.client.revert({ id: snapshot })
  const chain = onlyChain(await report)
  const head = await replica.client.getBlock()
  expect(chain.error).toBeUndefined()
  expect(chain.block).toMatchObject({ number: Number(head.number), hash: head.hash })
  expect(chain.pools).toHaveLength(1)
})

test('what is known of the wallet’s own part comes before the whale', async () => {
  const partials: Report[] = []
  const report = await makeReport(proxy.url, {
    wallet: replica.cast.owner,
    hooks: { onPartial: (partial) => void partials.push(partial) },
  })
  const first = findPool(partials[0] as Report, replica.cast.pool)
  const whole = findPool(report, replica.cast.pool)
  expect(first).toMatchObject({
    whale: null,
    gap: null,
    whaleUnavailable: expect.stringMatching(/^Still looking/) as string,
  })
  expect(first.coverage.complete).toBe(false)
  expect(first.you).toEqual(whole.you)
  expect(partials.at(-1)?.chains).toEqual(report.chains)
})

test('a search for the whale that is cancelled ends at once, asks nothing more, and goes on where it was after a reload', async () => {
  const crowd = await startReplica(randomCrowd({ seed: 2, actions: 50, owners: 10 }))
  const endpoint = await startRpcProxy(crowd.rpcUrl)
  try {
    // Logs are only kept once their blocks are final, and somewhat older.
    await requestRaw(crowd.client, 'anvil_mine', ['0x90'])
    const { number } = await crowd.client.getBlock({ blockTag: 'finalized' })
    const final = number - BigInt(laggingBlocks)
    const { retail, pool } = crowd.cast
    const answered: string[] = []
    let isSilent = false
    let speakAgain = () => {}
    const speaksAgain = new Promise<void>((resolve) => (speakAgain = resolve))
    const watch: RpcFault = async (request, next) => {
      const reply = await next()
      if (request.method !== 'eth_getLogs') return reply
      if (isSilent) {
        await speaksAgain
        return reply
      }
      const [query] = (request.params ?? []) as { toBlock: string }[]
      const isFinal = query !== undefined && BigInt(query.toBlock) <= final
      if (isFinal && typeof reply.body !== 'string' && reply.body.error === undefined)
        answered.push(JSON.stringify(query))
      return reply
    }
    const error = { code: -32_602, message: 'query exceeds max block range 8' }
    endpoint.use({ logRange: { maxBlocks: 8, error }, faults: [watch] })

    const fresh = await visit(endpoint.url, { wallet: retail, pool }, new IDBFactory())
    const whole = answered.splice(0)
    const storage = new IDBFactory()
    const controller = new AbortController()
    const cancellations: ReturnType<typeof cancelOnceHeard>[] = []
    const onProgress = ({ step }: { readonly step: string }) => {
      // A part of the search has been read by then.
      if (
        cancellations.length > 0 ||
        !/ [\d.]+ % of the pool is not explained yet/.test(step) ||
        step.includes(' 100.0 %')
      )
        return
      cancellations.push(cancelOnceHeard())
    }
    const cancelOnceHeard = async () => {
      // What was answered is only kept once it has been heard: answers still under way would be asked for again.
      isSilent = true
      await letArrive()
      controller.abort()
      const before = new Set(answered.splice(0))
      // Requests that had left already may still arrive.
      await letArrive()
      return { requests: endpoint.requests, before }
    }
    const cancelled = visit(
      endpoint.url,
      { wallet: retail, pool, hooks: { signal: controller.signal, onProgress } },
      storage,
    )
    await expect(cancelled).rejects.toBeInstanceOf(CancelledError)
    const [cancellation] = await Promise.all(cancellations)
    if (cancellation === undefined) throw new Error('the search told of no part that was read')
    const { requests, before } = cancellation
    await wait(300)
    expect(endpoint.requests).toBe(requests)
    isSilent = false
    speakAgain()
    expect(before.size).toBeGreaterThan(10)
    expect(before.size).toBeLessThan(whole.length)

    const resumed = await visit(endpoint.url, { wallet: retail, pool }, storage)
    expect(fresh.whale?.claim).toBe('largest')
    expect(resumed).toEqual(fresh)
    expect(answered.length).toBeGreaterThan(0)
    expect(answered.filter((query) => before.has(query))).toEqual([])
  } finally {
    await endpoint.stop()
    await crowd.stop()
  }
})

/** A page that is opened with what earlier ones kept in `storage`. */
async function visit(
  rpcUrl: string,
  question: ReportQuestion & { readonly pool: Address },
  storage: IDBFactory,
): Promise<ReportPool> {
  const opened: KeptChain[] = []
  const cache = createCache(
    createFallbackStore(
      () => openIndexedDbStore(storage),
      async () => undefined,
    ),
  )
  try {
    const openCache: NonNullable<ReportQuestion['hooks']>['openCache'] = (source) => {
      const kept = cache.openChain(source)
      opened.push(kept)
      return kept
    }
    const report = await makeReport(rpcUrl, { ...question, hooks: { openCache, ...question.hooks } })
    return findPool(report, question.pool)
  } finally {
    await Promise.all(opened.map((kept) => kept.flush()))
  }
}
