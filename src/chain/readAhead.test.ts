import { describe, expect, test } from 'vitest'
import { findChain } from '../config/chains'
import type { ChainConfig } from '../domain/chainConfig'
import type { Address, Hex } from '../domain/primitives'
import type { LogBox } from '../domain/logBox'
import { RpcUnreachableError } from '../errors'
import { callKey } from './callAnswer'
import type { AskedCall } from './callAnswer'
import type { ChainCache, KeptLogs } from './chainCache'
import type { ChainClient } from './chainClient'
import { createReadAhead } from './createReadAhead'
import { scanSizeOf } from './logSource'
import { scanBlocksOf } from './scanLogs'

const block = 1_000
const contract: Address = `0x${'ab'.repeat(20)}`
const other: Address = `0x${'cd'.repeat(20)}`
const call = (digit: string): AskedCall => ({ address: contract, functionName: 'f', data: `0x${digit.repeat(8)}` })
const topic = (digit: string): Hex => `0x${digit.repeat(64)}`
const boxOf = (address: Address, event: string, third: string | null, fromBlock = 100): LogBox => ({
  addresses: [address],
  topics: [[topic(event)], null, ...(third === null ? [] : [[topic(third)]])],
  range: { fromBlock, toBlock: block },
})

/** A cache with facts, and logs up to block 900 of every box. */
function createCache(facts: Map<string, string>, keptTo = 900) {
  const cache: Partial<ChainCache> = {
    listLogs: async (box): Promise<readonly KeptLogs[]> => [
      { id: 'row', box: { ...box, range: { fromBlock: 0, toBlock: keptTo } } },
    ],
    readFacts: async (_, keys) =>
      new Map(keys.flatMap((key) => (facts.has(key) ? [[key, facts.get(key) as string]] : []))),
    addFacts: (_, added) => added.forEach(({ key, text }) => facts.set(key, text)),
  }
  return cache as ChainCache
}

function createClient({ fail, host, hangOn }: { fail: boolean; host: string; hangOn: string | null }) {
  const asked: { readonly method: string; readonly params: readonly unknown[] }[] = []
  const client: ChainClient = {
    config: findChain(1) as ChainConfig,
    host,
    signal: new AbortController().signal,
    memo: new Map(),
    report: () => undefined,
    request: async (method, params) => {
      asked.push({ method, params })
      if (fail) throw new RpcUnreachableError('node.example')
      if (hangOn !== null && JSON.stringify(params).includes(hangOn)) return await new Promise(() => undefined)
      if (method === 'eth_getLogs') return []
      if (method === 'eth_getCode') return '0x60'
      // Multicall3 was not there yet: each call on its own.
      return (params[0] as { to?: string }).to === client.config.multicall3 ? '0x' : '0x2a'
    },
  }
  return { client, asked }
}

interface Visit {
  readonly fail?: boolean
  readonly host?: string
  /** Requests with this in them are never answered. */
  readonly hangOn?: string | null
  readonly keptTo?: number
  readonly question?: string
}

async function visit(
  facts: Map<string, string>,
  { fail = false, host = 'node.example', hangOn = null, keptTo = 900, question = 'a' }: Visit = {},
) {
  const { client, asked } = createClient({ fail, host, hangOn })
  const ahead = createReadAhead(client, createCache(facts, keptTo), block, question)
  const before = async () => {
    await Promise.all([ahead.askCalls([]), ahead.askCode([]), ahead.askLogs(boxOf(contract, '9', null))])
    return asked.length
  }
  return { ahead, asked, before, client }
}

async function ask({ ahead }: Awaited<ReturnType<typeof visit>>) {
  const calls = await ahead.askCalls([call('1'), call('2')])
  const code = await ahead.askCode([other])
  const logs = await Promise.all(
    [boxOf(contract, '1', '7'), boxOf(other, '2', '8'), boxOf(other, '3', null)].map((box) => ahead.askLogs(box)),
  )
  return { calls, code, logs }
}

describe('reading ahead', () => {
  test('default: nothing on the first visit, and on the next one all that it asked, logs of the same shape together', async () => {
    const facts = new Map<string, string>()
    const first = await visit(facts)
    const nothing = await ask(first)
    expect([nothing.calls.size, nothing.code.size, nothing.logs.flat()]).toEqual([0, 0, []])
    expect(first.asked).toEqual([])
    first.ahead.keep()

    const second = await visit(facts)
    const { calls, code, logs } = await ask(second)
    expect([...calls.keys()]).toEqual([call('1'), call('2')].map(callKey))
    expect([...code]).toEqual([[other, 'contract']])
    const filters = second.asked.filter(({ method }) => method === 'eth_getLogs').map(({ params }) => params[0])
    expect(filters).toEqual([
      {
        address: [contract, other],
        topics: [[topic('1'), topic('2')], null, [topic('7'), topic('8')]],
        fromBlock: '0x385',
        toBlock: '0x3e8',
      },
      { address: other, topics: [topic('3'), null], fromBlock: '0x385', toBlock: '0x3e8' },
    ])
    expect(logs[0]?.map(({ box }) => box.range)).toEqual([
      { fromBlock: 901, toBlock: 1_000 },
      { fromBlock: 901, toBlock: 1_000 },
    ])
  })

  test('behavior: tells which logs the last visit asked for, in whatever blocks', async () => {
    const facts = new Map<string, string>()
    const first = await visit(facts)
    expect(await first.ahead.hasAskedLogs(boxOf(other, '3', null))).toBe(null)
    await ask(first)
    first.ahead.keep()
    const { ahead } = await visit(facts)
    expect(await ahead.hasAskedLogs(boxOf(other, '3', null, 500))).toBe(true)
    expect(await ahead.hasAskedLogs(boxOf(other, '4', null))).toBe(false)
  })

  test('behavior: nothing of another question', async () => {
    const facts = new Map<string, string>()
    const first = await visit(facts)
    await ask(first)
    first.ahead.keep()
    expect(await (await visit(facts, { question: 'b' })).before()).toBe(0)
  })

  test('behavior: logs of which nothing is kept are left to a scan of their own', async () => {
    const facts = new Map<string, string>()
    const first = await visit(facts)
    await ask(first)
    first.ahead.keep()
    const second = await visit(facts, { keptTo: 50 })
    expect((await ask(second)).logs.flat()).toEqual([])
  })

  test('behavior: what fails is left to whoever asks, and so is what is damaged', async () => {
    const facts = new Map<string, string>()
    const first = await visit(facts)
    await ask(first)
    first.ahead.keep()
    const failing = await ask(await visit(facts, { fail: true }))
    expect([failing.calls.size, failing.code.size, failing.logs.flat()]).toEqual([0, 0, []])
    facts.set('a', `${facts.get('a')}}`)
    expect(await (await visit(facts)).before()).toBe(0)
  })

  test('behavior: logs that end at another block are none of its own', async () => {
    const facts = new Map<string, string>()
    const { ahead } = await visit(facts)
    await ahead.askLogs({ ...boxOf(contract, '1', null), range: { fromBlock: 1, toBlock: 2 } })
    ahead.keep()
    expect(facts.get('a')).toContain('"boxes":[]')
  })

  test('behavior: an endpoint is asked for no more blocks than it gave, and another one for as many as ever', async () => {
    const facts = new Map<string, string>()
    const first = await visit(facts)
    scanSizeOf(first.client).refused(
      { fromBlock: 1, toBlock: 50_000 },
      { kind: 'range', blockCap: 10_000, suggestedRange: null },
    )
    first.ahead.keep()
    const second = await visit(facts)
    await second.ahead.askCalls([])
    expect(scanBlocksOf(second.client)).toBe(10_000)
    second.ahead.keep()
    const third = await visit(facts)
    await third.ahead.askCalls([])
    expect(scanBlocksOf(third.client)).toBe(10_000)
    const elsewhere = await visit(facts, { host: 'other.example' })
    await elsewhere.ahead.askCalls([])
    expect(scanBlocksOf(elsewhere.client)).toBe(Infinity)
  })

  test('behavior: the first answers do not wait for the last', async () => {
    const facts = new Map<string, string>()
    const calls = Array.from({ length: 1_000 }, (_, index) => ({
      ...call('1'),
      data: `0x${'1'.repeat(8)}${index.toString(16).padStart(64, '0')}` as const,
    }))
    const first = await visit(facts)
    await first.ahead.askCalls(calls)
    first.ahead.keep()
    const last = callKey(calls.at(-1) as AskedCall).slice(-64)
    const second = await visit(facts, { hangOn: last })
    expect((await second.ahead.askCalls(calls.slice(0, 200))).size).toBe(200)
  })

  test('behavior: of a few blocks all events are read where there are more ids than one request names', async () => {
    const facts = new Map<string, string>()
    const first = await visit(facts)
    const ids = Array.from({ length: 501 }, (_, id) => topic('0').slice(0, -3) + id.toString(16).padStart(3, '0'))
    const box: LogBox = { ...boxOf(contract, '1', null), topics: [[topic('1')], ids] }
    await first.ahead.askLogs(box)
    first.ahead.keep()
    const second = await visit(facts)
    const [read] = await second.ahead.askLogs(box)
    expect(read?.box.topics).toEqual([[topic('1')], null])
    expect(second.asked.map(({ params }) => params[0])).toEqual([
      { address: contract, topics: [topic('1'), null], fromBlock: '0x385', toBlock: '0x3e8' },
    ])
  })
})
