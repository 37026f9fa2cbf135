import type { ChainClient, RawLog } from '../../chain/chainClient'
import { scanLogs } from '../../chain/scanLogs'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Pool } from '../../domain/pool'
import type { BlockRange } from '../../domain/primitives'
import { InconsistentDataError } from '../../errors'
import { computeScanStart } from './computeScanStart'
import { decodePoolPriceLog } from './decodePoolLog'
import type { PoolPriceEvent } from './decodePoolLog'
import { poolTopics } from './eventTopics'

/** A busy pool swaps within so many blocks; a quiet one is searched further back in ever larger steps. */
const FIRST_STEP_BLOCKS = 128
const STEP_GROWTH = 16

/**
 * Reads the pool's price (`sqrtPriceX96`) at the end of each block, from its last `Swap` or `Initialize` at or before it.
 * For nodes without archive state. A block before `Initialize` is absent from the result.
 *
 * Reads logs backwards from each block, side by side, and never further back than the next lower block that was asked for:
 * where nothing happened since, that block's price still stands.
 */
export async function fetchPricesFromLogs(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  pool: Pool,
  blockNumbers: readonly number[],
): Promise<ReadonlyMap<number, bigint>> {
  const ascending = [...new Set(blockNumbers)].sort((a, b) => a - b)
  const found = await Promise.all(
    ascending.map((toBlock, index) => {
      const previous = ascending[index - 1]
      const fromBlock = previous === undefined ? computeScanStart(deployment, toBlock) : previous + 1
      return fetchLastPrice(client, pool, { fromBlock, toBlock })
    }),
  )
  const prices = new Map<number, bigint>()
  let standing: bigint | null = null
  ascending.forEach((blockNumber, index) => {
    standing = found[index] ?? standing
    if (standing !== null) prices.set(blockNumber, standing)
  })
  return prices
}

async function fetchLastPrice(client: ChainClient, pool: Pool, range: BlockRange): Promise<bigint | null> {
  return (await fetchLastPriceLog(client, pool, range))?.event.sqrtPriceX96 ?? null
}

/** The last `Swap` or `Initialize` of a range; `null` when there is none. Reads logs backwards. */
export async function fetchLastPriceLog(
  client: ChainClient,
  pool: Pool,
  range: BlockRange,
): Promise<{ readonly log: RawLog; readonly event: PoolPriceEvent } | null> {
  const filter = {
    address: pool.address,
    topics: [[poolTopics.swap, poolTopics.initialize]],
    what: 'swaps',
  }
  let step = FIRST_STEP_BLOCKS
  let toBlock = range.toBlock
  while (toBlock >= range.fromBlock) {
    const fromBlock = Math.max(range.fromBlock, toBlock - step + 1)
    const logs = await scanLogs(client, filter, { fromBlock, toBlock })
    const log = logs.at(-1)
    if (log !== undefined) {
      const event = decodePoolPriceLog(log)
      if (event === null)
        throw new InconsistentDataError('A swap of the pool cannot be read.', { details: pool.address })
      return { log, event }
    }
    toBlock = fromBlock - 1
    step *= STEP_GROWTH
  }
  return null
}
