import type { ChainClient, RawLog } from '../../chain/chainClient'
import { memoised } from '../../chain/memoised'
import { scanLogs } from '../../chain/scanLogs'
import type { Pool } from '../../domain/pool'
import type { BlockRange, Hex } from '../../domain/primitives'
import { poolTopics } from './eventTopics'
import { arePoolLogsRead, fetchPoolLogs } from './fetchPoolLogs'

const topics: readonly Hex[] = [poolTopics.mint, poolTopics.burn, poolTopics.collect]

/**
 * Reads a pool's `Mint`, `Burn` and `Collect` logs of some blocks, in order; the same blocks once per client.
 *
 * @throws as `scanLogs`.
 */
export async function fetchPoolPositionLogs(
  client: ChainClient,
  pool: Pool,
  range: BlockRange,
): Promise<readonly RawLog[]> {
  if (arePoolLogsRead(client, pool, range)) {
    const logs = await fetchPoolLogs(client, pool, range)
    return logs.filter((log) => topics.some((topic) => topic === log.topics[0]))
  }
  const key = [pool.address.toLowerCase(), range.fromBlock, range.toBlock].join()
  const filter = { address: pool.address, topics: [topics], what: "the pool's deposits, withdrawals and payouts" }
  return await memoised(client, 'fetchPoolPositionLogs', key, () => scanLogs(client, filter, range))
}
