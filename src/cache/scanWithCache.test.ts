import 'fake-indexeddb/auto'
import fc from 'fast-check'
import { IDBFactory } from 'fake-indexeddb'
import { describe, expect, test } from 'vitest'
import { countBlocks } from '../chain/blockRanges'
import type { ChainClient, LogFilter } from '../chain/chainClient'
import { failedByAnswer, namedRpcError } from '../chain/rpcFailure'
import { scanLogs } from '../chain/scanLogs'
import type { BlockRange, Hex } from '../domain/primitives'
import { CancelledError, InconsistentDataError } from '../errors'
import { hashOf } from './arbitraryLogs.fixture'
import { createCache } from './createCache'
import { createFallbackStore } from './fallbackStore'
import { openIndexedDbStore } from './indexedDbStore'
import type { KeptChain } from './keptChain'

const addressOf = (n: number): Hex => `0x${String(n).repeat(40)}`
const topicOf = (n: number): Hex => `0x${String(n).padStart(64, '0')}`
const quantity = (n: number): Hex => `0x${n.toString(16)}`

interface NodeLog {
  readonly block: number
  readonly index: number
  readonly address: number
  readonly topics: readonly [number, number]
}

/** A chain whose endpoint answers from a list of logs and refuses ranges that are too long. */
class TestNode {
  readonly logs: readonly NodeLog[]
  readonly queries: BlockRange[] = []
  history = 1
  maxBlocks = Number.POSITIVE_INFINITY
  head: number
  /** Called before each answer. */
  beforeAnswer: () => void = () => undefined

  constructor(logs: readonly NodeLog[], head: number) {
    this.logs = logs
    this.head = head
  }

  request(method: string, [query]: readonly unknown[]): unknown {
    this.beforeAnswer()
    const { fromBlock, toBlock, address, topics } = query as {
      fromBlock: Hex
      toBlock: Hex
      address: Hex | readonly Hex[]
      topics: readonly (Hex | readonly Hex[] | null)[]
    }
    const range = { fromBlock: Number(fromBlock), toBlock: Number(toBlock) }
    this.queries.push(range)
    if (countBlocks(range) > this.maxBlocks) {
      const message = `exceed maximum block range: ${this.maxBlocks}`
      const refused = failedByAnswer({ method, httpStatus: 200, code: -32000, message, data: null })
      if (!refused.ok) throw namedRpcError(refused.failure, 'node.example', method, [])
    }
    const isWanted = (wanted: Hex | readonly Hex[] | null | undefined, value: Hex) =>
      wanted === null || wanted === undefined || [wanted].flat().some((one) => one.toLowerCase() === value)
    return this.logs
      .filter(({ block }) => block >= range.fromBlock && block <= range.toBlock)
      .filter((log) => isWanted(address, addressOf(log.address)))
      .filter((log) => log.topics.every((topic, place) => isWanted(topics[place], topicOf(topic))))
      .map(({ block, index, address: contract, topics: values }) => ({
        address: addressOf(contract),
        topics: values.map(topicOf),
        data: topicOf(this.history),
        blockNumber: quantity(block),
        blockHash: hashOf(this.history, block),
        transactionHash: hashOf(this.history, block, index),
        logIndex: quantity(index),
      }))
  }

  open(cache?: KeptChain, signal: AbortSignal = new AbortController().signal): ChainClient {
    return {
      config: {} as never,
      host: 'node.example',
      signal,
      memo: new Map(),
      report: () => undefined,
      request: async (method, params) => {
        await new Promise((resolve) => setImmediate(resolve))
        if (signal.aborted) throw new CancelledError()
        return this.request(method, params)
      },
      ...(cache && { cache }),
    }
  }
}

/** The browser over several visits. */
class TestBrowser {
  readonly factory = new IDBFactory()
  readonly node: TestNode

  constructor(node: TestNode) {
    this.node = node
  }

  /** What a new page opens. */
  openCache(): KeptChain {
    const store = createFallbackStore(
      () => openIndexedDbStore(this.factory),
      async () => undefined,
    )
    const { node } = this
    return createCache(store).openChain({
      chainId: 1,
      fetchFinalBlockNumber: async () => node.head - 10,
      fetchBlockHash: async (block) => (block > node.head ? null : hashOf(node.history, block)),
    })
  }

  /** Scans in a new page and closes it. */
  async visit(
    filter: LogFilter,
    range: BlockRange,
  ): Promise<{ logs: readonly unknown[]; queries: readonly BlockRange[] }> {
    const cache = this.openCache()
    const before = this.node.queries.length
    const logs = await scanLogs(this.node.open(cache), filter, range)
    const queries = this.node.queries.slice(before)
    await cache.flush()
    return { logs, queries }
  }
}

const scanAnew = (node: TestNode, filter: LogFilter, range: BlockRange) => scanLogs(node.open(), filter, range)

const choices = [1, 2, 3, 4]
const arbitraryLogs = fc
  .uniqueArray(
    fc.record({
      block: fc.nat({ max: 1_500 }),
      index: fc.nat({ max: 3 }),
      address: fc.constantFrom(...choices),
      topics: fc.tuple(fc.constantFrom(1, 2), fc.constantFrom(...choices)),
    }),
    { maxLength: 200, selector: ({ block, index }) => `${block}:${index}` },
  )
  .map((logs) => logs.sort((a, b) => a.block - b.block || a.index - b.index))

const arbitraryFilter: fc.Arbitrary<LogFilter> = fc
  .record({
    address: fc.oneof(fc.constant(null), fc.subarray(choices, { minLength: 1 })),
    events: fc.constantFrom([1], [1, 2]),
    values: fc.option(fc.subarray(choices, { minLength: 1 })),
  })
  .map(({ address, events, values }) => ({
    address: address && address.map(addressOf),
    topics: [events.map(topicOf), values && values.map(topicOf)],
    what: 'events',
  }))

const arbitraryVisit = fc.record({
  filter: arbitraryFilter,
  from: fc.nat({ max: 1_000 }),
  grown: fc.nat({ max: 200 }),
  maxBlocks: fc.constantFrom(Number.POSITIVE_INFINITY, 700, 90, 33),
  /** After so many answers the page is closed. */
  stopAfter: fc.option(fc.integer({ min: 1, max: 25 }), { freq: 2 }),
  /** The entry of this number loses its value before the visit. */
  damaged: fc.option(fc.nat({ max: 12 }), { freq: 4 }),
  /** The node is started anew with another history before the visit. */
  isReplaced: fc.constantFrom(false, false, false, true),
})

async function damageEntry({ factory }: TestBrowser, number: number): Promise<void> {
  const store = await openIndexedDbStore(factory)
  const info = (await store.list('1/'))[number]
  if (info) await store.change({ put: [{ info, value: new Uint8Array([number]) }] })
}

/** Begins a scan and closes the page in the middle; what was written until then stays. */
async function stopInTheMiddle(browser: TestBrowser, filter: LogFilter, range: BlockRange, answers: number) {
  const { node } = browser
  const controller = new AbortController()
  const cache = browser.openCache()
  let left = answers
  node.beforeAnswer = () => {
    if (left-- === 0) controller.abort()
  }
  await scanLogs(node.open(cache, controller.signal), filter, range).catch((error: unknown) => {
    expect(error).toBeInstanceOf(CancelledError)
  })
  node.beforeAnswer = () => undefined
  await cache.flush()
}

describe('scanLogs with a cache', () => {
  test('property: over any visits, stopped or not, the logs are those of a scan without one', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryLogs,
        fc.array(arbitraryVisit, { minLength: 1, maxLength: 6 }),
        async (logs, visits) => {
          const browser = new TestBrowser(new TestNode(logs, 600))
          const { node } = browser
          for (const { filter, from, grown, maxBlocks, stopAfter, damaged, isReplaced } of visits) {
            node.head = Math.min(1_500, node.head + grown)
            node.maxBlocks = maxBlocks
            if (isReplaced) node.history++
            if (damaged !== null) await damageEntry(browser, damaged)
            const range = { fromBlock: Math.min(from, node.head), toBlock: node.head }
            if (stopAfter !== null) await stopInTheMiddle(browser, filter, range, stopAfter)
            const { logs: found } = await browser.visit(filter, range)
            expect(found).toEqual(await scanAnew(node, filter, range))
            // The same again reads the blocks that were not final, and those alone.
            const again = await browser.visit(filter, range)
            expect(again.logs).toEqual(found)
            expect(again.queries.every(({ fromBlock }) => fromBlock > node.head - 10 - 256)).toBe(true)
          }
        },
      ),
      { numRuns: 60 },
    )
  }, 120_000)

  const every = (count: number, step: number): readonly NodeLog[] =>
    Array.from({ length: count }, (_, index) => ({
      block: step * index,
      index: 0,
      address: 1,
      topics: [1, 1 + (index % 4)],
    }))
  const filterOf = (values: readonly number[] | null): LogFilter => ({
    address: addressOf(1),
    topics: [topicOf(1), values && values.map(topicOf)],
    what: 'events',
  })

  test('default: the second visit reads the tail alone', async () => {
    const browser = new TestBrowser(new TestNode(every(1_000, 100), 100_000))
    browser.node.maxBlocks = 1_000
    const first = await browser.visit(filterOf(null), { fromBlock: 0, toBlock: 100_000 })
    expect(first.queries.length).toBeGreaterThanOrEqual(101)
    browser.node.head = 100_600
    const second = await browser.visit(filterOf(null), { fromBlock: 0, toBlock: 100_600 })
    expect(second.queries).toEqual([{ fromBlock: 99_991, toBlock: 100_600 }])
    expect(second.logs).toEqual(await scanAnew(browser.node, filterOf(null), { fromBlock: 0, toBlock: 100_600 }))
  })

  test('behavior: a value that is new is read in full, the others from where they end', async () => {
    const browser = new TestBrowser(new TestNode(every(1_000, 100), 100_000))
    await browser.visit(filterOf([1, 2, 3]), { fromBlock: 0, toBlock: 100_000 })
    const range = { fromBlock: 0, toBlock: 100_000 }
    const { logs, queries } = await browser.visit(filterOf([1, 2, 3, 4]), range)
    expect(queries).toEqual([
      { fromBlock: 0, toBlock: 99_990 },
      { fromBlock: 99_991, toBlock: 100_000 },
    ])
    expect(logs).toEqual(await scanAnew(browser.node, filterOf([1, 2, 3, 4]), range))
  })

  test('behavior: fewer values than were kept are read from what is kept', async () => {
    const browser = new TestBrowser(new TestNode(every(1_000, 100), 100_000))
    await browser.visit(filterOf([1, 2, 3]), { fromBlock: 0, toBlock: 100_000 })
    const { logs, queries } = await browser.visit(filterOf([2]), { fromBlock: 5_000, toBlock: 90_000 })
    expect(queries).toEqual([])
    expect(logs).toEqual(await scanAnew(browser.node, filterOf([2]), { fromBlock: 5_000, toBlock: 90_000 }))
  })

  test('behavior: a scan that was stopped goes on where it was', async () => {
    const browser = new TestBrowser(new TestNode(every(1_000, 100), 100_000))
    browser.node.maxBlocks = 1_000
    const range = { fromBlock: 0, toBlock: 100_000 }
    await stopInTheMiddle(browser, filterOf(null), range, 60)
    const { logs, queries } = await browser.visit(filterOf(null), range)
    expect(queries.length).toBeLessThanOrEqual(50)
    expect(logs).toEqual(await scanAnew(browser.node, filterOf(null), range))
  })

  test('behavior: a cancelled report gets nothing from the cache', async () => {
    const browser = new TestBrowser(new TestNode(every(10, 100), 1_000))
    await browser.visit(filterOf(null), { fromBlock: 0, toBlock: 900 })
    const client = browser.node.open(browser.openCache(), AbortSignal.abort())
    await expect(scanLogs(client, filterOf(null), { fromBlock: 0, toBlock: 900 })).rejects.toThrow(CancelledError)
  })

  test('behavior: many small parts become few', async () => {
    const browser = new TestBrowser(new TestNode(every(1_000, 100), 100_000))
    for (let toBlock = 5_000; toBlock <= 80_000; toBlock += 5_000) {
      await browser.visit(filterOf(null), { fromBlock: toBlock - 4_999, toBlock })
    }
    const store = await openIndexedDbStore(browser.factory)
    expect((await store.list('1/')).length).toBe(16)
    const range = { fromBlock: 0, toBlock: 90_000 }
    const { logs } = await browser.visit(filterOf(null), range)
    expect((await store.list('1/')).length).toBeLessThanOrEqual(3)
    const again = await browser.visit(filterOf(null), range)
    expect(again).toEqual({ logs, queries: [] })
    expect(logs).toEqual(await scanAnew(browser.node, filterOf(null), range))
  })

  test('behavior: kept logs of a block that the chain has in another version are read anew', async () => {
    const logs: readonly NodeLog[] = [1, 2].map((value) => ({
      block: 50,
      index: value,
      address: 1,
      topics: [1, value],
    }))
    const browser = new TestBrowser(new TestNode(logs, 1_000))
    const range = { fromBlock: 0, toBlock: 900 }
    await browser.visit(filterOf([1]), range)
    const cache = browser.openCache()
    // The history changes after the anchor was compared.
    await cache.listLogs({ addresses: null, topics: [null, null], range })
    browser.node.history = 2
    const found = await scanLogs(browser.node.open(cache), filterOf([1, 2]), range)
    expect(found.map(({ blockHash }) => blockHash)).toEqual([hashOf(2, 50), hashOf(2, 50)])
    await cache.flush()
    expect((await browser.visit(filterOf([1, 2]), range)).logs).toEqual(found)
  })

  test('error: an endpoint that contradicts itself is not saved by what is kept', async () => {
    const logs: readonly NodeLog[] = [{ block: 50, index: 1, address: 1, topics: [1, 1] }]
    const browser = new TestBrowser(new TestNode(logs, 1_000))
    await browser.visit(filterOf([1]), { fromBlock: 0, toBlock: 100 })
    const client = browser.node.open(browser.openCache())
    const lying: ChainClient = {
      ...client,
      request: async (method, params) => {
        const answer = (await client.request(method, params)) as readonly object[]
        return [...answer, ...answer.map((log) => ({ ...log, transactionHash: hashOf(77) }))]
      },
    }
    await expect(scanLogs(lying, filterOf([1]), { fromBlock: 0, toBlock: 900 })).resolves.toHaveLength(1)
    await expect(scanLogs(lying, filterOf(null), { fromBlock: 0, toBlock: 900 })).rejects.toThrow(InconsistentDataError)
  })
})
