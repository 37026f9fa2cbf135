import type { ChainClient, RawLog } from '../../chain/chainClient'
import { memoised } from '../../chain/memoised'
import { scanLogs } from '../../chain/scanLogs'
import type { Pool } from '../../domain/pool'
import type { BlockRange } from '../../domain/primitives'
import { InconsistentDataError } from '../../errors'
import { decodePoolPriceLog } from './decodePoolLog'
import type { PoolPriceEvent } from './decodePoolLog'
import { poolTopics } from './eventTopics'
import { findReadPoolLogs } from './fetchPoolLogs'

/** A busy pool swaps within so many blocks; a quiet one is searched further back in ever larger steps. */
const FIRST_STEP_BLOCKS = 128
const STEP_GROWTH = 16

interface PriceLog {
  readonly log: RawLog
  readonly event: PoolPriceEvent
}

/**
 * Finds the last `Swap` or `Initialize` of a range; `null` when there is none. Looks at what was read of the pool's logs first, and reads
 * backwards from there.
 */
export async function fetchLastPriceLog(client: ChainClient, pool: Pool, range: BlockRange): Promise<PriceLog | null> {
  let { toBlock } = range
  while (toBlock >= range.fromBlock) {
    const read = await findReadPoolLogs(client, pool, toBlock)
    if (read === null) break
    const isEarlier = (log: RawLog) => log.blockNumber <= toBlock && decodePoolPriceLog(log) !== null
    const log = read.logs.findLast(isEarlier)
    if (log !== undefined) return log.blockNumber < range.fromBlock ? null : { log, event: readPrice(pool, log) }
    toBlock = read.range.fromBlock - 1
  }
  if (toBlock < range.fromBlock) return null
  const key = [pool.address.toLowerCase(), range.fromBlock, toBlock].join()
  return await memoised(client, 'fetchLastPriceLog', key, () => scanLastPriceLog(client, pool, { ...range, toBlock }))
}

/** The same by reading backwards from the end of the range, whatever was read before. */
export async function scanLastPriceLog(client: ChainClient, pool: Pool, range: BlockRange): Promise<PriceLog | null> {
  const filter = {
    address: pool.address,
    topics: [[poolTopics.swap, poolTopics.initialize]],
    what: 'swaps',
  }
  let step = FIRST_STEP_BLOCKS
  let toBlock = range.toBlock
  while (toBlock >= range.fromBlock) {
    const fromBlock = Math.max(range.fromBlock, toBlock - step + 1)
    const log = (await scanLogs(client, filter, { fromBlock, toBlock })).at(-1)
    if (log !== undefined) return { log, event: readPrice(pool, log) }
    toBlock = fromBlock - 1
    step *= STEP_GROWTH
  }
  return null
}

function readPrice({ address }: Pool, log: RawLog): PoolPriceEvent {
  const event = decodePoolPriceLog(log)
  if (event === null) throw new InconsistentDataError('A swap of the pool cannot be read.', { details: address })
  return event
}
