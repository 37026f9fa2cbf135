import type { ChainClient } from '../../chain/chainClient'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { PositionHistory } from '../../domain/ledger'
import type { Pool } from '../../domain/pool'
import type { BlockRange } from '../../domain/primitives'
import type { ReplayLimits } from '../adapter'
import { fetchPositionReplays } from './fetchPositionReplays'

/**
 * Finds from which block on the pool's logs prove what is uncollected in positions, by position id: at that block's end and at the end of
 * every later one. A position of which it is never proven is absent. `logsFromBlock` is the block at whose end the logs that were read begin.
 *
 * Reads and throws as `fetchPositionReplays`.
 */
export async function fetchProvenSince(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  pool: Pool,
  histories: readonly PositionHistory[],
  range: BlockRange,
  limits: ReplayLimits,
): Promise<{ readonly logsFromBlock: number; readonly blocks: ReadonlyMap<string, number> }> {
  const { fromBlock, replays } = await fetchPositionReplays(client, deployment, pool, histories, range, limits)
  const since = [...replays].map(([id, replay]) => [id, replay.provenSince(fromBlock)] as const)
  const known = since.flatMap(([id, block]) => (block === null ? [] : [[id, block] as const]))
  return { logsFromBlock: fromBlock, blocks: new Map(known) }
}
