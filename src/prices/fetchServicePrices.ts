import type { ChainClient } from '../chain/chainClient'
import { memoised } from '../chain/memoised'
import { PRICE_SERVICE } from '../config/priceService'
import { priceKey } from '../domain/prices'
import type { Address } from '../domain/primitives'
import { PriceServiceError } from '../errors'
import { fetchServiceText } from './fetchServiceText'
import type { ServiceLimits } from './fetchServiceText'
import { judgeServicePrice } from './judgeServicePrice'
import type { ServiceAnswer, ServiceRecord } from './judgeServicePrice'
import { parseBatchReply, parseHistoricalReply } from './parseServiceReply'

/** A token's price at the end of a block, of which the time is known. */
export interface ServiceQuestion {
  readonly token: Address
  /** As the token itself says. */
  readonly decimals: number
  readonly blockNumber: number
  readonly timestamp: number
}

/** What the service said to the questions of one report, and what stopped it from saying more. */
interface Answers {
  readonly records: ReadonlyMap<string, ServiceRecord>
  readonly failure: PriceServiceError | null
}

/** Prices that are asked for in one request. Its URL then stays below 2,000 characters for a token or two, which every server takes. */
const BATCH_POINTS = 100
const COINS_AT_ONCE = 25

/** Records by question, and the failure after which a report does not ask again. */
const memo = 'fetchServicePrices'
const failureMemo = 'fetchServicePrices failure'

function keyOf({ token, timestamp }: Pick<ServiceQuestion, 'token' | 'timestamp'>): string {
  return `${token.toLowerCase()}@${timestamp}`
}

function splitEvery<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}

function findNearest(records: readonly ServiceRecord[], timestamp: number): ServiceRecord | null {
  const distance = (record: ServiceRecord) => Math.abs(record.timestamp - timestamp)
  return records.reduce<ServiceRecord | null>(
    (nearest, record) => (nearest === null || distance(record) < distance(nearest) ? record : nearest),
    null,
  )
}

/**
 * Asks for each token at its latest time, which tells the decimals too, and then for all earlier times together. What the service
 * has not is absent; a failure ends the asking and leaves what was answered before.
 */
async function askService(
  { config, signal }: ChainClient,
  url: string,
  questions: readonly ServiceQuestion[],
  limits: ServiceLimits | undefined,
): Promise<Answers> {
  const records = new Map<string, ServiceRecord>()
  const nameOf = (token: Address) => `${config.priceServiceName}:${token.toLowerCase()}`
  const ask = (path: string) => fetchServiceText(`${url}/${path}searchWidth=1h`, signal, limits)
  try {
    const latest = Math.max(...questions.map(({ timestamp }) => timestamp))
    const names = [...new Set(questions.map(({ token }) => nameOf(token)))]
    const now = new Map<string, ServiceRecord>()
    for (const some of splitEvery(names, COINS_AT_ONCE)) {
      const reply = await ask(`prices/historical/${latest}/${some.join(',')}?`)
      for (const [name, record] of parseHistoricalReply(reply)) now.set(name, record)
    }
    const nowOf = ({ token }: ServiceQuestion) => now.get(nameOf(token))
    for (const question of questions) {
      const record = nowOf(question)
      if (record && question.timestamp === latest) records.set(keyOf(question), record)
    }

    const earlier = questions.filter((question) => question.timestamp !== latest && nowOf(question))
    for (const some of splitEvery(earlier, BATCH_POINTS)) {
      const coins: Record<string, number[]> = {}
      for (const { token, timestamp } of some) (coins[nameOf(token)] ??= []).push(timestamp)
      const reply = parseBatchReply(await ask(`batchHistorical?coins=${encodeURIComponent(JSON.stringify(coins))}&`))
      for (const question of some) {
        const nearest = findNearest(reply.get(nameOf(question.token)) ?? [], question.timestamp)
        const decimals = nowOf(question)?.decimals ?? null
        if (nearest) records.set(keyOf(question), { ...nearest, decimals })
      }
    }
    return { records, failure: null }
  } catch (failure) {
    if (!(failure instanceof PriceServiceError)) throw failure
    return { records, failure }
  }
}

/** Asks the service unless it has failed in this report already: what hangs is not waited for twice. */
async function askOnce(
  client: ChainClient,
  url: string,
  questions: readonly ServiceQuestion[],
  limits: ServiceLimits | undefined,
): Promise<Answers> {
  const failed = client.memo.get(failureMemo)?.get(url) as Promise<Answers> | undefined
  if (failed) return await failed
  const { name } = PRICE_SERVICE
  client.report({
    step: `Asking ${name} for prices`,
    done: 0,
    total: questions.length,
    unit: 'prices',
    secondsLeft: null,
  })
  const answers = await askService(client, url, questions, limits)
  const { failure } = answers
  if (failure) void memoised(client, failureMemo, url, () => Promise.resolve({ records: new Map(), failure }))
  return answers
}

function parseKept(text: string): ServiceRecord | null {
  try {
    const [price, timestamp, confidence, decimals] = JSON.parse(text) as readonly unknown[]
    const isRecord = [price, timestamp, confidence, decimals].every((value) => typeof value === 'number')
    return isRecord && (price as number) > 0 ? ({ price, timestamp, confidence, decimals } as ServiceRecord) : null
  } catch {
    return null
  }
}

/** What earlier visits kept, by question. */
async function readKept(
  { cache }: ChainClient,
  questions: readonly ServiceQuestion[],
): Promise<ReadonlyMap<string, ServiceRecord>> {
  const texts = (await cache?.readFacts('servicePrice', questions.map(keyOf))) ?? new Map<string, string>()
  return new Map(
    [...texts].flatMap(([key, text]) => {
      const record = parseKept(text)
      return record === null ? [] : [[key, record] as const]
    }),
  )
}

/**
 * Asks the price service for prices in USD, by `priceKey`: each question once in a report, and none of those whose answer an earlier
 * visit kept. Few requests: one for each token's latest time, and one for every hundred earlier prices.
 *
 * A price counts when it is at most an hour away from its block, at least 90 % sure, and of the token's own decimals. The service gives
 * its confidence with each price; for earlier times it is the one that it has in the token now.
 *
 * What the service does not give, or a service that fails, is a reason and no error.
 *
 * @see https://api-docs.defillama.com/
 * @throws CancelledError once the report is stopped.
 */
export async function fetchServicePrices(
  client: ChainClient,
  url: string,
  questions: readonly ServiceQuestion[],
  limits?: ServiceLimits,
): Promise<ReadonlyMap<string, ServiceAnswer>> {
  const kept = await readKept(client, questions)
  const isAsked = (question: ServiceQuestion) => client.memo.get(memo)?.has(keyOf(question)) === true
  const open = new Map(
    questions.flatMap((question) =>
      kept.has(keyOf(question)) || isAsked(question) ? [] : [[keyOf(question), question]],
    ),
  )
  if (open.size > 0) {
    const asking = askOnce(client, url, [...open.values()], limits)
    for (const key of open.keys()) void memoised(client, memo, key, () => asking).catch(() => undefined)
  }

  const answers = new Map<string, ServiceAnswer>()
  for (const question of questions) {
    const key = keyOf(question)
    const keptRecord = kept.get(key)
    const { records, failure } = keptRecord
      ? { records: kept, failure: null }
      : ((await client.memo.get(memo)?.get(key)) as Answers)
    const record = records.get(key) ?? null
    const answer: ServiceAnswer =
      record === null && failure ? { why: `${failure.service} ${failure.reason}` } : judgeServicePrice(record, question)
    answers.set(priceKey(question.token, question.blockNumber), answer)
    if (record && !keptRecord && 'price' in answer) {
      const { price, timestamp, confidence, decimals } = record
      const text = JSON.stringify([price, timestamp, confidence, decimals])
      client.cache?.addFacts('servicePrice', [{ key, blockNumber: question.blockNumber, text }])
    }
  }
  return answers
}
