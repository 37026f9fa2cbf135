import type { ServerResponse } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import type { ChainCache } from '../chain/chainCache'
import type { ChainClient } from '../chain/chainClient'
import { findChain } from '../config/chains'
import { priceKey } from '../domain/prices'
import type { Address } from '../domain/primitives'
import { CancelledError } from '../errors'
import { fetchServicePrices } from './fetchServicePrices'
import type { ServiceQuestion } from './fetchServicePrices'
import { startPriceService } from './startPriceService.fixture'
import type { KnownCoin, TestPriceService } from './startPriceService.fixture'

const token: Address = '0x6982508145454Ce325dDbE47a25d4ec3d2311933'
const other: Address = '0x95aD61b0a150d79219dCF64E1E6Cc01f0B64C4cE'
const nameOf = (address: Address) => `ethereum:${address.toLowerCase()}`
const now = 1_700_000_000
const hour = 3_600

let service: TestPriceService | undefined
afterEach(() => service?.stop())

async function start(coins: Readonly<Record<string, KnownCoin>>, reply?: Parameters<typeof startPriceService>[1]) {
  service = await startPriceService(coins, reply)
  return service
}

/** A client that must not read its chain, with a cache that holds facts. */
function createClient({ facts = new Map<string, string>(), signal = new AbortController().signal } = {}): ChainClient {
  const cache: Partial<ChainCache> = {
    readFacts: async (kind, keys) =>
      new Map(
        keys.flatMap((key) => {
          const text = facts.get(`${kind} ${key}`)
          return text === undefined ? [] : [[key, text]]
        }),
      ),
    addFacts: (kind, added) => {
      for (const { key, text } of added) facts.set(`${kind} ${key}`, text)
    },
  }
  const config = findChain(1)
  if (!config) throw new Error('Ethereum is not configured.')
  return {
    config,
    host: 'node.example',
    signal,
    memo: new Map(),
    report: () => undefined,
    cache: cache as ChainCache,
    request: (method) => Promise.reject(new Error(`The chain was asked ${method}.`)),
  }
}

function ask(blockNumber: number, timestamp: number, address = token, decimals = 18): ServiceQuestion {
  return { token: address, decimals, blockNumber, timestamp }
}

/** One good price each hour, up to `now`. */
function createCoin(hours: number, rest: Partial<KnownCoin> = {}): KnownCoin {
  const prices = Array.from({ length: hours }, (_, index) => ({
    timestamp: now - index * hour,
    price: 100 + index,
    confidence: 0.99,
  }))
  return { decimals: 18, prices, ...rest }
}

describe('fetchServicePrices', () => {
  test('default: the price nearest to each block, with its own time and confidence', async () => {
    const { url } = await start({ [nameOf(token)]: createCoin(48) })
    const questions = [ask(3, now + 60), ask(2, now - 10 * hour + 600), ask(1, now - 20 * hour - 600)]
    const answers = await fetchServicePrices(createClient(), url, questions)
    expect(Object.fromEntries(answers)).toEqual({
      [priceKey(token, 3)]: { price: 100, timestamp: now, confidence: 0.99 },
      [priceKey(token, 2)]: { price: 110, timestamp: now - 10 * hour, confidence: 0.99 },
      [priceKey(token, 1)]: { price: 120, timestamp: now - 20 * hour, confidence: 0.99 },
    })
  })

  test('behavior: few requests, each short enough for every server, and each question once in a report', async () => {
    const { url, asked } = await start({ [nameOf(token)]: createCoin(300), [nameOf(other)]: createCoin(300) })
    const client = createClient()
    const questions = Array.from({ length: 150 }, (_, index) => [
      ask(1_000 - index, now - index * 2 * hour),
      ask(1_000 - index, now - index * 2 * hour, other),
    ]).flat()
    const answers = await fetchServicePrices(client, url, questions)
    expect(answers.size).toBe(300)
    expect([...answers.values()].filter((answer) => 'why' in answer)).toEqual([])
    // One for the latest time of both, and 298 earlier prices.
    expect(asked.length).toBe(4)
    for (const path of asked) expect(encodeURI(path).length).toBeLessThan(2_000)
    await fetchServicePrices(client, url, questions)
    expect(asked.length).toBe(4)
  })

  test('behavior: what is sent is tokens and times: no referrer, no cookie, no wallet', async () => {
    const started = await start({ [nameOf(token)]: createCoin(3) })
    await fetchServicePrices(createClient(), started.url, [ask(2, now), ask(1, now - hour)])
    expect(started.asked).toEqual([
      `/prices/historical/${now}/${nameOf(token)}?searchWidth=1h`,
      `/batchHistorical?coins={"${nameOf(token)}":[${now - hour}]}&searchWidth=1h`,
    ])
    expect(started.headers).not.toHaveProperty('referer')
    expect(started.headers).not.toHaveProperty('cookie')
  })

  test('behavior: what an earlier visit kept is not asked again, and a damaged entry is', async () => {
    const { url, asked } = await start({ [nameOf(token)]: createCoin(3) })
    const facts = new Map<string, string>()
    const questions = [ask(2, now), ask(1, now - hour)]
    const first = await fetchServicePrices(createClient({ facts }), url, questions)
    expect(facts.size).toBe(2)
    expect(await fetchServicePrices(createClient({ facts }), url, questions)).toEqual(first)
    expect(asked.length).toBe(2)
    for (const damaged of ['', '[0,1,1,18]', '[1,2]', '{"price":1}']) {
      for (const key of facts.keys()) facts.set(key, damaged)
      expect(await fetchServicePrices(createClient({ facts }), url, questions)).toEqual(first)
    }
    expect(asked.length).toBe(10)
  })

  test('behavior: a kept price is judged again, by the decimals of today', async () => {
    const { url } = await start({ [nameOf(token)]: createCoin(3) })
    const facts = new Map<string, string>()
    await fetchServicePrices(createClient({ facts }), url, [ask(2, now)])
    const answers = await fetchServicePrices(createClient({ facts }), url, [ask(2, now, token, 6)])
    expect([...answers.values()]).toEqual([{ why: expect.stringContaining('other units') }])
  })

  const good = { timestamp: now, price: 5, confidence: 0.9 }
  test.each<[string, Readonly<Record<string, unknown>>, RegExp]>([
    ['a coin that it does not know', {}, /has no price of it for that time/],
    ['low confidence', { prices: [{ ...good, confidence: 0.89 }] }, /less than 90 % sure/],
    ['no confidence', { prices: [{ timestamp: now, price: 5 }] }, /does not say how sure/],
    ['a confidence that is none', { prices: [{ ...good, confidence: 90 }] }, /does not say how sure/],
    ['other decimals', { decimals: 6, prices: [good] }, /other units/],
    ['no decimals', { decimals: undefined, prices: [good] }, /other units/],
    ['a price of zero', { prices: [{ ...good, price: 0 }] }, /has no price of it/],
    ['a negative price', { prices: [{ ...good, price: -5 }] }, /has no price of it/],
    ['a price in words', { prices: [{ ...good, price: '5' }] }, /has no price of it/],
    ['a time that is none', { prices: [{ ...good, timestamp: now + 0.5 }] }, /has no price of it/],
  ])('behavior: %s is no price, with the reason', async (_, coin, why) => {
    const known = 'prices' in coin ? { [nameOf(token)]: { decimals: 18, ...coin } as KnownCoin } : {}
    const { url } = await start(known)
    const answers = await fetchServicePrices(createClient(), url, [ask(2, now)])
    expect([...answers.values()]).toEqual([{ why: expect.stringMatching(why) }])
  })

  test.each([
    [hour, true],
    [hour + 1, false],
    [-hour, true],
    [-hour - 1, false],
  ])('behavior: a price %i s after its block counts: %s', async (distance, counts) => {
    const coin = { decimals: 18, price: 5, confidence: 1, timestamp: now + distance }
    const early = { ...coin, timestamp: now - 24 * hour + distance }
    const { url } = await start({}, (response, path) => {
      const isBatch = path.startsWith('/batch')
      const answer = isBatch ? { prices: [early] } : coin
      response.end(JSON.stringify({ coins: { [nameOf(token)]: answer } }))
    })
    const answers = await fetchServicePrices(createClient(), url, [ask(2, now), ask(1, now - 24 * hour)])
    for (const answer of answers.values()) {
      if (counts) expect(answer).toHaveProperty('price', 5)
      else expect(answer).toEqual({ why: expect.stringContaining('more than an hour away') })
    }
  })

  const send =
    (body: string, status = 200) =>
    (response: ServerResponse) =>
      void response.writeHead(status).end(body)
  test.each<[string, (response: ServerResponse) => void, string]>([
    ['a page in HTML', send('<html>busy</html>'), 'answered with something that is no JSON'],
    ['truncated JSON', send('{"coins":{"a'), 'answered with something that is no JSON'],
    ['other JSON', send('{"message":"busy"}'), 'answered with something that is no list of prices'],
    ['a list', send('[]'), 'answered with something that is no list of prices'],
    ['coins that are a list', send('{"coins":[]}'), 'answered with something that is no list of prices'],
    ['a rate limit', send('{}', 429), 'limits how often it may be asked'],
    ['an error', send('oops', 502), 'answered with the error 502'],
    ['a redirect', (response) => void response.writeHead(302, { location: '/elsewhere' }).end(), 'did not answer'],
    ['a dropped connection', (response) => void response.destroy(), 'did not answer'],
    ['a hang', () => undefined, 'did not answer'],
    ['a huge body', send(`{"coins":{"x":"${'x'.repeat(60_000)}"}}`), 'gave an answer that is too long'],
  ])('error: %s leaves every price unknown, says why, and is not asked again', async (which, reply, reason) => {
    const { url, asked } = await start({}, reply)
    const client = createClient()
    // Only the hang may take the time: on a busy machine an answer can take longer than this.
    const limits = { timeoutMs: which === 'a hang' ? 300 : 30_000, maxReplyBytes: 50_000 }
    const first = await fetchServicePrices(client, url, [ask(2, now), ask(1, now - hour)], limits)
    expect([...first.values()]).toEqual(Array(2).fill({ why: `DefiLlama ${reason}` }))
    const later = await fetchServicePrices(client, url, [ask(3, now + 60, other)], limits)
    expect([...later.values()]).toEqual([{ why: `DefiLlama ${reason}` }])
    expect(asked.length).toBe(1)
  })

  test('error: what was answered before a failure counts', async () => {
    const coin = { decimals: 18, price: 5, confidence: 1, timestamp: now }
    const { url } = await start({}, (response, path) => {
      if (path.startsWith('/batch')) response.writeHead(503).end()
      else response.end(JSON.stringify({ coins: { [nameOf(token)]: coin } }))
    })
    const answers = await fetchServicePrices(createClient(), url, [ask(2, now), ask(1, now - hour)])
    expect(answers.get(priceKey(token, 2))).toHaveProperty('price', 5)
    expect(answers.get(priceKey(token, 1))).toEqual({ why: 'DefiLlama answered with the error 503' })
  })

  test('error: stopping the report stops the question', async () => {
    const controller = new AbortController()
    const { url } = await start({}, () => controller.abort(new CancelledError()))
    const client = createClient({ signal: controller.signal })
    await expect(fetchServicePrices(client, url, [ask(2, now)])).rejects.toThrow(CancelledError)
  })
})
