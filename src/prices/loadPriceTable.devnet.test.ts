import { numberToHex, parseAbi } from 'viem'
import type { Address } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startReplica } from '../../e2e/devnet/startReplica'
import type { Replica, StoryScript } from '../../e2e/devnet/startReplica'
import type { Story } from '../../e2e/devnet/story'
import { startRpcProxy } from '../../e2e/rpcProxy'
import type { RpcProxy } from '../../e2e/rpcProxy'
import type { ChainClient } from '../chain/chainClient'
import { createChainClient } from '../chain/createChainClient'
import { fetchTimestamps } from '../chain/fetchTimestamps'
import { findChain } from '../config/chains'
import type { Pool } from '../domain/pool'
import { priceKey } from '../domain/prices'
import type { PriceTable } from '../domain/prices'
import type { Currency } from '../domain/primitives'
import { HistoryUnavailableError } from '../errors'
import { adaptersOf } from '../protocols/registry'
import { fetchNativePricesByLogs } from './fetchNativePricesByLogs'
import { loadPriceTable } from './loadPriceTable'
import { startPriceService } from './startPriceService.fixture'

interface Cast {
  readonly pools: { readonly usdcWeth500: Address; readonly usdcWeth3000: Address; readonly rndrWeth: Address }
  /** Blocks to price: after feeds, after swaps, in quiet times, across the feed's two phases. */
  readonly fresh: readonly number[]
  /** Blocks at which the feed had been silent for days. */
  readonly stale: readonly number[]
  /** The USDC/WETH pools are there, RNDR/WETH is not yet. */
  readonly beforeRndrWeth: number
  /** Block at which the second USDC/WETH pool became the deeper one. */
  readonly deeperFrom: number
  readonly reportBlock: number
}

const truthAbi = parseAbi([
  'function latestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)',
  'function slot0() view returns (uint160 sqrtPriceX96, int24 tick, uint16, uint16, uint16, uint8, bool)',
  'function balanceOf(address) view returns (uint256)',
])

/** Ten days with a price for each half day, from day 4 on by a second aggregator, and silence from day 7. */
function createScript(feeds: StoryScript<Cast>['feeds']): StoryScript<Cast> {
  return { chainId: 1, days: 10, feeds, tell: (story) => tell(story, feeds.length > 0) }
}

async function tell(story: Story, hasFeed: boolean): Promise<Cast> {
  const { weth, usdc, rndr, positionManager, swapRouter, ethUsdFeed } = story.deployment
  const [provider, trader, reporter] = [story.wallet('provider'), story.wallet('trader'), story.wallet('reporter')]
  await story.fund([provider], { eth: 100, weth: 20_000, usdc: 90_000_000, rndr: 9_000_000 }, [positionManager])
  await story.fund([trader], { eth: 100, weth: 50_000, usdc: 90_000_000, rndr: 9_000_000 }, [swapRouter])
  await story.fund([reporter], { eth: 50 })
  const small = await story.createPool(weth, usdc, 500, 2_500)
  const large = await story.createPool(weth, usdc, 3000, 2_510)
  await provider.mint(small, { from: 1_500, to: 4_000 }, { worth: 3_000_000 })
  const { receipt } = await provider.mint(large, { from: 1_500, to: 4_000 }, { worth: 1_000_000 })
  const rndrWeth = await story.createPool(rndr, weth, 3000, 0.0027)
  await provider.mint(rndrWeth, { from: 0.001, to: 0.006 }, { worth: 800 })

  const fresh: number[] = []
  const stale: number[] = []
  let deeperFrom = 0
  for (let half = 0; half < 20; half++) {
    const day = half / 2
    story.at(day)
    const price = 2_500 + 37.123456 * half
    if (hasFeed && day === 4) await story.startFeedPhase(reporter, ethUsdFeed)
    if (hasFeed && day < 7) fresh.push((await story.pushPrice(reporter, ethUsdFeed, price)).blockNumber)
    if (day === 5) {
      deeperFrom = (await provider.mint(large, { from: 1_500, to: 4_000 }, { worth: 12_000_000 })).receipt.blockNumber
    }
    const swaps = [
      await trader.swapTo(small, price + 3),
      await trader.swapTo(large, price - 4),
      await trader.swapTo(rndrWeth, 0.0027 + 0.00003 * half),
    ]
    const after = swaps.flatMap((swap) => (swap === null ? [] : [swap.blockNumber]))
    ;(day < 8 ? fresh : stale).push(...after)
  }
  await story.blocks.mineEmpty()
  const reportBlock = Number((await story.client.getBlock()).number)
  return {
    pools: { usdcWeth500: small.address, usdcWeth3000: large.address, rndrWeth: rndrWeth.address },
    fresh,
    stale: stale.slice(-3),
    beforeRndrWeth: receipt.blockNumber,
    deeperFrom,
    reportBlock,
  }
}

/** A replica behind a proxy, read as the app reads a chain. */
class Setup {
  replica!: Replica<Cast>
  proxy!: RpcProxy

  async start(feeds: StoryScript<Cast>['feeds']): Promise<void> {
    this.replica = await startReplica(createScript(feeds))
    this.proxy = await startRpcProxy(this.replica.rpcUrl)
  }

  async stop(): Promise<void> {
    await this.proxy?.stop()
    await this.replica?.stop()
  }

  async open(): Promise<ChainClient> {
    const config = findChain(1)
    if (!config) throw new Error('Ethereum is not configured.')
    const { signal } = new AbortController()
    return await createChainClient({ config, rpcUrls: [this.proxy.url], signal, onProgress: () => undefined })
  }

  async load(poolAddress: Address, currency: Currency, blockNumbers: readonly number[], client?: ChainClient) {
    const open = client ?? (await this.open())
    const [adapter] = adaptersOf(open.config)
    const { reportBlock } = this.replica.cast
    const pool = await adapter?.pool(open, poolAddress, reportBlock)
    if (!adapter || !pool) throw new Error('There is no such pool.')
    this.proxy.reset()
    const table = await loadPriceTable(open, adapter, { pool, currency, tokens: [], blockNumbers, reportBlock })
    return { table, pool }
  }

  feedPrice(blockNumber: number): Promise<number> {
    return this.replica.client
      .readContract({
        address: this.replica.story.deployment.ethUsdFeed,
        abi: truthAbi,
        functionName: 'latestRoundData',
        blockNumber: BigInt(blockNumber),
      })
      .then(([, answer]) => Number(answer) / 1e8)
  }

  async sqrtPrice(address: Address, blockNumber: number): Promise<bigint> {
    const [sqrtPriceX96] = await this.replica.client.readContract({
      address,
      abi: truthAbi,
      functionName: 'slot0',
      blockNumber: BigInt(blockNumber),
    })
    return sqrtPriceX96
  }

  /** USD of one WETH by a USDC/WETH pool (USDC is token0). */
  async poolPrice(address: Address, blockNumber: number): Promise<number> {
    return 1e12 / (Number(await this.sqrtPrice(address, blockNumber)) / 2 ** 96) ** 2
  }
}

function valueOf(table: PriceTable, token: Address, blockNumber: number): number | null {
  return table.quotes.get(priceKey(token, blockNumber))?.value ?? null
}

function expectNear(value: number | null, expected: number): void {
  expect(Math.abs((value ?? Number.NaN) / expected - 1)).toBeLessThan(1e-12)
}

async function expectRatio(setup: Setup, table: PriceTable, pool: Pool, blockNumber: number): Promise<void> {
  const sqrtPriceX96 = await setup.sqrtPrice(pool.address, blockNumber)
  expect(table.sqrtPriceX96.get(blockNumber)).toBe(sqrtPriceX96)
  const raw = (Number(sqrtPriceX96) / 2 ** 96) ** 2
  const ratio = raw * 10 ** ((pool.token0.decimals as number) - (pool.token1.decimals as number))
  const value0 = valueOf(table, pool.token0.address, blockNumber) as number
  expectNear(value0 / (valueOf(table, pool.token1.address, blockNumber) as number), ratio)
}

describe('loadPriceTable with a feed', () => {
  const setup = new Setup()
  beforeAll(() => setup.start(['ethUsd']))
  afterAll(() => setup.stop())

  test("default: WETH at what the feed's own contract says at each block, RNDR by the pool's ratio", async () => {
    const { fresh, pools } = setup.replica.cast
    const { table, pool } = await setup.load(pools.rndrWeth, 'USD', fresh)
    expect(table.missing).toEqual([])
    for (const blockNumber of fresh) {
      expect(valueOf(table, table.native, blockNumber)).toBe(await setup.feedPrice(blockNumber))
      await expectRatio(setup, table, pool, blockNumber)
    }
  })

  test('behavior: with archive state it is two round trips deep, however many blocks are asked for', async () => {
    const { fresh, pools } = setup.replica.cast
    // As long as nothing takes time, requests that are sent together may be answered one after the other.
    setup.proxy.use({ delayMs: 300 })
    for (const count of [2, 8]) {
      await setup.load(pools.rndrWeth, 'USD', fresh.slice(0, count))
      expect(setup.proxy.sequentialDepth).toBeLessThanOrEqual(2)
    }
    setup.proxy.use({})
    // One multicall and one header for each block, the probe, and the feed at the report's block.
    expect(setup.proxy.requests).toBeLessThanOrEqual(8 * 2 + 2)
  })

  test('behavior: without archive state the same prices come from logs and rounds, over both aggregators', async () => {
    const { fresh, stale, reportBlock, pools } = setup.replica.cast
    const blocks = [...fresh, ...stale, reportBlock]
    for (const currency of ['USD', 'ETH', 'token0'] as const) {
      const { table: expected } = await setup.load(pools.rndrWeth, currency, blocks)
      setup.proxy.use({ stateBlocks: 2 })
      const { table } = await setup.load(pools.rndrWeth, currency, blocks)
      setup.proxy.use({})
      expect(new Map([...table.quotes].sort())).toEqual(new Map([...expected.quotes].sort()))
      expect(new Map([...table.sqrtPriceX96].sort())).toEqual(new Map([...expected.sqrtPriceX96].sort()))
      expect(table.missing).toEqual(expected.missing)
    }
  })

  test('behavior: an endpoint that keeps state with gaps gives the same prices', async () => {
    const { fresh, pools } = setup.replica.cast
    const { table: expected } = await setup.load(pools.rndrWeth, 'USD', fresh)
    const open = await setup.open()
    const gap = numberToHex(fresh[4] as number)
    const request: ChainClient['request'] = (method, params) =>
      method === 'eth_call' && params[1] === gap
        ? Promise.reject(new HistoryUnavailableError(open.host))
        : open.request(method, params)
    const { table } = await setup.load(pools.rndrWeth, 'USD', fresh, { ...open, request })
    expect(new Map([...table.quotes].sort())).toEqual(new Map([...expected.quotes].sort()))
  })

  test('behavior: a feed that has been silent for days gives no price, and says why', async () => {
    const { stale, pools } = setup.replica.cast
    const { table, pool } = await setup.load(pools.rndrWeth, 'USD', stale)
    for (const blockNumber of stale) {
      for (const token of [pool.token0, pool.token1]) expect(valueOf(table, token.address, blockNumber)).toBeNull()
    }
    expect(table.missing.map(({ why }) => why)).toEqual(
      Array(2).fill('The feed ETH / USD had not been updated for more than 25 hours.'),
    )
    const inEther = await setup.load(pools.rndrWeth, 'ETH', stale)
    expect(inEther.table.missing).toEqual([])
  })

  test('behavior: a pool against a stablecoin needs no feed', async () => {
    const { stale, pools } = setup.replica.cast
    const { table, pool } = await setup.load(pools.usdcWeth500, 'USD', stale)
    for (const blockNumber of stale) {
      expect(valueOf(table, pool.token0.address, blockNumber)).toBe(1)
      expectNear(valueOf(table, table.native, blockNumber), await setup.poolPrice(pool.address, blockNumber))
    }
    expect(table.missing).toEqual([])
    expect(setup.proxy.counts.get('eth_getBlockByNumber')).toBeUndefined()
  })
})

describe('loadPriceTable without a feed', () => {
  const setup = new Setup()
  beforeAll(() => setup.start([]))
  afterAll(() => setup.stop())

  test('default: WETH at the price of the USDC pool that holds most of it at that block', async () => {
    const { fresh, stale, deeperFrom, pools } = setup.replica.cast
    const blocks = [...fresh, ...stale]
    const { table, pool } = await setup.load(pools.rndrWeth, 'USD', blocks)
    expect(table.missing).toEqual([])
    for (const blockNumber of blocks) {
      const deepest = blockNumber < deeperFrom ? pools.usdcWeth500 : pools.usdcWeth3000
      expectNear(valueOf(table, table.native, blockNumber), await setup.poolPrice(deepest, blockNumber))
      const [, source] = table.quotes.get(priceKey(table.native, blockNumber))?.sources ?? []
      expect(source).toMatchObject({ kind: 'pool', pool: deepest })
      await expectRatio(setup, table, pool, blockNumber)
    }
  })

  test('behavior: without archive state the same pool is the deepest at each block, at the same price', async () => {
    const { fresh, stale, beforeRndrWeth, deeperFrom, pools, reportBlock } = setup.replica.cast
    const blocks = [beforeRndrWeth, ...fresh, deeperFrom - 1, deeperFrom, ...stale, reportBlock]
    const { table: expected } = await setup.load(pools.rndrWeth, 'USD', blocks)
    setup.proxy.use({ stateBlocks: 2 })
    const { table } = await setup.load(pools.rndrWeth, 'USD', blocks)
    setup.proxy.use({})
    expect(new Map([...table.quotes].sort())).toEqual(new Map([...expected.quotes].sort()))
    expect(table.missing).toEqual(expected.missing)
    const deepest = [deeperFrom - 1, deeperFrom].map(
      (block) => table.quotes.get(priceKey(table.native, block))?.sources[1],
    )
    expect(deepest).toMatchObject([{ pool: pools.usdcWeth500 }, { pool: pools.usdcWeth3000 }])
  })

  test('behavior: where the transfers that tell the deepest pool are too many, no pool is taken, and that is said', async () => {
    const { fresh, reportBlock } = setup.replica.cast
    const error = { code: -32_000, message: 'exceed maximum block range: 5' }
    setup.proxy.use({ stateBlocks: 2, logRange: { maxBlocks: 5, error } })
    const client = await setup.open()
    const [adapter] = adaptersOf(client.config)
    if (!adapter) throw new Error('There is no adapter.')
    const limits = { fewRequests: 4, fewLogs: 1_000 }
    const { prices, whyUnknown } = await fetchNativePricesByLogs(client, adapter, fresh, reportBlock, limits)
    setup.proxy.use({})
    expect(prices.size).toBe(0)
    expect(whyUnknown).toContain('no feed has it, and which pool held most of it then is not known. Reading all events')
  })

  test('rule 5: a service that is switched on prices what the chain does not, at the time of each block', async () => {
    const { fresh, pools } = setup.replica.cast
    const open = await setup.open()
    // Without stablecoins nothing on this chain has a price.
    const bare = { ...open, config: { ...open.config, stablecoins: [], feeds: [] } }
    const off = await setup.load(pools.rndrWeth, 'USD', fresh, bare)
    expect([...off.table.quotes.values()].filter((quote) => quote !== null)).toEqual([])

    const timestamps = await fetchTimestamps(bare, fresh)
    const prices = [...timestamps.values()].map((timestamp) => ({
      timestamp,
      price: timestamp / 1e9,
      confidence: 0.98,
    }))
    const { token0, token1 } = off.pool
    const service = await startPriceService({ [`ethereum:${token0.address.toLowerCase()}`]: { decimals: 18, prices } })
    const { table } = await setup.load(pools.rndrWeth, 'USD', fresh, { ...bare, priceServiceUrl: service.url })
    await service.stop()
    for (const [blockNumber, timestamp] of timestamps) {
      expect(valueOf(table, token0.address, blockNumber)).toBe(timestamp / 1e9)
      await expectRatio(setup, table, off.pool, blockNumber)
      expect(table.quotes.get(priceKey(token1.address, blockNumber))?.sources).toEqual([
        { kind: 'service', name: 'DefiLlama', confidence: 0.98, timestamp },
        { kind: 'pool', pool: pools.rndrWeth, against: token0.address },
      ])
    }
    expect(service.asked.length).toBe(2)
  })

  test('behavior: at a block before the pool, the coin for gas has a price all the same', async () => {
    const { beforeRndrWeth, pools } = setup.replica.cast
    for (const scenario of [{}, { stateBlocks: 2 }]) {
      setup.proxy.use(scenario)
      const { table, pool } = await setup.load(pools.rndrWeth, 'USD', [beforeRndrWeth])
      expect(table.sqrtPriceX96.size).toBe(0)
      expect(valueOf(table, pool.token0.address, beforeRndrWeth)).toBeNull()
      expect(table.missing).toEqual([{ what: 'Price of RNDR in USD', why: 'The pool had no price yet.' }])
      expect(valueOf(table, table.native, beforeRndrWeth)).toBeGreaterThan(2_400)
    }
    setup.proxy.use({})
  })
})
