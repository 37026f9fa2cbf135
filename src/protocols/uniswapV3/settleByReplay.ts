import type { ChainClient } from '../../chain/chainClient'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { PositionHistory } from '../../domain/ledger'
import type { Pool } from '../../domain/pool'
import type { BlockRange } from '../../domain/primitives'
import type { ReplayLimits } from '../adapter'
import { fetchPositionReplays } from './fetchPositionReplays'

/**
 * The same histories, good for figures from the end of `range.fromBlock` on: where it is undecided what they owed when they opened, and the
 * pool's logs since `logsFromBlock` prove that they owed nothing at that block, they count as owing nothing before it either.
 *
 * Reads and throws as `fetchPositionReplays`; nothing is read where all of that is decided.
 */
export async function settleByReplay(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  pool: Pool,
  histories: readonly PositionHistory[],
  { fromBlock, toBlock, logsFromBlock }: BlockRange & { readonly logsFromBlock: number },
  limits: ReplayLimits,
): Promise<readonly PositionHistory[]> {
  const undecided = histories.filter(({ opening }) => opening?.owed === null)
  if (undecided.length === 0) return histories
  const range = { fromBlock: logsFromBlock, toBlock }
  const { replays } = await fetchPositionReplays(client, deployment, pool, undecided, range, limits)
  return histories.map((history) => {
    const { opening, position } = history
    if (opening?.owed !== null || replays.get(position.id)?.owesNothingAt(fromBlock) !== true) return history
    // Whatever was owed before was paid out by then: it makes no difference to what is paid later.
    return { ...history, opening: { ...opening, owed: [0n, 0n] } }
  })
}
