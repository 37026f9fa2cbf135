import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { requestRaw } from '../../e2e/devnet/devnetClient'
import { startReplica } from '../../e2e/devnet/startReplica'
import type { Replica } from '../../e2e/devnet/startReplica'
import { retailNextToWhale } from '../../e2e/devnet/stories/retailNextToWhale'
import type { RetailNextToWhaleCast } from '../../e2e/devnet/stories/retailNextToWhaleCast'
import { startRpcProxy } from '../../e2e/rpcProxy'
import type { RpcProxy } from '../../e2e/rpcProxy'
import { parseBox } from '../cache/boxText'
import { createCache } from '../cache/createCache'
import type { Cache } from '../cache/createCache'
import { decodeLogs } from '../cache/decodeLogs'
import { createLogsEntry } from '../cache/entries'
import { createFallbackStore } from '../cache/fallbackStore'
import { openIndexedDbStore } from '../cache/indexedDbStore'
import type { KeptChain } from '../cache/keptChain'
import type { CacheStore } from '../cache/store'
import type { BlockRange, Hex } from '../domain/primitives'
import type { Report } from '../domain/report'
import { CancelledError } from '../errors'
import { poolTopics } from '../protocols/uniswapV3/eventTopics'
import { makeReport, onlyChain } from './makeReport.fixture'
import type { ReportQuestion } from './makeReport.fixture'
import { RequestWaves } from './requestWaves.fixture'

/** So many blocks fit into one request for logs: few enough that a visit makes many, enough that whole lives are still scanned. */
const maxBlocks = 250
/** Blocks after the story, so that all of it is final. */
const quietBlocks = 1_000

let replica: Replica<RetailNextToWhaleCast>
let proxy: RpcProxy
let question: ReportQuestion

beforeAll(async () => {
  replica = await startReplica(retailNextToWhale)
  await mineQuietly(replica)
  const error = { code: -32005, message: `exceed maximum block range: ${maxBlocks}` }
  proxy = await startRpcProxy(replica.rpcUrl, { logRange: { maxBlocks, error } })
  const { retail, pools } = replica.cast
  question = { wallet: retail, pool: pools.usdcWeth500 }
})
afterAll(async () => {
  await proxy.stop()
  await replica.stop()
})
beforeEach(() => proxy.reset())

async function mineQuietly({ client }: Replica<unknown>): Promise<void> {
  await requestRaw(client, 'anvil_mine', [`0x${quietBlocks.toString(16)}`])
}

/** A browser over several visits; each visit is a page of its own. */
class TestBrowser {
  readonly factory = new IDBFactory()

  openCache(): Cache {
    return createCache(
      createFallbackStore(
        () => openIndexedDbStore(this.factory),
        async () => undefined,
      ),
    )
  }

  async visit(rpcUrl: string, hooks: ReportQuestion['hooks'] = {}, asked: ReportQuestion = question): Promise<Report> {
    const cache = this.openCache()
    const opened: KeptChain[] = []
    try {
      return await makeReport(rpcUrl, {
        ...asked,
        hooks: {
          openCache: (source) => {
            const kept = cache.openChain(source)
            opened.push(kept)
            return kept
          },
          ...hooks,
        },
      })
    } finally {
      await Promise.all(opened.map((kept) => kept.flush()))
    }
  }

  openStore(): Promise<CacheStore> {
    return openIndexedDbStore(this.factory)
  }
}

/** A report without the time at which it was made. */
const figuresOf = ({ createdAt: _, ...report }: Report) => report
const countLogRequests = () => proxy.counts.get('eth_getLogs') ?? 0
const countReceipts = () => proxy.counts.get('eth_getTransactionReceipt') ?? 0

/** Reads through a wallet, whose requests can be looked at, and which asks the proxy. */
function createWallet() {
  const logRanges: BlockRange[] = []
  const walletRequest = async (_: number, method: string, params: readonly unknown[]): Promise<unknown> => {
    const answer = await fetch(proxy.url, {
      method: 'POST',
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    })
    const { result, error } = (await answer.json()) as { result?: unknown; error?: unknown }
    if (error !== undefined) throw error
    if (method === 'eth_getLogs') {
      const { fromBlock, toBlock } = params[0] as { fromBlock: Hex; toBlock: Hex }
      logRanges.push({ fromBlock: Number(fromBlock), toBlock: Number(toBlock) })
    }
    return result
  }
  return { logRanges, walletRequest }
}

describe('a second visit', () => {
  test('default: says the same, and reads the tail of the logs alone', async () => {
    const browser = new TestBrowser()
    const plain = await makeReport(proxy.url, question)
    const plainRequests = proxy.requests
    proxy.reset()
    const first = await browser.visit(proxy.url)
    const [firstRequests, firstLogs, firstReceipts] = [proxy.requests, countLogRequests(), countReceipts()]
    proxy.reset()
    const second = await browser.visit(proxy.url)
    console.log(
      `Requests: ${plainRequests} without a cache; first visit ${firstRequests} (${firstLogs} for logs, ${firstReceipts} receipts); ` +
        `second visit ${proxy.requests} (${countLogRequests()} for logs, ${countReceipts()} receipts).`,
    )
    expect(figuresOf(first)).toEqual(figuresOf(plain))
    expect(figuresOf(second)).toEqual(figuresOf(plain))
    // The anchor's two blocks.
    expect(firstRequests).toBeLessThanOrEqual(plainRequests + 2)
    expect(countReceipts()).toBe(0)
    expect(countLogRequests()).toBeLessThan(firstLogs / 8)
  })

  test('behavior: after new blocks and new events, the same as without a cache', async () => {
    const browser = new TestBrowser()
    await browser.visit(proxy.url)
    const before = Number(await replica.client.getBlockNumber())
    const { story, cast } = replica
    story.at(retailNextToWhale.days + 1)
    await story.wallet('retail').collect(cast.positions.open)
    await mineQuietly(replica)
    const wallet = createWallet()
    const report = await browser.visit(
      proxy.url,
      { walletRequest: wallet.walletRequest },
      { ...question, viaWallet: true },
    )
    expect(figuresOf(report)).toEqual(figuresOf(await makeReport(proxy.url, question)))
    // Final is what two blocks follow, and 64 more stay out.
    expect(Math.min(...wallet.logRanges.map(({ fromBlock }) => fromBlock))).toBeGreaterThan(before - 67)
  })

  test('behavior: goes on where the first one was closed in the middle', async () => {
    const plain = await makeReport(proxy.url, question)
    const allLogs = countLogRequests()
    proxy.reset()
    const browser = new TestBrowser()
    const controller = new AbortController()
    const onProgress = () => {
      if (countLogRequests() > allLogs / 2) controller.abort()
    }
    await expect(browser.visit(proxy.url, { signal: controller.signal, onProgress })).rejects.toThrow(CancelledError)
    const logsBefore = countLogRequests()
    proxy.reset()
    const report = await browser.visit(proxy.url)
    console.log(
      `Requests for logs: ${allLogs} in all; ${logsBefore} until the page was closed, ${countLogRequests()} after it.`,
    )
    expect(figuresOf(report)).toEqual(figuresOf(plain))
    expect(countLogRequests()).toBeLessThan(0.75 * allLogs)
  })

  test('behavior: works the same where the browser keeps nothing', async () => {
    const cache = createCache(
      createFallbackStore(
        () => Promise.reject(new DOMException('Not in this mode.', 'SecurityError')),
        async () => undefined,
      ),
    )
    const plain = await makeReport(proxy.url, question)
    const report = await makeReport(proxy.url, {
      ...question,
      hooks: { openCache: (source) => cache.openChain(source) },
    })
    expect(figuresOf(report)).toEqual(figuresOf(plain))
    expect((await cache.fetchState()).storage).toBe('unavailable')
  })
})

describe('kept logs that are wrong', () => {
  /** Empties the rows of all that the pools logged of deposits, as they had been kept from an endpoint that has lost them. */
  async function loseMints(browser: TestBrowser): Promise<number> {
    const store = await browser.openStore()
    let lost = 0
    for (const { key, label } of await store.list('1/')) {
      const box = parseBox(label)
      const value = (await store.read([key])).get(key)
      const isOfPool = box?.topics.length === 1 && box.topics[0]?.includes(poolTopics.mint) === true
      if (!isOfPool || !(value instanceof Uint8Array)) continue
      const logs = decodeLogs(value)
      lost += logs.length
      await store.change({ put: [createLogsEntry(key, box, [])] })
    }
    return lost
  }

  test('behavior: are noticed by the proof of completeness, and read again', async () => {
    const browser = new TestBrowser()
    const first = await browser.visit(proxy.url)
    expect(onlyChain(first).pools[0]?.coverage.complete).toBe(true)
    expect(await loseMints(browser)).toBeGreaterThan(0)
    const second = await browser.visit(proxy.url)
    expect(figuresOf(second)).toEqual(figuresOf(first))
    proxy.reset()
    expect(figuresOf(await browser.visit(proxy.url))).toEqual(figuresOf(first))
    expect(countLogRequests()).toBeLessThan(60)
  })
})

describe('another replica with the same chain id', () => {
  test('behavior: nothing of the first one is served, and its own logs are kept', async () => {
    const browser = new TestBrowser()
    await browser.visit(proxy.url)
    const { bytes } = await browser.openCache().fetchState()
    expect(bytes).toBeGreaterThan(10_000)

    // The same people do the same a week earlier: all addresses and most block numbers are the same.
    const endTimestamp = Math.floor(Date.now() / 1_000) - 7 * 86_400
    const other = await startReplica(retailNextToWhale, { endTimestamp })
    try {
      await mineQuietly(other)
      const plain = await makeReport(other.rpcUrl, question)
      expect(figuresOf(await browser.visit(other.rpcUrl))).toEqual(figuresOf(plain))
      expect(figuresOf(await browser.visit(other.rpcUrl))).toEqual(figuresOf(plain))
      const lineages = await (await browser.openStore()).list('chain/')
      expect(lineages.length).toBe(1)
      const generations = new Set((await (await browser.openStore()).list('1/')).map(({ key }) => key.split('/')[1]))
      expect(generations.size).toBe(1)
    } finally {
      await other.stop()
    }
    // And back.
    const plain = await makeReport(proxy.url, question)
    expect(figuresOf(await browser.visit(proxy.url))).toEqual(figuresOf(plain))
  })
})

describe('a second visit long after the last event', () => {
  // The newest blocks, which are not final yet, are then a small part of the window.
  beforeAll(() => mineQuietly(replica))

  test.each(['wallet', 'pool'] as const)('default: fewer than 20 requests for a %s, with the tail', async (kind) => {
    const { wallet, pool } = question
    const asked: ReportQuestion = {
      wallet,
      viaWallet: true,
      ...(kind === 'pool' && pool !== undefined ? { pool } : {}),
    }
    const browser = new TestBrowser()
    const visit = async () => {
      const { requests, waves, ...read } = await visitWith(browser, asked)
      return { ...read, requests, depth: waves.length, logs: countLogs(waves) }
    }
    const first = await visit()
    await requestRaw(replica.client, 'anvil_mine', ['0x20'])
    const second = await visit()
    console.log(
      `Requests for a ${kind}: ${first.requests} on the first visit (${first.depth} deep), ${second.requests} on the second ` +
        `(${second.depth} deep, ${second.logs} for logs).`,
    )
    expect(second.block).toBe((first.block ?? 0) + 0x20)
    expect(figuresOf(second.report)).toEqual(
      figuresOf(await makeReport(replica.rpcUrl, { ...asked, viaWallet: false })),
    )
    expect(second.logs).toBeGreaterThan(0)
    expect(second.requests).toBeLessThan(20)
  })

  async function visitWith(browser: TestBrowser, asked: ReportQuestion) {
    const waves = new RequestWaves(replica.rpcUrl)
    const report = await browser.visit(replica.rpcUrl, { walletRequest: waves.request }, asked)
    return { report, block: onlyChain(report).block?.number, requests: waves.requests, waves: waves.waves }
  }

  function countLogs(waves: RequestWaves['waves']): number {
    return waves.flat().filter(({ method }) => method === 'eth_getLogs').length
  }
})
