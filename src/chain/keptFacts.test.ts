import { describe, expect, test } from 'vitest'
import type { Hex } from '../domain/primitives'
import type { ChainCache } from './chainCache'
import type { ChainClient } from './chainClient'
import { fetchBaseFees } from './fetchBaseFees'
import { fetchReceipts } from './fetchReceipts'
import { fetchTimestamps } from './fetchTimestamps'

const hash: Hex = `0x${'a'.repeat(64)}`
const receipt = {
  transactionHash: hash,
  blockNumber: '0x64',
  from: `0x${'1'.repeat(40)}`,
  to: null,
  status: '0x1',
  type: '0x2',
  gasUsed: '0x5208',
  effectiveGasPrice: '0x3b9aca00',
  logsBloom: `0x${'0'.repeat(512)}`,
  logs: [
    {
      address: `0x${'2'.repeat(40)}`,
      topics: [hash],
      data: '0x01',
      blockNumber: '0x64',
      blockHash: hash,
      transactionHash: hash,
      logIndex: '0x3',
    },
  ],
}

/** A client with a cache that holds facts by `kind key`. */
function createClient(facts: Map<string, string>, { answer = receipt as object, opStack = false } = {}) {
  const asked: string[] = []
  const cache: Partial<ChainCache> = {
    readFacts: async (kind, keys) =>
      new Map(
        keys.flatMap((key) => {
          const text = facts.get(`${kind} ${key}`)
          return text === undefined ? [] : [[key, text]]
        }),
      ),
    addFacts: (kind, added) => {
      for (const { key, blockNumber, text } of added) {
        expect(blockNumber).toBe(100)
        facts.set(`${kind} ${key}`, text)
      }
    },
  }
  const client: ChainClient = {
    config: { opStack } as never,
    host: 'node.example',
    signal: new AbortController().signal,
    memo: new Map(),
    report: () => undefined,
    cache: cache as ChainCache,
    request: async (method) => {
      asked.push(method)
      return method === 'eth_getBlockByNumber' ? { number: '0x64', hash, timestamp: '0x65' } : answer
    },
  }
  return { client, asked }
}

describe('receipts', () => {
  test('default: one that an earlier visit kept is not read, and is the same', async () => {
    const facts = new Map<string, string>()
    const first = createClient(facts)
    const read = await fetchReceipts(first.client, [hash])
    expect(first.asked.length).toBe(1)
    const next = createClient(facts)
    expect(await fetchReceipts(next.client, [hash])).toEqual(read)
    expect(next.asked).toEqual([])
    expect([...facts.values()].join()).not.toContain('logsBloom')
  })

  const damages: readonly [string, string][] = [
    ['no JSON', '{"transactionHash"'],
    ['nothing', 'null'],
    ['of another transaction', JSON.stringify({ ...receipt, transactionHash: `0x${'b'.repeat(64)}` })],
    ['without what was paid', JSON.stringify({ ...receipt, effectiveGasPrice: undefined })],
    ['with an odd log', JSON.stringify({ ...receipt, logs: [{}] })],
  ]
  test.each(damages)('behavior: a kept one that is %s is read again', async (_, text) => {
    const { client, asked } = createClient(new Map([[`receipt ${hash}`, text]]))
    expect((await fetchReceipts(client, [hash])).get(hash)?.blockNumber).toBe(100)
    expect(asked.length).toBe(1)
  })

  test('behavior: one without its L1 fee is not kept: another endpoint may give it', async () => {
    const facts = new Map<string, string>()
    const { client } = createClient(facts, { opStack: true })
    expect((await fetchReceipts(client, [hash])).get(hash)?.l1FeeMissing).toBe(true)
    expect(facts.size).toBe(0)
    const whole = createClient(facts, { opStack: true, answer: { ...receipt, l1Fee: '0x5' } })
    await fetchReceipts(whole.client, [hash])
    expect(facts.size).toBe(1)
  })
})

describe('times', () => {
  test('default: one that an earlier visit kept is not read', async () => {
    const facts = new Map<string, string>()
    expect((await fetchTimestamps(createClient(facts).client, [100])).get(100)).toBe(0x65)
    const next = createClient(facts)
    expect((await fetchTimestamps(next.client, [100])).get(100)).toBe(0x65)
    expect(next.asked).toEqual([])
  })

  test.each(['', 'soon', '-5', '1e9', '99999999999999'])(
    'behavior: a kept one that is %j is read again',
    async (text) => {
      const { client, asked } = createClient(new Map([['time 100', text]]))
      expect((await fetchTimestamps(client, [100])).get(100)).toBe(0x65)
      expect(asked.length).toBe(1)
    },
  )
})

describe('base fees', () => {
  const header = (baseFeePerGas?: string) => ({ number: '0x64', hash, timestamp: '0x65', baseFeePerGas })

  test.each([
    ['0x3b9aca00', 1_000_000_000n],
    [undefined, null],
  ])('default: one of %s that an earlier visit kept is not read, and is the same', async (text, fee) => {
    const facts = new Map<string, string>()
    for (const asked of [1, 0]) {
      const { client, asked: requests } = createClient(facts)
      const request = async (method: string) => (requests.push(method), header(text))
      expect(await fetchBaseFees({ ...client, request }, [100])).toEqual(new Map([[100, fee]]))
      expect(requests.length).toBe(asked)
    }
  })

  test('error: a kept one that is none is read anew', async () => {
    const { client } = createClient(new Map([['baseFee 100', '-1']]))
    expect(await fetchBaseFees({ ...client, request: async () => header('0x7') }, [100])).toEqual(new Map([[100, 7n]]))
  })
})
