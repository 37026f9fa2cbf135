import type { ChainClient } from '../../chain/chainClient'
import { memoised } from '../../chain/memoised'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Pool } from '../../domain/pool'
import type { BlockRange } from '../../domain/primitives'
import { LongScanError, ReplayError } from '../../errors'
import { computeScanStart } from './computeScanStart'
import { scanLastPriceLog } from './fetchLastPriceLog'
import { fetchReplayEnd, fetchReplayStart, replayPool, scanReplayLogs } from './fetchPoolReplay'
import type { ReplayLog, ReplayStart } from './fetchPoolReplay'

/** So many logs are worth reading for prices alone. */
const FEW_LOGS = 50_000
/** What looking for the last swap before one block takes: more in a quiet pool, and the search for the whale reads all of them again. */
const REQUESTS_PER_BLOCK = 4
/** Readings whose last swap is not the pool's own: after so many nothing more is asked for, and nothing believed. */
const MOST_MISMATCHES = 3

/**
 * Reads the pool's price (`sqrtPriceX96`) at the end of each block, from its last `Swap` or `Initialize` at or before it.
 * For nodes without archive state. A block before `Initialize` is absent from the result.
 *
 * Reads logs backwards from each block, side by side, and never further back than the next lower block that was asked for:
 * where nothing happened since, that block's price still stands. Where the pool's logs up to
 * `reportBlock` are wanted for other things as well, all of them are read instead, if that takes no more requests.
 *
 * The last of the logs up to `reportBlock` must say the price that the pool then has: else swaps are left out, and no price is taken from them,
 * nor from later readings by the same client once that has come about three times.
 */
export async function fetchPricesFromLogs(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  pool: Pool,
  blockNumbers: readonly number[],
  reportBlock: number | null = null,
): Promise<ReadonlyMap<number, bigint>> {
  const ascending = [...new Set(blockNumbers)].sort((a, b) => a - b)
  const atOnce = reportBlock === null ? null : await fetchPricesAtOnce(client, deployment, pool, ascending, reportBlock)
  if (atOnce !== null) return atOnce
  const mismatches = await mismatchesOf(client, pool)
  if (reportBlock !== null && mismatches.count >= MOST_MISMATCHES) return new Map()
  const read = reportBlock === null ? ascending : [...new Set([...ascending, reportBlock])].sort((a, b) => a - b)
  const found = await Promise.all(
    read.map((toBlock, index) => {
      const previous = read[index - 1]
      const fromBlock = previous === undefined ? computeScanStart(deployment, toBlock) : previous + 1
      return fetchLastPrice(client, pool, { fromBlock, toBlock })
    }),
  )
  const prices = new Map<number, bigint>()
  let standing: bigint | null = null
  read.forEach((blockNumber, index) => {
    standing = found[index] ?? standing
    if (standing !== null) prices.set(blockNumber, standing)
  })
  if (reportBlock === null) return prices
  const last = prices.get(reportBlock)
  if (last !== undefined && last === (await fetchReplayEnd(client, pool, reportBlock)).sqrtPriceX96) return prices
  mismatches.count++
  return new Map()
}

/** How often the pool's swaps, as this client got them, did not lead to the pool's price. */
function mismatchesOf(client: ChainClient, pool: Pool): Promise<{ count: number }> {
  return memoised(client, 'mismatchesOf', pool.address.toLowerCase(), async () => ({ count: 0 }))
}

/**
 * All prices from one reading of the pool's logs; `null` where that would take long. What the logs say is taken only where the pool, replayed
 * swap by swap, comes to the state that it is in at the report's block: a swap that the endpoint left out would give wrong prices.
 */
async function fetchPricesAtOnce(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  pool: Pool,
  ascending: readonly number[],
  reportBlock: number,
): Promise<ReadonlyMap<number, bigint> | null> {
  const [first] = ascending
  if (first === undefined || ascending.length < 2) return null
  const limits = { fewRequests: REQUESTS_PER_BLOCK * ascending.length, fewLogs: FEW_LOGS }
  try {
    const [logs, end] = await Promise.all([
      scanReplayLogs(client, pool, { fromBlock: first, toBlock: reportBlock }, limits),
      fetchReplayEnd(client, pool, reportBlock),
    ])
    const start = await fetchReplayStart(client, deployment, pool, first - 1, logs)
    if (start === null) return new Map()
    replayPool(pool, start, end, [])
    return listPrices(start, ascending)
  } catch (error) {
    if (error instanceof LongScanError || error instanceof ReplayError) return null
    throw error
  }
}

/** The price at the end of each block, in ascending order. */
function listPrices(start: ReplayStart, ascending: readonly number[]): ReadonlyMap<number, bigint> {
  const prices = new Map<number, bigint>()
  let { sqrtPriceX96 } = start
  let next = 0
  for (const blockNumber of ascending) {
    for (; next < start.logs.length; next++) {
      const { log, event } = start.logs[next] as ReplayLog
      if (log.blockNumber > blockNumber) break
      if (event.type === 'swap') ({ sqrtPriceX96 } = event)
    }
    if (blockNumber >= start.blockNumber) prices.set(blockNumber, sqrtPriceX96)
  }
  return prices
}

/** Reads anew what was read already: what many blocks gave at once was not complete, or never asked for. */
async function fetchLastPrice(client: ChainClient, pool: Pool, range: BlockRange): Promise<bigint | null> {
  return (await scanLastPriceLog(client, pool, range))?.event.sqrtPriceX96 ?? null
}
