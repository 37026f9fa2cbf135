import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import type { Progress } from '../domain/coverage'
import type { BlockRange, Hex } from '../domain/primitives'
import { HistoryUnavailableError, InconsistentDataError, RpcRateLimitedError, RpcUnreachableError } from '../errors'
import { countBlocks } from './blockRanges'
import type { ChainClient, LogFilter } from './chainClient'
import { namedRpcError, failedByAnswer, failedWithoutAnswer } from './rpcFailure'
import type { RpcAttempt } from './rpcFailure'
import { scanLogs } from './scanLogs'

type NodeLog = Record<string, unknown>

const pool = '0x88e6A0c2dDD26FEEb64F039a2c41296FcB3f5640'
const topicA: Hex = `0x${'a'.repeat(64)}`
const topicB: Hex = `0x${'b'.repeat(64)}`

function hash(seed: number, kind: string): Hex {
  return `0x${kind}${seed.toString(16).padStart(62, '0')}`
}

function createLog(blockNumber: number, logIndex: number, topic = topicA): NodeLog {
  return {
    address: pool.toLowerCase(),
    topics: [topic],
    data: '0x',
    blockNumber: `0x${blockNumber.toString(16)}`,
    blockHash: hash(blockNumber, 'b1'),
    transactionHash: hash(blockNumber * 1_000 + logIndex, 'c1'),
    logIndex: `0x${logIndex.toString(16)}`,
    removed: false,
  }
}

interface Query {
  readonly range: BlockRange
  readonly topics: readonly (Hex | readonly Hex[] | null)[]
  /** Number of this query, from 1. */
  readonly attempt: number
}

/** An answer of the endpoint: a list of logs, words of refusal, or the outcome of an attempt. */
type Answer = readonly NodeLog[] | string | RpcAttempt

/** Plays an endpoint behind a client, which has already retried what it could. */
function createEndpoint(answer: (query: Query) => Answer) {
  const queries: Query[] = []
  const progress: Omit<Progress, 'chainId'>[] = []
  const client: ChainClient = {
    config: {} as never,
    host: 'node.example',
    signal: new AbortController().signal,
    memo: new Map(),
    report: (step) => progress.push(step),
    request: async (method, params) => {
      const [{ fromBlock, toBlock, topics }] = params as [{ fromBlock: Hex; toBlock: Hex; topics: Query['topics'] }]
      const query = {
        range: { fromBlock: Number(fromBlock), toBlock: Number(toBlock) },
        topics,
        attempt: queries.length + 1,
      }
      queries.push(query)
      await new Promise((resolve) => setImmediate(resolve))
      const given = answer(query)
      if (Array.isArray(given)) return given
      const attempt =
        typeof given === 'string'
          ? failedByAnswer({ method, httpStatus: 200, code: -32000, message: given, data: null })
          : (given as RpcAttempt)
      if (attempt.ok) return attempt.value
      throw namedRpcError(attempt.failure, 'node.example', method, params)
    },
  }
  return { client, queries, progress }
}

function within(logs: readonly NodeLog[], { fromBlock, toBlock }: BlockRange): readonly NodeLog[] {
  return logs.filter(({ blockNumber }) => Number(blockNumber) >= fromBlock && Number(blockNumber) <= toBlock)
}

const filter: LogFilter = { address: pool, topics: [topicA], what: 'Reading events' }
const keysOf = (logs: readonly object[]) =>
  (logs as readonly NodeLog[]).map(({ blockNumber, logIndex }) => `${Number(blockNumber)}:${Number(logIndex)}`)

/** One log in each of the blocks. */
function logsAt(blocks: readonly number[]): readonly NodeLog[] {
  return blocks.map((block) => createLog(block, block % 5))
}

/** How many of sorted numbers are below a bound. */
function countBelow(sorted: readonly number[], bound: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] as number) < bound) low = middle + 1
    else high = middle
  }
  return low
}

const evenBlocks = Array.from({ length: 500 }, (_, index) => 1_000 + 40 * index)

describe('scanLogs', () => {
  test('default: asks once where the endpoint gives all', async () => {
    const logs = logsAt(evenBlocks)
    const { client, queries, progress } = createEndpoint(({ range }) => within(logs, range))
    const found = await scanLogs(client, filter, { fromBlock: 0, toBlock: 20_000_000 })
    expect(keysOf(found)).toEqual(keysOf(logs))
    expect(found[0]).toEqual({
      address: pool,
      topics: [topicA],
      data: '0x',
      blockNumber: 1_000,
      blockHash: hash(1_000, 'b1'),
      logIndex: 0,
      transactionHash: hash(1_000_000, 'c1'),
      timestamp: null,
    })
    expect(queries.length).toBe(1)
    expect(progress.at(-1)).toMatchObject({
      done: 20_000_001,
      total: 20_000_001,
      unit: 'blocks',
      step: 'Reading events',
    })
  })

  test('behavior: the time that is left is that of the answers, not of the wait for the first, and is not told by a few', async () => {
    const clock = { now: 0 }
    vi.spyOn(Date, 'now').mockImplementation(() => clock.now)
    const { client, progress } = createEndpoint(({ range, attempt }) => {
      if (range.toBlock - range.fromBlock >= 10) return 'query exceeds max block range 10'
      clock.now += attempt < 3 ? 1_000_000 : 1_000
      return []
    })
    await scanLogs(client, filter, { fromBlock: 1, toBlock: 500 }).finally(() => vi.restoreAllMocks())
    const told = progress.map(({ done, secondsLeft }) => [done / 10, secondsLeft])
    expect(told.slice(0, 8).every(([, seconds]) => seconds === null)).toBe(true)
    const later = told.slice(8, -1)
    expect(later.length).toBeGreaterThan(20)
    for (const [answers, seconds] of later) expect(seconds).toBeLessThan(2 * (50 - (answers as number)) + 10)
    expect(told.at(-1)).toEqual([50, 0])
  })

  test('behavior: a time that the node puts on logs is kept', async () => {
    const { client } = createEndpoint(() => [{ ...createLog(7, 0), blockTimestamp: '0x65' }])
    expect((await scanLogs(client, filter, { fromBlock: 7, toBlock: 7 }))[0]?.timestamp).toBe(0x65)
  })

  test('behavior: an empty range asks nothing', async () => {
    const { client, queries } = createEndpoint(() => [])
    expect(await scanLogs(client, filter, { fromBlock: 8, toBlock: 7 })).toEqual([])
    expect(queries).toEqual([])
  })

  test('behavior: a cap that is named is learnt at once and kept for the next scan', async () => {
    const logs = logsAt(evenBlocks)
    const { client, queries } = createEndpoint(({ range }) =>
      countBlocks(range) > 1_000 ? 'exceed maximum block range: 1000' : within(logs, range),
    )
    expect(keysOf(await scanLogs(client, filter, { fromBlock: 0, toBlock: 21_999 }))).toEqual(keysOf(logs))
    expect(queries.length).toBe(1 + 22)
    await scanLogs(client, filter, { fromBlock: 0, toBlock: 21_999 })
    expect(queries.length).toBe(1 + 22 + 22)
  })

  test('behavior: a cap without a number is found in few steps', async () => {
    const logs = logsAt(evenBlocks)
    const { client, queries } = createEndpoint(({ range }) =>
      countBlocks(range) > 10_000 ? 'block range is too large' : within(logs, range),
    )
    expect(keysOf(await scanLogs(client, filter, { fromBlock: 0, toBlock: 999_999 }))).toEqual(keysOf(logs))
    const refused = queries.filter(({ range }) => countBlocks(range) > 10_000).length
    expect(refused).toBeLessThanOrEqual(4)
    expect(queries.length).toBeLessThan(150)
  })

  test('behavior: a suggested range is followed', async () => {
    const { client, queries } = createEndpoint(({ range, attempt }) =>
      attempt === 1
        ? 'query returned more than 10000 results. Try with this block range [0x0, 0x1f3].'
        : within([], range),
    )
    await scanLogs(client, filter, { fromBlock: 0, toBlock: 999 })
    expect(queries[1]?.range).toEqual({ fromBlock: 0, toBlock: 499 })
  })

  test('behavior: a suggestion of the very range that was refused is no endless loop', async () => {
    const { client, queries } = createEndpoint(({ range }) =>
      countBlocks(range) > 100
        ? `query exceeds max results 20000, retry with the range ${range.fromBlock}-${range.toBlock}`
        : within(logsAt(evenBlocks), range),
    )
    const found = await scanLogs(client, filter, { fromBlock: 0, toBlock: 21_999 })
    expect(found.length).toBe(500)
    expect(queries.length).toBeLessThan(1_000)
  })

  const lengths = 1_000_000
  /** How many logs each thousandth of a range holds, for each share of the way along it. */
  const courses: readonly (readonly [string, number, (share: number) => number])[] = [
    ['spread evenly', 1.2, () => 20],
    ['ever denser', 1.2, (share) => 1 + 39 * share],
    ['ever rarer', 1.2, (share) => 40 - 39 * share],
    ['denser by day than by night', 2.2, (share) => 20 + 12 * Math.sin(880 * share)],
    ['beginning late', 2.2, (share) => (share < 0.7 ? 0 : 64)],
  ]
  test.each(courses)('behavior: logs %s take no more than %d times the fewest requests', async (_, most, countAt) => {
    const perPart = lengths / 1_000
    const blocks = Array.from({ length: 1_000 }, (__, part) => {
      const count = Math.round(countAt(part / 1_000))
      return Array.from({ length: count }, (___, index) => part * perPart + Math.floor((index * perPart) / count))
    }).flat()
    const logs = blocks.map((block, index) => createLog(block, index))
    const maxLogs = 200
    const { client, queries } = createEndpoint(({ range }) => {
      const [from, to] = [countBelow(blocks, range.fromBlock), countBelow(blocks, range.toBlock + 1)]
      return to - from > maxLogs ? `query returned more than ${maxLogs} results` : logs.slice(from, to)
    })
    const found = await scanLogs(client, filter, { fromBlock: 0, toBlock: lengths - 1 })
    expect(keysOf(found)).toEqual(keysOf(logs))
    // Every block holds one log here, so that no answer can hold more than maxLogs.
    expect(new Set(blocks).size).toBe(blocks.length)
    expect(queries.length).toBeLessThanOrEqual(most * Math.ceil(blocks.length / maxLogs))
  })

  test('behavior: lengths are tried side by side where an endpoint refuses without a number', async () => {
    let refusals = 0
    const { client, queries } = createEndpoint(({ range }) => {
      if (countBlocks(range) <= 1_000) return []
      refusals++
      return 'block range is too large'
    })
    await scanLogs(client, filter, { fromBlock: 0, toBlock: 999_999 })
    expect(refusals).toBeLessThan(10)
    expect(queries.slice(1, 5).map(({ range }) => countBlocks(range))).toEqual([50_000, 10_000, 5_000, 2_000])
  })

  test('property: whatever fails meanwhile, logs come once and in order, in a bounded number of requests', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat(3_000), { maxLength: 200 }),
        fc.integer({ min: 1, max: 4_000 }),
        fc.integer({ min: 1, max: 80 }),
        fc.constantFrom('named', 'unnamed', 'suggested', 'suggested too much'),
        fc.array(fc.constantFrom('fetch failed', 'over rate limit', 'timed out', 'too many topics', null, null, null), {
          minLength: 20,
          maxLength: 60,
        }),
        async (blocks, maxBlocks, maxLogs, words, mishaps) => {
          const logs = logsAt(blocks.sort((a, b) => a - b))
          let sound = 0
          const { client, queries } = createEndpoint(({ range, attempt, topics: [wanted] }) => {
            const mishap = mishaps[attempt]
            const topics = wanted as readonly Hex[]
            // Several failures in a row are an endpoint that is gone.
            if (mishap && sound >= 3 && countBlocks(range) > 1) {
              sound = 0
              if (mishap !== 'too many topics') return failedWithoutAnswer(mishap, mishap === 'timed out')
              if (topics.length > 1) return 'exceed max addresses or topics per search position'
            }
            if (countBlocks(range) > maxBlocks) return `exceed maximum block range: ${maxBlocks}`
            const found = topics.includes(topicA) ? within(logs, range) : []
            sound++
            if (found.length <= maxLogs || countBlocks(range) === 1) return found
            sound--
            if (words === 'unnamed') return 'response is too big'
            if (words === 'named') return `query returned more than ${maxLogs} results`
            const to = words === 'suggested' ? Number(found[maxLogs - 1]?.['blockNumber']) : range.toBlock
            return `query exceeds max results ${maxLogs}, retry with the range ${range.fromBlock}-${to}`
          })
          const found = await scanLogs(
            client,
            { ...filter, topics: [[topicA, topicB]] },
            { fromBlock: 0, toBlock: 3_000 },
          )
          expect(keysOf(found)).toEqual(keysOf(logs))
          expect(queries.length).toBeLessThan(600 + 20 * (3_001 / Math.min(maxBlocks, 3_001) + blocks.length / maxLogs))
        },
      ),
      { numRuns: 150 },
    )
  })

  test('property: whatever an endpoint caps, the scan finds the same logs', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat(5_000), { maxLength: 150 }),
        fc.integer({ min: 1, max: 6_000 }),
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom('block range too large', 'max range: 0', 'limited to 99999999', ''),
        fc.boolean(),
        async (blocks, maxBlocks, maxLogs, rangeWords, isNamed) => {
          const logs = logsAt(blocks.sort((a, b) => a - b))
          const { client, queries, progress } = createEndpoint(({ range }) => {
            if (countBlocks(range) > maxBlocks)
              return isNamed ? `exceed maximum block range: ${maxBlocks}` : `block range: ${rangeWords}`
            const found = within(logs, range)
            return found.length > maxLogs ? `query returned more than ${maxLogs} results` : found
          })
          const found = await scanLogs(client, filter, { fromBlock: 0, toBlock: 5_000 })
          expect(keysOf(found)).toEqual(keysOf(logs))
          expect(queries.length).toBeLessThan(350 + 10 * (5_001 / Math.min(maxBlocks, 5_001) + blocks.length / maxLogs))
          expect(progress.at(-1)?.done).toBe(5_001)
        },
      ),
      { numRuns: 150 },
    )
  })

  test('behavior: logs come sorted, doubles and removed ones are gone', async () => {
    const { client } = createEndpoint(() => [
      createLog(5, 2),
      createLog(3, 1),
      { ...createLog(4, 0), removed: true },
      createLog(5, 0),
      createLog(3, 1),
    ])
    expect(keysOf(await scanLogs(client, filter, { fromBlock: 0, toBlock: 10 }))).toEqual(['3:1', '5:0', '5:2'])
  })

  test('behavior: long lists of topics are asked for in parts', async () => {
    const topics = Array.from({ length: 1_200 }, (_, index) => hash(index, 'd1'))
    const logs = topics.map((topic, index) => createLog(index + 1, 0, topic))
    const { client, queries } = createEndpoint(({ range, topics: [wanted] }) =>
      within(logs, range).filter((log) => (wanted as readonly Hex[]).includes((log['topics'] as Hex[])[0] as Hex)),
    )
    const found = await scanLogs(client, { ...filter, topics: [topics] }, { fromBlock: 0, toBlock: 2_000 })
    expect(found.length).toBe(1_200)
    expect(queries.map(({ topics: [wanted] }) => wanted?.length)).toEqual([500, 500, 200])
  })

  test('behavior: an endpoint that takes fewer topics gets fewer', async () => {
    const topics = Array.from({ length: 40 }, (_, index) => hash(index, 'd1'))
    const logs = topics.map((topic, index) => createLog(index + 1, 0, topic))
    const { client } = createEndpoint(({ range, topics: [wanted] }) =>
      (wanted?.length ?? 0) > 7
        ? 'exceed max addresses or topics per search position'
        : within(logs, range).filter((log) => (wanted as readonly Hex[]).includes((log['topics'] as Hex[])[0] as Hex)),
    )
    expect((await scanLogs(client, { ...filter, topics: [topics] }, { fromBlock: 0, toBlock: 99 })).length).toBe(40)
  })

  test('behavior: a query that runs out of time is asked in smaller pieces', async () => {
    const logs = logsAt(evenBlocks)
    const { client } = createEndpoint(({ range }) =>
      countBlocks(range) > 2_000 ? failedWithoutAnswer('No reply within 30 s.', true) : within(logs, range),
    )
    expect((await scanLogs(client, filter, { fromBlock: 0, toBlock: 21_999 })).length).toBe(500)
  })

  test('error: an endpoint that is gone is given up soon', async () => {
    const { client, queries } = createEndpoint(() => failedWithoutAnswer('fetch failed'))
    await expect(scanLogs(client, filter, { fromBlock: 0, toBlock: 1_000_000 })).rejects.toThrow(RpcUnreachableError)
    expect(queries.length).toBeLessThan(100)
  })

  test('error: a rate limit that stays is given up soon', async () => {
    const { client, queries } = createEndpoint(() => 'over rate limit')
    await expect(scanLogs(client, filter, { fromBlock: 0, toBlock: 1_000_000 })).rejects.toThrow(RpcRateLimitedError)
    expect(queries.length).toBeLessThan(100)
  })

  test('error: a block that is refused on its own ends the scan', async () => {
    const { client, queries } = createEndpoint(({ range }) =>
      range.fromBlock <= 700 && range.toBlock >= 700 ? 'limit exceeded' : [],
    )
    await expect(scanLogs(client, filter, { fromBlock: 0, toBlock: 1_000_000 })).rejects.toMatchObject({
      name: 'LogScanError',
      fromBlock: 700,
      toBlock: 700,
      details: 'limit exceeded',
    })
    expect(queries.length).toBeLessThan(300)
  })

  test('error: a method that is switched off ends the scan within a few dozen requests', async () => {
    const { client, queries } = createEndpoint(() => 'limit exceeded')
    await expect(scanLogs(client, filter, { fromBlock: 0, toBlock: 20_000_000 })).rejects.toMatchObject({
      name: 'LogScanError',
      details: 'It refused even a single block: it seems to give no events at all. limit exceeded',
    })
    expect(queries.length).toBeLessThan(600)
  })

  test('error: a cap that would take a million requests is said instead', async () => {
    const { client, queries } = createEndpoint(({ range }) =>
      countBlocks(range) > 10 ? 'You can make eth_getLogs requests with up to a 10 block range' : [],
    )
    await expect(scanLogs(client, filter, { fromBlock: 0, toBlock: 10_000_000 })).rejects.toMatchObject({
      name: 'LogScanError',
      details: 'It gives 10 blocks in one answer, so this would take 1000001 requests.',
    })
    expect(queries.length).toBe(1)
  })

  test('error: pruned logs are history that is not available, whatever the range', async () => {
    const { client, queries } = createEndpoint(() => 'pruned history unavailable')
    await expect(scanLogs(client, filter, { fromBlock: 0, toBlock: 1_000 })).rejects.toThrow(HistoryUnavailableError)
    expect(queries.length).toBe(1)
  })

  const inconsistent: readonly [string, readonly NodeLog[] | RpcAttempt][] = [
    ['a log before the range', [createLog(9, 0)]],
    ['a log after the range', [createLog(21, 0)]],
    ['a log of another contract', [{ ...createLog(12, 0), address: `0x${'1'.repeat(40)}` }]],
    ['a log of another event', [createLog(12, 0, topicB)]],
    ['a log without topics', [{ ...createLog(12, 0), topics: [] }]],
    ['two versions of a block', [createLog(12, 0), { ...createLog(12, 1), blockHash: hash(99, 'b1') }]],
    ['two versions of a log', [createLog(12, 0), { ...createLog(12, 0), transactionHash: hash(99, 'c1') }]],
    ['a log without a block number', [{ ...createLog(12, 0), blockNumber: null }]],
    ['a log with odd data', [{ ...createLog(12, 0), data: '0x123' }]],
    ['no list', { ok: true, value: { logs: [] } }],
    ['a list of nothing', [null as never]],
  ]
  test.each(inconsistent)('error: %s', async (_, answer) => {
    const { client } = createEndpoint(() => answer)
    await expect(scanLogs(client, filter, { fromBlock: 10, toBlock: 20 })).rejects.toThrow(InconsistentDataError)
  })
})
