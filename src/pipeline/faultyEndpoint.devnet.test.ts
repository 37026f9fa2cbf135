import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { shareReplica } from '../../e2e/devnet/shareReplica'
import type { SharedReplica } from '../../e2e/devnet/shareReplica'
import { retailNextToWhale } from '../../e2e/devnet/stories/retailNextToWhale'
import type { RetailNextToWhaleCast } from '../../e2e/devnet/stories/retailNextToWhaleCast'
import { startRpcProxy } from '../../e2e/rpcProxy'
import type { RpcProxy } from '../../e2e/rpcProxy'
import type { Address } from '../domain/primitives'
import type { Report, ReportPool } from '../domain/report'
import { loadReport } from '../pipeline'
import { findPool, makeReport, onlyChain, shippedConfig } from './makeReport.fixture'
import type { ReportQuestion } from './makeReport.fixture'

type PoolName = keyof RetailNextToWhaleCast['pools']

const INITIALIZE = '0x98636036cb66a9c19a37435efc1e90142190214e8abeb821bdba3f2990dd4c95'
const SWAP = '0xc42079f94a6350d7e6235f29174924f928cc2ac818eb64fed8004e115fbcca67'
const MINT = '0x7a53080ba414158be7ec69b987b5fb7d07dee101fe85488f0853ae16239d0bde'

let replica: SharedReplica<RetailNextToWhaleCast>
let cast: RetailNextToWhaleCast
let proxy: RpcProxy
/** As an endpoint without fault gives it. */
let sound: Report

beforeAll(async () => {
  replica = await shareReplica(retailNextToWhale)
  cast = replica.cast
  proxy = await startRpcProxy(replica.rpcUrl)
  sound = await makeReport(replica.rpcUrl, { wallet: cast.retail })
})
afterAll(() => proxy.stop())

const ask = (question: Partial<ReportQuestion> = {}) => makeReport(proxy.url, { wallet: cast.retail, ...question })

const listMissing = ({ coverage }: ReportPool) => coverage.missing.map(({ what, why }) => `${what}: ${why}`).join('\n')

describe('an endpoint without archive state', () => {
  test('the same report: what was in positions earlier follows from the swaps since, to the last unit', async () => {
    proxy.use({ stateBlocks: 4 })
    expect(onlyChain(await ask())).toEqual(onlyChain(sound))
  })

  test('over a window that begins while both sides hold positions, with the charts', async () => {
    proxy.use({ stateBlocks: 4 })
    const question = { wallet: cast.retail, pool: cast.pools.usdcWeth500, window: '30d' } as const
    const expected = onlyChain(await makeReport(replica.rpcUrl, question))
    const actual = onlyChain(await makeReport(proxy.url, question))
    expect(actual).toEqual(expected)
    expect(actual.pools[0]?.series?.you).not.toContain(null)
  })
})

/** The proxy as a wallet sees it, with every fifth swap left out where swaps are read together with deposits: prices are not touched. */
function hideSwaps(): ReportQuestion {
  const walletRequest = async (_chainId: number, method: string, params: readonly unknown[]): Promise<unknown> => {
    const response = await fetch(proxy.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    })
    const { result, error } = (await response.json()) as { result?: unknown; error?: { message: string } }
    if (error !== undefined) throw Object.assign(new Error(error.message), error)
    const topics = method === 'eth_getLogs' ? (params[0] as { topics: readonly unknown[] }).topics.flat() : []
    if (!topics.includes(MINT) || !topics.includes(SWAP)) return result
    let swaps = 0
    return (result as { topics: string[] }[]).filter((log) => log.topics[0] !== SWAP || ++swaps % 5 !== 0)
  }
  return { wallet: cast.retail, viaWallet: true, hooks: { walletRequest } }
}

describe('an endpoint without archive state that does not give all swaps', () => {
  let report: Report
  beforeAll(async () => {
    proxy.use({ stateBlocks: 4 })
    report = await makeReport('', hideSwaps())
  })

  const both = (name: PoolName) => [findPool(report, cast.pools[name]), findPool(sound, cast.pools[name])] as const

  test('promise 15: the report comes, and every pool says what is missing and why', () => {
    expect(onlyChain(report).error).toBeUndefined()
    expect(onlyChain(report).pools).toHaveLength(3)
    for (const pool of onlyChain(report).pools) {
      expect(pool.coverage.complete).toBe(false)
      expect(listMissing(pool)).toMatch(/does not keep the state/)
    }
  })

  test('what the ledger alone decides is exact: amounts, fees, gas and values of positions that were opened in the window', () => {
    const [pool, expected] = both('usdcWeth500')
    expect(pool.you.amounts).toEqual(expected.you.amounts)
    expect(pool.you.unknownAmounts).toBeUndefined()
    expect(pool.you.gas).toEqual(expected.you.gas)
    expect(pool.you.value).toEqual(expected.you.value)
    expect(pool.you.rates).toEqual(expected.you.rates)
  })

  test('promise 10: what needs older state is unknown, never zero: fees that came with a transfer, and what hangs on them', () => {
    const [pool, expected] = both('usdcWeth3000')
    expect(pool.you.unknownAmounts).toEqual(['feesUncollected'])
    const { fees, net, pnl, ...known } = pool.you.value
    expect([fees, net, pnl]).toEqual([null, null, null])
    expect({ ...known, fees: 0, net: 0, pnl: 0 }).toEqual({ ...expected.you.value, fees: 0, net: 0, pnl: 0 })
    expect(pool.you.rates).toMatchObject({ fees: null, net: null })
    expect(pool.gap).toMatchObject({ fees: null, net: null })
  })

  test('time in range is unknown', () => {
    for (const { you } of onlyChain(report).pools) expect(you.timeInRange).toBeNull()
  })

  test('the whale is the same owner, its rank is proven, and its unknown figures are unknown', () => {
    for (const name of ['usdcWeth500', 'usdcWeth3000', 'rndrWeth3000'] as const) {
      const [pool, expected] = both(name)
      expect(pool.whale).toMatchObject({ owner: expected.whale?.owner, claim: 'largest' })
      expect(pool.candidates).toEqual(expected.candidates)
      expect(pool.coverage.activeLiquidity).toEqual(expected.coverage.activeLiquidity)
    }
    const [{ whale }, expected] = both('usdcWeth500')
    expect(whale?.value).toMatchObject({ fees: null, net: null })
    expect(whale?.value.impermanentLoss).toBe(expected.whale?.value.impermanentLoss)
    expect(whale?.value.capitalYears).toBe(expected.whale?.value.capitalYears)
    expect(whale?.gas).toEqual(expected.whale?.gas)
  })

  test('the chart has the price everywhere and the net where it is known', async () => {
    const { series, you } = findPool(
      await makeReport('', { ...hideSwaps(), pool: cast.pools.usdcWeth500 }),
      cast.pools.usdcWeth500,
    )
    const complete = findPool(
      await makeReport(replica.rpcUrl, { wallet: cast.retail, pool: cast.pools.usdcWeth500 }),
      cast.pools.usdcWeth500,
    ).series
    expect(series?.blocks).toEqual(complete?.blocks)
    expect(series?.timestamps).toEqual(complete?.timestamps)
    expect(series?.price).toEqual(complete?.price)
    expect(series?.you).toContain(null)
    expect(series?.you.at(-1)).toBeCloseTo(you.value.net as number, 9)
    series?.you.forEach((net, index) => {
      if (net !== null) expect(net).toBe(complete?.you[index])
    })
  })
})

describe('an endpoint that gives logs of 7 blocks at a time', () => {
  test('the same figures and the same whale, which is proven', async () => {
    const error = { code: -32_602, message: 'query exceeds max block range 7' }
    proxy.use({ logRange: { maxBlocks: 7, error } })
    const report = await ask()
    expect(onlyChain(report).error).toBeUndefined()
    expect(onlyChain(report).scanned).toEqual(onlyChain(sound).scanned)
    expect(onlyChain(report).pools.map(({ pool }) => pool)).toEqual(onlyChain(sound).pools.map(({ pool }) => pool))
    for (const pool of onlyChain(report).pools) {
      const expected = findPool(sound, pool.pool as Address)
      expect(pool.window).toEqual(expected.window)
      expect(pool.you).toEqual(expected.you)
      expect(pool.gap).toEqual(expected.gap)
      expect(pool.whale).toMatchObject({ owner: expected.whale?.owner, claim: 'largest', value: expected.whale?.value })
      expect(pool.coverage.missing).toEqual([])
    }
  })
})

describe('chains that cannot be read', () => {
  test('an endpoint that is down: a sentence, no block, and the other chain is complete', async () => {
    proxy.use({ down: true })
    const report = await loadReport(
      {
        wallet: cast.retail,
        chains: [
          { config: shippedConfig(8453), rpcUrls: [proxy.url], viaWallet: false },
          { config: shippedConfig(1), rpcUrls: [replica.rpcUrl], viaWallet: false },
        ],
        currency: 'USD',
        window: 'first',
        pool: null,
        whale: null,
      },
      {
        signal: new AbortController().signal,
        onProgress: () => undefined,
        onPartial: () => undefined,
        walletRequest: () => Promise.reject(new Error('No wallet is connected.')),
      },
    )
    const [base, ethereum] = report.chains
    expect(base).toMatchObject({
      chainId: 8453,
      block: null,
      pools: [],
      error: `${new URL(proxy.url).host} did not answer.`,
    })
    expect(ethereum).toEqual(onlyChain(sound))
  })

  test('promise 11: an endpoint of another chain: said, and nothing else is read', async () => {
    proxy.use({ chainId: 10 })
    proxy.reset()
    const chain = onlyChain(await ask())
    expect(chain).toMatchObject({ block: null, pools: [] })
    expect(chain.error).toMatch(/chain/)
    expect([...proxy.counts.keys()].sort()).toEqual(['eth_chainId', 'eth_getBlockByNumber'])
  })
})

/** The replica as a wallet sees it, with some requests refused. */
function refuseLogs(isRefused: (filter: { address: unknown; topics: readonly unknown[] }) => boolean): ReportQuestion {
  const walletRequest = async (_chainId: number, method: string, params: readonly unknown[]): Promise<unknown> => {
    if (method === 'eth_getLogs' && isRefused(params[0] as never)) {
      throw Object.assign(new Error('this is not for you'), { code: -32_601 })
    }
    return await replica.client.request({ method, params } as never)
  }
  return { wallet: cast.retail, viaWallet: true, hooks: { walletRequest } }
}

describe('one pool of several fails', () => {
  const isOfRndr = (address: unknown) => String(address).toLowerCase() === cast.pools.rndrWeth3000.toLowerCase()

  test('it is named with its reason, and the others are complete', async () => {
    const question = refuseLogs(({ address, topics }) => isOfRndr(address) && topics.flat().includes(INITIALIZE))
    const chain = onlyChain(await makeReport('', { ...question, window: 'all' }))
    expect(chain.block).not.toBeNull()
    expect(chain.pools.map(({ pool }) => pool).sort()).toEqual([cast.pools.usdcWeth500, cast.pools.usdcWeth3000].sort())
    for (const { coverage } of chain.pools) expect(coverage).toMatchObject({ complete: true, missing: [] })
    expect(chain.error).toMatch(/^The pool RNDR\/WETH 0\.3 % could not be read: Your wallet /)
  })

  test('where its other owners cannot be read, the wallet’s own figures are there', async () => {
    const question = refuseLogs(({ address, topics }) => isOfRndr(address) && topics.flat().includes(MINT))
    const report = await makeReport('', question)
    const pool = findPool(report, cast.pools.rndrWeth3000)
    expect(pool.you).toEqual(findPool(sound, cast.pools.rndrWeth3000).you)
    expect(pool).toMatchObject({ whale: null, gap: null, candidates: [], coverage: { complete: false } })
    expect(pool.whaleUnavailable).toMatch(/^Your wallet /)
    expect(findPool(report, cast.pools.usdcWeth500)).toEqual(findPool(sound, cast.pools.usdcWeth500))
  })

  test('where it is the only one, the chain could not be read', async () => {
    const question = refuseLogs(({ address, topics }) => isOfRndr(address) && topics.flat().includes(INITIALIZE))
    const chain = onlyChain(await makeReport('', { ...question, window: 'all', pool: cast.pools.rndrWeth3000 }))
    expect(chain).toMatchObject({ block: null, pools: [] })
    expect(chain.error).toMatch(/^Your wallet /)
  })
})
