import type { ChainClient } from '../../chain/chainClient'
import { fetchLogs } from '../../chain/fetchLogs'
import type { Pool } from '../../domain/pool'
import type { LiquidityChange } from '../../domain/poolLiquidity'
import type { BlockRange } from '../../domain/primitives'
import { RpcLimitError, RpcRefusedError, RpcUnreachableError } from '../../errors'
import { poolTopics } from './eventTopics'
import { readChange } from './fetchPoolChanges'
import { formatTickTopic } from './logWords'

/**
 * Reads every deposit of some blocks into ranges that begin at one of the lower ticks and end at one of the upper: `Mint` is indexed by
 * both, so that an endpoint which limits results and not blocks gives them for a pool's whole life at once.
 *
 * Reads logs with one request, and never with more: where it is refused or not answered in time, the answer is `null`.
 *
 * @throws InconsistentDataError when a log of the pool cannot be read.
 */
export async function fetchDepositsAtTicks(
  client: ChainClient,
  pool: Pool,
  { lower, upper }: { readonly lower: readonly number[]; readonly upper: readonly number[] },
  range: BlockRange,
): Promise<readonly LiquidityChange[] | null> {
  const topics = [poolTopics.mint, null, lower.map(formatTickTopic), upper.map(formatTickTopic)]
  const filter = { address: pool.address, topics, what: "the pool's largest deposits" }
  try {
    return (await fetchLogs(client, filter, range)).flatMap(readChange)
  } catch (error) {
    const isTooMuch =
      error instanceof RpcLimitError || error instanceof RpcRefusedError || error instanceof RpcUnreachableError
    if (isTooMuch) return null
    throw error
  }
}
