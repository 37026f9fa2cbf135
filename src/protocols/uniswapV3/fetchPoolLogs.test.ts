import { numberToHex } from 'viem'
import { describe, expect, test } from 'vitest'
import type { ChainClient, RawLog } from '../../chain/chainClient'
import { ethereum } from '../../config/chains/ethereum'
import type { Pool, Token } from '../../domain/pool'
import type { BlockRange } from '../../domain/primitives'
import { LongScanError, RpcLimitError, RpcUnreachableError } from '../../errors'
import { fetchPoolChanges } from './fetchPoolChanges'
import { arePoolLogsRead, fetchPoolLogs, findReadPoolLogs } from './fetchPoolLogs'
import { fetchLastPriceLog } from './fetchLastPriceLog'
import { addressOf, encodeLog, eventOf, poolEventAbi } from './testLogs'

const token = (value: number): Token => ({ address: addressOf(value), symbol: `T${value}`, decimals: 18 })
const pool: Pool = {
  chainId: 1,
  protocol: 'uniswap-v3',
  address: addressOf(77),
  token0: token(1),
  token1: token(2),
  feePpm: 500,
  tickSpacing: 10,
}
const CAP = 100

const swapAt = (block: number, index = 0): RawLog =>
  encodeLog(
    eventOf(poolEventAbi, 'Swap'),
    {
      sender: addressOf(5),
      recipient: addressOf(5),
      amount0: 1n,
      amount1: -1n,
      sqrtPriceX96: BigInt(block) << 96n,
      liquidity: 9n,
      tick: 0,
    },
    { address: pool.address, block, index },
  )
const mintAt = (block: number): RawLog =>
  encodeLog(
    eventOf(poolEventAbi, 'Mint'),
    {
      sender: addressOf(5),
      owner: addressOf(6),
      tickLower: -10,
      tickUpper: 10,
      amount: 5n,
      amount0: 1n,
      amount1: 1n,
    },
    { address: pool.address, block, index: 1 },
  )

/** A node with a pool that swaps in every tenth block and gets a deposit in every hundredth; `CAP` blocks at a time. */
function createClient(fail: () => Error | null = () => null) {
  const asked: BlockRange[] = []
  const all = Array.from({ length: 300 }, (_, index) => (index + 1) * 10).flatMap((block) =>
    block % 100 === 0 ? [swapAt(block), mintAt(block)] : [swapAt(block)],
  )
  const client: ChainClient = {
    config: ethereum,
    host: 'node.example',
    signal: new AbortController().signal,
    memo: new Map(),
    report: () => undefined,
    request: async (_method, params) => {
      const [query] = params as [{ fromBlock: string; toBlock: string; topics: [string | readonly string[]] }]
      const range = { fromBlock: Number(query.fromBlock), toBlock: Number(query.toBlock) }
      if (range.toBlock - range.fromBlock >= CAP) {
        throw new RpcLimitError('node.example', 'eth_getLogs', 'range', { blockCap: CAP })
      }
      asked.push(range)
      await new Promise((resolve) => setTimeout(resolve, 1))
      const failure = fail()
      if (failure !== null) throw failure
      return all
        .filter(({ blockNumber }) => range.fromBlock <= blockNumber && blockNumber <= range.toBlock)
        .filter(({ topics }) => [query.topics[0]].flat().includes(topics[0] as string))
        .map((log) => ({
          ...log,
          blockNumber: numberToHex(log.blockNumber),
          logIndex: numberToHex(log.logIndex),
          removed: false,
        }))
    },
  }
  return { client, asked }
}

const blocksOf = (logs: readonly RawLog[]) => logs.map(({ blockNumber }) => blockNumber)
const swapsOf = (logs: readonly RawLog[]) => logs.filter(({ logIndex }) => logIndex === 0)

describe('fetchPoolLogs', () => {
  test('default: blocks that were read, or are being read, are not asked for again', async () => {
    const { client, asked } = createClient()
    const [first, inside, around] = await Promise.all([
      fetchPoolLogs(client, pool, { fromBlock: 1_001, toBlock: 1_200 }),
      fetchPoolLogs(client, pool, { fromBlock: 1_051, toBlock: 1_100 }),
      fetchPoolLogs(client, pool, { fromBlock: 901, toBlock: 1_300 }),
    ])
    expect(asked.map(({ fromBlock }) => fromBlock).sort((a, b) => a - b)).toEqual([901, 1_001, 1_101, 1_201])
    expect(blocksOf(swapsOf(first))).toEqual(Array.from({ length: 20 }, (_, index) => 1_010 + index * 10))
    expect(blocksOf(inside)).toEqual([1_060, 1_070, 1_080, 1_090, 1_100, 1_100])
    expect(blocksOf(swapsOf(around))).toEqual(Array.from({ length: 40 }, (_, index) => 910 + index * 10))
    expect(await fetchPoolLogs(client, pool, { fromBlock: 1_000, toBlock: 999 })).toEqual([])
    expect(asked).toHaveLength(4)
  })

  test('behavior: what exceeds one reader’s limits is read for another one who allows more', async () => {
    const { client, asked } = createClient()
    await fetchPoolLogs(client, pool, { fromBlock: 1, toBlock: 10 })
    const range = { fromBlock: 1_001, toBlock: 2_000 }
    const few = fetchPoolLogs(client, pool, range, { fewLogs: 30 })
    const many = fetchPoolLogs(client, pool, range, { fewLogs: 1_000 })
    await expect(few).rejects.toThrow(LongScanError)
    expect(swapsOf(await many)).toHaveLength(100)
    const { length } = asked
    expect(swapsOf(await fetchPoolLogs(client, pool, range, { fewLogs: 30 }))).toHaveLength(100)
    expect(asked).toHaveLength(length)
  })

  test('behavior: what took too long is not begun again within the same limits', async () => {
    const { client, asked } = createClient()
    await fetchPoolLogs(client, pool, { fromBlock: 1, toBlock: 10 })
    const read = (toBlock: number) => fetchPoolLogs(client, pool, { fromBlock: 1_001, toBlock }, { fewLogs: 30 })
    await expect(read(2_000)).rejects.toThrow(LongScanError)
    const { length } = asked
    await expect(read(2_500)).rejects.toThrow(LongScanError)
    expect(asked).toHaveLength(length)
  })

  test('error: a failure reaches everybody who waits, and is forgotten', async () => {
    let isDown = true
    const { client } = createClient(() => (isDown ? new RpcUnreachableError('node.example') : null))
    const readers = [
      fetchPoolLogs(client, pool, { fromBlock: 10, toBlock: 60 }),
      fetchPoolLogs(client, pool, { fromBlock: 20, toBlock: 50 }),
    ]
    for (const reader of readers) await expect(reader).rejects.toThrow(RpcUnreachableError)
    isDown = false
    expect(await fetchPoolLogs(client, pool, { fromBlock: 20, toBlock: 50 })).toHaveLength(4)
  })
})

describe('what shares the pool’s logs', () => {
  test('deposits with swaps leave them for others, and take theirs', async () => {
    const { client, asked } = createClient()
    const range = { fromBlock: 1_001, toBlock: 1_100 }
    const { changes, prices } = await fetchPoolChanges(client, pool, range, ['mint', 'burn', 'swap'])
    expect(changes.map(({ blockNumber }) => blockNumber)).toEqual([1_100])
    expect(prices).toEqual({ lowX96: 1_010n << 96n, highX96: 1_100n << 96n })
    expect(arePoolLogsRead(client, pool, range)).toBe(true)
    expect((await fetchPoolChanges(client, pool, range, ['mint'])).changes).toEqual(changes)
    expect(asked).toHaveLength(1)
  })

  test('the last price before a block is found in what was read, and before it', async () => {
    const { client, asked } = createClient()
    await fetchPoolLogs(client, pool, { fromBlock: 1_005, toBlock: 1_060 })
    const { length } = asked
    const last = async (toBlock: number, fromBlock = 0) =>
      (await fetchLastPriceLog(client, pool, { fromBlock, toBlock }))?.log.blockNumber ?? null
    expect([await last(1_060), await last(1_019), await last(1_019, 1_012)]).toEqual([1_060, 1_010, null])
    expect(asked).toHaveLength(length)
    expect(await last(1_007)).toBe(1_000)
    expect(await last(1_006)).toBe(1_000)
    expect(asked.slice(length).every(({ toBlock }) => toBlock <= 1_004)).toBe(true)
    expect(await findReadPoolLogs(client, pool, 1_061)).toBe(null)
  })
})
