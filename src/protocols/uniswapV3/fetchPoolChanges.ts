import type { ChainClient } from '../../chain/chainClient'
import { memoised } from '../../chain/memoised'
import { scanLogs } from '../../chain/scanLogs'
import type { Pool } from '../../domain/pool'
import type { LiquidityChange, PoolChanges, SqrtPriceRange } from '../../domain/poolLiquidity'
import type { BlockRange, Hex } from '../../domain/primitives'
import type { RawLog } from '../../domain/rawLog'
import { InconsistentDataError } from '../../errors'
import { decodePoolPositionLog, decodePoolPriceLog } from './decodePoolLog'
import { poolTopics } from './eventTopics'
import { arePoolLogsRead, fetchPoolLogs } from './fetchPoolLogs'
import { fetchPoolPositionLogs } from './fetchPoolPositionLogs'

/** Which of a pool's events are asked for. */
export type PoolEventKind = 'mint' | 'burn' | 'swap'

const ALL_KINDS = 3

/**
 * Reads what came into a pool's liquidity and what left it, and the prices in between where swaps are asked for.
 *
 * Reads the pool's logs, all kinds in one scan, the same blocks once per client.
 *
 * A `Swap` stands for the price that it left, which is not always the price at the end of
 * a block: the range can be wider than that of the blocks' ends, never narrower.
 *
 * @throws InconsistentDataError when a log of the pool cannot be read.
 */
export function fetchPoolChanges(
  client: ChainClient,
  pool: Pool,
  range: BlockRange,
  kinds: readonly PoolEventKind[],
): Promise<PoolChanges> {
  const key = [pool.address.toLowerCase(), range.fromBlock, range.toBlock, ...kinds].join()
  return memoised(client, 'fetchPoolChanges', key, () => readPoolChanges(client, pool, range, kinds))
}

async function readPoolChanges(
  client: ChainClient,
  pool: Pool,
  range: BlockRange,
  kinds: readonly PoolEventKind[],
): Promise<PoolChanges> {
  const topics: readonly Hex[] = kinds.map((kind) => poolTopics[kind])
  const logs = await readLogs(client, pool, range, topics)
  const changes: LiquidityChange[] = []
  let prices: SqrtPriceRange | null = null
  for (const log of logs) {
    if (log.topics[0] === poolTopics.swap) prices = widen(prices, readPrice(log))
    else changes.push(...readChange(log))
  }
  return { changes, prices }
}

/**
 * Where swaps are wanted besides deposits, fees and prices are computed from the pool's logs too: all of them are read then, once. Where
 * withdrawals are, histories are compared with the pool's payouts too.
 */
async function readLogs(
  client: ChainClient,
  pool: Pool,
  range: BlockRange,
  topics: readonly Hex[],
): Promise<readonly RawLog[]> {
  if (topics.length === ALL_KINDS || arePoolLogsRead(client, pool, range)) {
    const logs = await fetchPoolLogs(client, pool, range)
    return logs.filter((log) => topics.some((topic) => topic === log.topics[0]))
  }
  if (topics.includes(poolTopics.burn)) {
    const logs = await fetchPoolPositionLogs(client, pool, range)
    return logs.filter((log) => topics.some((topic) => topic === log.topics[0]))
  }
  const what = topics.includes(poolTopics.mint) ? "the pool's deposits" : "the pool's swaps"
  return await scanLogs(client, { address: pool.address, topics: [topics], what }, range)
}

function readPrice(log: RawLog): bigint {
  const event = decodePoolPriceLog(log)
  if (event === null) throw unreadable(log)
  return event.sqrtPriceX96
}

/** A `Mint` or `Burn` of a pool as a change of its liquidity; none where nothing changed. @throws InconsistentDataError for any other log. */
export function readChange(log: RawLog): readonly LiquidityChange[] {
  const event = decodePoolPositionLog(log)
  if (event === null || event.type === 'collect') throw unreadable(log)
  if (event.liquidity === 0n) return []
  const { owner: poolOwner, tickLower, tickUpper, amounts } = event
  const { blockNumber, logIndex, transactionHash } = log
  const liquidity = event.type === 'mint' ? event.liquidity : -event.liquidity
  return [{ blockNumber, logIndex, transactionHash, poolOwner, tickLower, tickUpper, liquidity, amounts }]
}

function widen(prices: SqrtPriceRange | null, price: bigint): SqrtPriceRange {
  if (prices === null) return { lowX96: price, highX96: price }
  return {
    lowX96: price < prices.lowX96 ? price : prices.lowX96,
    highX96: price > prices.highX96 ? price : prices.highX96,
  }
}

function unreadable({ address, transactionHash }: RawLog): InconsistentDataError {
  return new InconsistentDataError('A log of a pool cannot be read.', { details: `${address} in ${transactionHash}` })
}
