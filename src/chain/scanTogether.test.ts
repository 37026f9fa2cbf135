import { describe, expect, test } from 'vitest'
import type { Hex } from '../domain/primitives'
import { RpcLimitError, RpcUnreachableError } from '../errors'
import type { ChainClient, LogFilter } from './chainClient'
import type { ReadAhead } from './readAhead'
import { scanLogs } from './scanLogs'
import { scanTogether } from './scanTogether'

const CAP = 100
const manager = '0xc36442b4a4522e871399cd717abdd847ab11fe88'
const wordOf = (value: number): Hex => `0x${value.toString(16).padStart(64, '0')}`
const [sent, paid] = [wordOf(0xa), wordOf(0xb)] as const

/** In every block an event of an owner, who changes with each, with one more word in every third. */
function createNodeLog(block: number, index: number) {
  return {
    address: manager,
    topics: [block % 2 === 0 ? sent : paid, wordOf(block % 7), ...(block % 3 === 0 ? [wordOf(block)] : [])],
    data: '0x',
    blockNumber: `0x${block.toString(16)}`,
    blockHash: wordOf(block),
    transactionHash: wordOf(1_000_000 + block),
    logIndex: `0x${index.toString(16)}`,
    removed: false,
  }
}

interface EndpointOptions {
  readonly cap?: number
  readonly logsPerBlock?: (block: number) => number
}

/** An endpoint with a cap on blocks, or without one. */
function createEndpoint({ cap = CAP, logsPerBlock = () => 1 }: EndpointOptions = {}) {
  const ranges: (readonly [number, number])[] = []
  const state = { isDown: false }
  const client: ChainClient = {
    config: {} as never,
    host: 'node.example',
    signal: new AbortController().signal,
    memo: new Map(),
    report: () => undefined,
    request: async (_method, [query]) => {
      const { fromBlock, toBlock, topics } = query as { fromBlock: Hex; toBlock: Hex; topics: LogFilter['topics'] }
      const [from, to] = [Number(fromBlock), Number(toBlock)]
      if (state.isDown) throw new RpcUnreachableError('node.example')
      if (to - from + 1 > cap) throw new RpcLimitError('node.example', 'eth_getLogs', 'range', { blockCap: cap })
      ranges.push([from, to])
      const logs = Array.from({ length: to - from + 1 }, (_, index) => from + index).flatMap((block) =>
        Array.from({ length: logsPerBlock(block) }, (_, index) => createNodeLog(block, index)),
      )
      return logs.filter((log) =>
        topics.every(
          (values, place) => values === null || [values].flat().some((value) => value === log.topics[place]),
        ),
      )
    },
  }
  return { client, ranges, state }
}

const filter = (topics: LogFilter['topics']): LogFilter => ({ address: manager, topics, what: 'events' })
const all = filter([[sent, paid]])
const owners = [1, 2, 3, 4].map((owner) => filter([[sent, paid], wordOf(owner)]))
const range = { fromBlock: 1, toBlock: 20 * CAP }

async function createCapped(options: EndpointOptions = {}) {
  const endpoint = createEndpoint(options)
  // The first scan learns of the cap.
  await scanLogs(endpoint.client, filter([sent]), { fromBlock: 1, toBlock: CAP + 1 })
  endpoint.ranges.length = 0
  return endpoint
}

describe('scanTogether', () => {
  test('default: each range is read once, and the scans of all owners ask for nothing and give what they gave alone', async () => {
    const alone = await createCapped()
    const expected = await Promise.all(owners.map((owner) => scanLogs(alone.client, owner, range)))
    const { client, ranges } = await createCapped()
    expect(await scanTogether(client, all, range)).toBe(true)
    expect(ranges).toHaveLength(20)
    expect(await Promise.all(owners.map((owner) => scanLogs(client, owner, range)))).toEqual(expected)
    expect(await scanLogs(client, filter([[sent, paid], null, wordOf(30)]), range)).toHaveLength(1)
    expect(ranges).toHaveLength(20)
    expect(alone.ranges).toHaveLength(80)
  })

  test('behavior: only blocks that were not read are read, also where two ask at the same time', async () => {
    const { client, ranges } = await createCapped()
    const newest = { fromBlock: 10 * CAP + 1, toBlock: 20 * CAP }
    await Promise.all([
      scanTogether(client, all, newest),
      scanTogether(client, all, range),
      scanTogether(client, all, range),
    ])
    expect(ranges).toHaveLength(20)
  })

  test('behavior: a scan that goes further than what was read asks for the rest alone', async () => {
    const { client, ranges } = await createCapped()
    await scanTogether(client, all, { fromBlock: 10 * CAP + 1, toBlock: 20 * CAP })
    const logs = await scanLogs(client, owners[0] as LogFilter, range)
    expect(ranges).toHaveLength(20)
    expect(logs).toEqual(await scanLogs((await createCapped()).client, owners[0] as LogFilter, range))
  })

  test('behavior: nothing is read where one request gives all blocks, or a scan takes few of them', async () => {
    const whole = createEndpoint({ cap: Infinity })
    expect(await scanTogether(whole.client, all, range)).toBe(false)
    expect(whole.ranges).toEqual([])
    const short = await createCapped()
    expect(await scanTogether(short.client, all, { fromBlock: 1, toBlock: 5 * CAP })).toBe(false)
    expect(short.ranges).toEqual([])
  })

  test('behavior: where the newest blocks show too many logs the scans are left alone, and it is not tried again', async () => {
    const { client, ranges } = await createCapped({ logsPerBlock: (block) => (block > 19 * CAP ? 9 : 1) })
    expect(await scanTogether(client, all, range, { mostLogs: 5_000 })).toBe(false)
    expect(ranges).toHaveLength(4)
    expect(await scanTogether(client, all, range, { mostLogs: 5_000 })).toBe(false)
    expect(ranges).toHaveLength(4)
    const [owner] = owners as [LogFilter]
    expect(await scanLogs(client, owner, range)).not.toEqual([])
    expect(ranges).toHaveLength(20)
  })

  test('behavior: where there turn out to be too many logs the scans read what is left', async () => {
    const { client } = await createCapped({ logsPerBlock: (block) => (block < 3 * CAP ? 20 : 1) })
    expect(await scanTogether(client, all, range, { mostLogs: 5_000 })).toBe(false)
    const alone = await createCapped({ logsPerBlock: (block) => (block < 3 * CAP ? 20 : 1) })
    const [owner] = owners as [LogFilter]
    expect(await scanLogs(client, owner, range)).toEqual(await scanLogs(alone.client, owner, range))
  })

  test('behavior: nothing is read where the last visit did without; all is where it did not, or where there was none', async () => {
    const readAfter = async (hasAsked: boolean | null) => {
      const { client, ranges } = await createCapped()
      const ahead = { askLogs: async () => [], hasAskedLogs: async () => hasAsked } as Partial<ReadAhead> as ReadAhead
      await scanTogether({ ...client, ahead }, all, range)
      return ranges.length
    }
    expect(await Promise.all([false, true, null].map(readAfter))).toEqual([0, 20, 20])
  })

  test('error: what the endpoint fails with; the next one reads again', async () => {
    const { client, state } = await createCapped()
    state.isDown = true
    await expect(scanTogether(client, all, range)).rejects.toBeInstanceOf(RpcUnreachableError)
    state.isDown = false
    expect(await scanTogether(client, all, range)).toBe(true)
  })
})
