import { afterEach, describe, expect, test } from 'vitest'
import { findChain } from '../config/chains'
import type { ChainConfig } from '../domain/chainConfig'
import { openChainAtHead } from './createChainClient'
import { scanLogs } from './scanLogs'
import { sendJson, sendResult, startTestEndpoint } from './startTestEndpoint'
import type { TestEndpoint, TestReply, TestRequest } from './startTestEndpoint'

const head = 50_000
const range = { fromBlock: 1, toBlock: head }
const filter = { address: null, topics: [], what: 'Looking for anything' }
const hash = (digit: string) => `0x${digit.repeat(64)}`

interface Behaviour {
  readonly cap?: number
  readonly delayMs?: number
  readonly chainId?: string
  readonly headHash?: string
  readonly head?: number
  /** Fails for good with this after so many requests for logs. */
  readonly failsAfter?: number
}

/** One log in each thousandth block. */
function logsOf(request: TestRequest): readonly object[] {
  const { fromBlock, toBlock } = request.params[0] as { fromBlock: string; toBlock: string }
  const logs: object[] = []
  for (let block = Math.ceil(Number(fromBlock) / 1_000) * 1_000; block <= Number(toBlock); block += 1_000) {
    logs.push({
      address: `0x${'1'.repeat(40)}`,
      topics: [],
      data: '0x',
      blockNumber: `0x${block.toString(16)}`,
      blockHash: hash('b'),
      transactionHash: hash('c'),
      logIndex: '0x0',
    })
  }
  return logs
}

function behaveAs(behaviour: Behaviour): TestReply {
  const { cap = 1_000, chainId = '0x1', headHash = hash('a'), delayMs = 0, failsAfter = Infinity } = behaviour
  let logRequests = 0
  return (request, response) => {
    if (request.method === 'eth_chainId') return sendResult(request, response, chainId)
    if (request.method === 'eth_getBlockByNumber') {
      const number = request.params[0] === 'latest' ? (behaviour.head ?? head) : Number(request.params[0])
      const block = { number: `0x${number.toString(16)}`, hash: headHash, timestamp: '0x5' }
      return sendResult(request, response, number > (behaviour.head ?? head) ? null : block)
    }
    const { fromBlock, toBlock } = request.params[0] as { fromBlock: string; toBlock: string }
    if (++logRequests > failsAfter) {
      return sendJson(response, { jsonrpc: '2.0', id: request.id, error: { code: -32601, message: 'Unauthorized' } })
    }
    if (Number(toBlock) - Number(fromBlock) >= cap) {
      const error = { code: -32000, message: `exceed maximum block range: ${cap}` }
      return sendJson(response, { jsonrpc: '2.0', id: request.id, error })
    }
    setTimeout(() => sendResult(request, response, logsOf(request)), delayMs)
  }
}

const endpoints: TestEndpoint[] = []
afterEach(async () => {
  await Promise.all(endpoints.splice(0).map((endpoint) => endpoint.stop()))
})

async function scan(behaviours: readonly Behaviour[], sideBySide = true) {
  const started = await Promise.all(behaviours.map((behaviour) => startTestEndpoint(behaveAs(behaviour))))
  endpoints.push(...started)
  const { client } = await openChainAtHead({
    config: findChain(1) as ChainConfig,
    rpcUrls: started.map(({ url }) => url),
    sideBySide,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  })
  await client.helpers
  const logs = await scanLogs(client, filter, range)
  const counts = started.map(({ requests }) => requests.filter(({ method }) => method === 'eth_getLogs').length)
  return { logs, counts }
}

const allBlocks = Array.from({ length: 50 }, (_, index) => 1_000 * (index + 1))
const blocksOf = ({ logs }: Awaited<ReturnType<typeof scan>>) => logs.map(({ blockNumber }) => blockNumber)

describe('endpoints side by side', () => {
  test('default: each reads a part of the logs', async () => {
    const found = await scan([{ delayMs: 5 }, { delayMs: 5 }, { delayMs: 5 }])
    expect(blocksOf(found)).toEqual(allBlocks)
    for (const count of found.counts) expect(count).toBeGreaterThan(5)
    expect(found.counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(50 * 1.2 + 3)
  })

  test('behavior: each by its own cap', async () => {
    const found = await scan([{ delayMs: 5 }, { delayMs: 5, cap: 200 }])
    expect(blocksOf(found)).toEqual(allBlocks)
    expect(found.counts[1]).toBeGreaterThan(5)
    expect(found.counts[0]).toBeGreaterThan(5)
  })

  const outsiders: readonly (readonly [string, Behaviour])[] = [
    ['is of another chain', { chainId: '0x2' }],
    ['has another block at that height', { headHash: hash('d') }],
    ['is behind', { head: head - 5 }],
  ]
  test.each(outsiders)('error: one that %s is not used', async (_, behaviour) => {
    const found = await scan([{ delayMs: 5 }, behaviour])
    expect(blocksOf(found)).toEqual(allBlocks)
    expect(found.counts[1]).toBe(0)
  })

  test('error: one that falls out, the first or another one, loses nothing', async () => {
    for (const behaviours of [
      [{ delayMs: 5 }, { failsAfter: 3, delayMs: 5 }],
      [{ failsAfter: 3, delayMs: 5 }, { delayMs: 5 }],
    ]) {
      expect(blocksOf(await scan(behaviours))).toEqual(allBlocks)
    }
  })

  test('error: when all fall out, that is said', async () => {
    await expect(scan([{ failsAfter: 3 }, { failsAfter: 3 }])).rejects.toThrow(/does not|refuse|answer/)
  })

  test('behavior: one after the other where that is not asked for', async () => {
    const found = await scan([{}, {}], false)
    expect(blocksOf(found)).toEqual(allBlocks)
    expect(found.counts[1]).toBe(0)
  })
})
