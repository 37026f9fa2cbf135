import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeDeployData, encodeFunctionData, getContractAddress, numberToHex, parseAbi } from 'viem'
import type { Address, Hex } from 'viem'
import { compileContracts } from '../devnet/compileContracts'
import { createDevnetClient, requestRaw } from '../devnet/devnetClient'
import type { DevnetNode } from '../devnet/startAnvil'
import { startEdr } from '../devnet/startEdr'
import { startRpcProxy } from '../rpcProxy'
import type { RpcResponse, RpcScenario } from '../rpcScenario'
import { createFaultScenario, faultScenarioNames } from './faultScenarios'
import { foreignBodies, foreignBody } from './foreignBody'
import { laggingNode } from './laggingNode'
import { endlessReply, largeReply } from './largeReply'
import { latestState } from './latestState'
import { rangesWithCap, rangesWithSameSuggestion, rangesWithSuggestion } from './limitMessages'
import { missingReceipts } from './missingReceipts'
import { firstLogs, lostLogs } from './partialLogs'
import { rangeCap } from './rangeCap'
import { hasRecordedErrors, readRecordedErrors } from './recordedErrors'
import { reorg } from './reorg'
import { resultCap } from './resultCap'
import { silence } from './silence'
import { sometimes } from './sometimes'
import { batchAsOne } from './batchAsOne'
import { droppedConnection } from './droppedConnection'
import { truncatedJson } from './truncatedJson'
import { wrongId } from './wrongId'

const sender: Address = '0x00000000000000000000000000000000000000aa'
const token = getContractAddress({ from: sender, nonce: 0n })
const abi = parseAbi([
  'constructor(string name, string symbol, uint8 decimals)',
  'function mint(address to, uint256 value)',
  'function totalSupply() view returns (uint256)',
])
/** One of a token is minted in each of 40 blocks, a hundred blocks apart. */
const mints = 40
const blocksApart = 100

let node: DevnetNode
let head: number
let hashes: Hex[]

beforeAll(async () => {
  node = await startEdr({ genesisBlock: 0 })
  const client = createDevnetClient(node.rpcUrl, 1)
  await client.setBalance({ address: sender, value: 10n ** 20n })
  const bytecode = compileContracts()['Token'] as Hex
  const send = async (transaction: object) => {
    const hash = await requestRaw<Hex>(client, 'eth_sendTransaction', [{ from: sender, ...transaction }])
    await requestRaw(client, 'hardhat_mine', [numberToHex(blocksApart), '0xc'])
    return hash
  }
  await send({ data: encodeDeployData({ abi, bytecode, args: ['Token', 'TKN', 18] }) })
  const data = encodeFunctionData({ abi, functionName: 'mint', args: [sender, 1n] })
  hashes = []
  for (let minted = 0; minted < mints; minted += 1) hashes.push(await send({ to: token, data }))
  head = Number(await client.getBlockNumber())
})
afterAll(() => node.stop())

/** What one request, or several one after the other, get in a scenario. */
async function play<T>(scenario: RpcScenario, use: (ask: Ask, url: string) => Promise<T>): Promise<T> {
  const proxy = await startRpcProxy(node.rpcUrl, scenario)
  try {
    return await use((method, params = []) => post(proxy.url, { jsonrpc: '2.0', id: 7, method, params }), proxy.url)
  } finally {
    await proxy.stop()
  }
}

type Ask = (
  method: string,
  params?: readonly unknown[],
) => Promise<{ status: number; text: string; answer: RpcResponse }>

async function post(url: string, body: unknown) {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body), signal: AbortSignal.timeout(3_000) })
  const text = await response.text()
  let answer = {} as RpcResponse
  try {
    answer = JSON.parse(text) as RpcResponse
  } catch {
    // Some replies are no JSON.
  }
  return { status: response.status, text, answer }
}

const logsOf = (fromBlock: number, toBlock: number) => [
  { address: token, fromBlock: numberToHex(fromBlock), toBlock: numberToHex(toBlock) },
]
const countLogs = async (ask: Ask, fromBlock = 0, toBlock = head) =>
  ((await ask('eth_getLogs', logsOf(fromBlock, toBlock))).answer.result as unknown[] | undefined)?.length
const supplyAt = async (ask: Ask, block: string) => {
  const data = encodeFunctionData({ abi, functionName: 'totalSupply' })
  return Number((await ask('eth_call', [{ to: token, data }, block])).answer.result)
}

describe('limits', () => {
  test.each(rangesWithCap.map((word) => [word({ fromBlock: 0, toBlock: 9_999, max: 1_000 }).message, word] as const))(
    'a range cap: %s',
    async (_, word) => {
      await play({ faults: [rangeCap(1_000, word)] }, async (ask) => {
        expect(await countLogs(ask, 1, 1_000)).toBe(9)
        const { answer } = await ask('eth_getLogs', logsOf(0, 1_000))
        expect(answer).toMatchObject({ id: 7, error: { code: expect.any(Number) as number } })
        expect(JSON.stringify(answer)).toMatch(/1,?000/)
      })
    },
  )

  test('a suggestion is a range that is answered, or the one that was refused', async () => {
    const suggested = rangesWithSuggestion[0] as (typeof rangesWithSuggestion)[number]
    await play({ faults: [rangeCap(500, suggested)] }, async (ask) => {
      const { status, answer } = await ask('eth_getLogs', logsOf(100, 2_000))
      expect([status, answer.error?.message]).toEqual([400, expect.stringContaining('[0x64, 0x257]')])
      expect(await countLogs(ask, 0x64, 0x257)).toBe(5)
    })
    const same = rangesWithSameSuggestion[0] as (typeof rangesWithSameSuggestion)[number]
    await play({ faults: [rangeCap(500, same)] }, async (ask) => {
      expect((await ask('eth_getLogs', logsOf(100, 2_000))).answer.error?.message).toContain('[0x64, 0x7d0]')
    })
  })

  test('a result cap refuses what has more results, but never a single block', async () => {
    const faults = [resultCap(10, () => ({ code: -32_005, message: 'query returned more than 10 results' }))]
    await play({ faults }, async (ask) => {
      expect((await ask('eth_getLogs', logsOf(0, head))).answer.error?.code).toBe(-32_005)
      expect(await countLogs(ask, 0, 1_000)).toBe(9)
    })
    await play({ faults: [resultCap(0, () => ({ code: 1, message: 'no' }))] }, async (ask) => {
      expect(await countLogs(ask, 101, 101)).toBe(1)
    })
  })
})

describe('answers that are none', () => {
  test.each(foreignBodies.map((body) => [body.status, body.text.slice(0, 30), body] as const))(
    'a body in place of an answer: %d %s',
    async (status, _, body) => {
      await play({ faults: [foreignBody(body)] }, async (ask) => {
        expect(await ask('eth_chainId')).toMatchObject({ status, text: body.text })
      })
    },
  )

  test('truncated JSON cannot be parsed', async () => {
    await play({ faults: [truncatedJson] }, async (ask) => {
      const { status, text } = await ask('eth_getLogs', logsOf(0, head))
      expect(status).toBe(200)
      expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError)
    })
  })

  test('a wrong id is another one, however often one asks', async () => {
    await play({ faults: [wrongId] }, async (ask) => {
      for (let times = 0; times < 5; times += 1) expect((await ask('eth_chainId')).answer.id).not.toBe(7)
    })
  })

  test('a batch is answered with one object, a single request well', async () => {
    await play({ faults: [batchAsOne] }, async (ask, url) => {
      expect((await ask('eth_chainId')).answer.result).toBe('0x1')
      const { text } = await post(url, [{ jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] }])
      expect(JSON.parse(text)).toMatchObject({ error: { code: -32_600 } })
    })
  })

  test('silence, dropped connections and endless replies end only from our side', async () => {
    await play({ faults: [silence] }, async (ask) => {
      await expect(ask('eth_chainId')).rejects.toThrow(/timeout/)
    })
    await play({ faults: [droppedConnection] }, async (ask) => {
      for (let block = 0; block < 4; block += 1) {
        await expect(ask('eth_getBlockByNumber', [numberToHex(block), false])).rejects.toThrow()
      }
    })
    await play({ faults: [endlessReply] }, async (_ask, url) => {
      const body = JSON.stringify({ id: 1, method: 'eth_chainId' })
      const response = await fetch(url, { method: 'POST', body })
      const reader = (response.body as ReadableStream<Uint8Array>).getReader()
      let bytes = 0
      while (bytes < 20_000_000) bytes += (await reader.read()).value?.byteLength ?? Number.NaN
      await reader.cancel()
    })
  })

  test('a large reply is valid', async () => {
    await play({ faults: [largeReply(5)] }, async (ask) => {
      const { text, answer } = await ask('eth_chainId')
      expect(text.length).toBeGreaterThan(5_000_000)
      expect(answer.result).toBe('0x1')
    })
  })
})

describe('answers that look like success', () => {
  test('old blocks with the latest state', async () => {
    await play({}, async (ask) => expect(await supplyAt(ask, numberToHex(1_500))).toBe(14))
    await play({ faults: [latestState] }, async (ask) => {
      expect(await supplyAt(ask, numberToHex(1_500))).toBe(mints)
      expect(await supplyAt(ask, 'latest')).toBe(mints)
    })
  })

  test('a node that is behind leaves out what it has not got, and says it only where nodes do', async () => {
    await play({ faults: [laggingNode(1_000, 1)] }, async (ask) => {
      expect(Number((await ask('eth_blockNumber')).answer.result)).toBe(head - 1_000)
      expect((await ask('eth_getBlockByNumber', ['latest', false])).answer.result).toMatchObject({
        number: numberToHex(head - 1_000),
      })
      expect((await ask('eth_getBlockByNumber', [numberToHex(head), false])).answer.result).toBeNull()
      expect(await countLogs(ask)).toBe(mints - 10)
      expect((await ask('eth_getTransactionReceipt', [hashes.at(-1)])).answer.result).toBeNull()
      expect((await ask('eth_getTransactionReceipt', [hashes[0]])).answer.result).not.toBeNull()
      const late = [{ to: token, data: '0x' }, numberToHex(head)]
      expect((await ask('eth_call', late)).answer.error?.message).toBe('header not found')
    })
  })

  test('lost logs are always the same ones', async () => {
    const once = await play({ faults: [lostLogs(0.3, 5)] }, (ask) => countLogs(ask))
    await play({ faults: [lostLogs(0.3, 5)] }, async (ask) => {
      const halves = [await countLogs(ask, 0, 2_000), await countLogs(ask, 2_001, head)]
      expect((halves[0] ?? 0) + (halves[1] ?? 0)).toBe(once)
    })
    expect(once).toBeLessThan(mints)
    expect(once).toBeGreaterThan(0)
    await play({ faults: [firstLogs(7)] }, async (ask) => expect(await countLogs(ask)).toBe(7))
  })

  test('missing receipts are null, always the same ones', async () => {
    const read = () =>
      play({ faults: [missingReceipts(0.5, 3)] }, async (ask) => {
        const missing: boolean[] = []
        for (const hash of hashes) missing.push((await ask('eth_getTransactionReceipt', [hash])).answer.result === null)
        return missing
      })
    const first = await read()
    expect(new Set(first)).toEqual(new Set([true, false]))
    expect(await read()).toEqual(first)
  })

  test('after a reorg the last three blocks have other hashes, and nobody knows the old ones', async () => {
    await play({ faults: [reorg(4)] }, async (ask) => {
      const hashAt = async (block: number) =>
        ((await ask('eth_getBlockByNumber', [numberToHex(block), false])).answer.result as { hash: Hex }).hash
      const before = [await hashAt(head - 3), await hashAt(head - 2), await hashAt(head - 1), await hashAt(head)]
      const after = [await hashAt(head - 3), await hashAt(head - 2), await hashAt(head - 1), await hashAt(head)]
      expect(after.map((hash, index) => hash === before[index])).toEqual([true, false, false, false])
      expect((await ask('eth_getBlockByHash', [before[3], false])).answer.result).toBeNull()
    })
  })
})

describe('scenarios', () => {
  test('what happens by chance hangs on the seed and the request alone, and ends after a few times', async () => {
    const read = (seed: number, blocks: readonly number[]) =>
      play({ faults: [sometimes(0.5, 2, wrongId)], seed }, async (ask) => {
        const hit = new Map<number, number>()
        for (let attempt = 0; attempt < 4; attempt += 1) {
          for (const block of blocks) {
            const { answer } = await ask('eth_getBlockByNumber', [numberToHex(block), false])
            if (answer.id !== 7) hit.set(block, (hit.get(block) ?? 0) + 1)
          }
        }
        return [...hit].sort(([a], [b]) => a - b)
      })
    const blocks = Array.from({ length: 20 }, (_, index) => index)
    const first = await read(1, blocks)
    expect(await read(1, [...blocks].reverse())).toEqual(first)
    expect(await read(2, blocks)).not.toEqual(first)
    expect(Math.max(...first.map(([, times]) => times))).toBe(2)
  })

  test.each(faultScenarioNames)('%s can be played with twenty seeds', async (name) => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const { seed: used } = createFaultScenario(name, seed)
      expect(used).toBe(seed)
    }
    await play(createFaultScenario(name, 1), async (ask) => {
      // Whatever comes of it, the proxy stays up.
      await ask('eth_chainId').catch(() => null)
    })
  })
})

describe.skipIf(!hasRecordedErrors)('recorded errors', () => {
  test('every one that an endpoint gives has an occasion', () => {
    const errors = readRecordedErrors()
    expect(errors.length).toBeGreaterThan(80)
    expect(new Set(errors.map(({ occasion }) => occasion)).size).toBe(7)
  })
})
