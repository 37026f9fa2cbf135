import type { ChainClient } from '../../chain/chainClient'
import { scanLogs } from '../../chain/scanLogs'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Pool } from '../../domain/pool'
import type { LiquidityChange } from '../../domain/poolLiquidity'
import type { Position } from '../../domain/position'
import type { Address, BlockRange } from '../../domain/primitives'
import { isSameAddress } from '../../domain/primitives'
import { decodePositionManagerLog } from './decodePositionManagerLog'
import { decodeStakerLog } from './decodeStakerLog'
import { positionManagerTopics, stakerTopics } from './eventTopics'
import { fetchFarmedTokens } from './fetchFarmedTokens'
import { fetchHeldTokens } from './fetchHeldTokens'
import { matchChanges } from './fetchNamedPositions'
import { fetchNftsOfPool } from './fetchPoolNfts'
import { formatAddressTopic, formatUintTopic } from './logWords'

/**
 * Finds every NFT of a pool that some owners held at any time in some blocks: what they hold at the end, in their own hands or in a farm,
 * and what was transferred to or from them meanwhile, or taken or given away from their deposits in a farm.
 *
 * Reads the position manager's own index of the owners and of the farms, its transfers to and from the owners in these blocks and the farms'
 * records of what left them; the position manager's logs of the NFTs that were burned.
 *
 * @param changes of the pool in these blocks, in order: they tell what burned NFTs were.
 * @returns the positions, and the owners of whom that is not all because they hold too many NFTs.
 */
export async function fetchOwnedPositions(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  pool: Pool,
  owners: readonly Address[],
  { range, changes }: { readonly range: BlockRange; readonly changes: readonly LiquidityChange[] },
): Promise<{ readonly positions: readonly Position[]; readonly incomplete: readonly Address[] }> {
  const [held, farmed, moved] = await Promise.all([
    fetchHeldTokens(client, deployment, owners, range.toBlock),
    fetchFarmedTokens(client, deployment, owners, range.toBlock),
    scanMoved(client, deployment, owners, range),
  ])
  const tokenIds = [...new Set([...held.tokenIds, ...farmed.tokenIds, ...moved])]
  const { positions, gone } = await fetchNftsOfPool(client, deployment, pool, tokenIds, range.toBlock)
  const burned = await findBurned(client, deployment, pool, gone, { range, changes })
  return { positions: [...positions, ...burned], incomplete: farmed.isComplete ? held.incomplete : owners }
}

/**
 * NFTs that left the owners or came to them. One that a farm held for them can leave it for somebody else: only the farm's own record names
 * them then, at the same place as a transfer names who receives, so that both fit into one filter.
 */
async function scanMoved(
  client: ChainClient,
  { positionManager, stakers }: UniswapV3Deployment,
  owners: readonly Address[],
  range: BlockRange,
): Promise<readonly bigint[]> {
  if (owners.length === 0) return []
  const topics = owners.map(formatAddressTopic)
  const { transfer } = positionManagerTopics
  const what = 'positions that came to the largest owners and left them'
  const logs = await Promise.all([
    scanLogs(client, { address: positionManager, topics: [transfer, topics], what }, range),
    scanLogs(
      client,
      {
        address: [positionManager, ...stakers],
        topics: [[transfer, stakerTopics.depositTransferred], null, topics],
        what,
      },
      range,
    ),
  ])
  return logs.flat().flatMap((log) => {
    const event = isSameAddress(log.address, positionManager) ? decodePositionManagerLog(log) : decodeStakerLog(log)
    return event?.type === 'transfer' || event?.type === 'depositTransferred' ? [event.tokenId] : []
  })
}

/** What burned NFTs were, by what their last deposits and withdrawals in these blocks changed in the pool. */
async function findBurned(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  pool: Pool,
  tokenIds: readonly bigint[],
  { range, changes }: { readonly range: BlockRange; readonly changes: readonly LiquidityChange[] },
): Promise<readonly Position[]> {
  if (tokenIds.length === 0) return []
  const { increaseLiquidity, decreaseLiquidity } = positionManagerTopics
  const topics = [[increaseLiquidity, decreaseLiquidity], tokenIds.map(formatUintTopic)]
  const filter = { address: deployment.positionManager, topics, what: 'burned positions of the largest owners' }
  const logs = await scanLogs(client, filter, range)
  const positions = matchChanges(deployment, pool, changes, logs)
  return [...new Map(positions.map((position) => [position.id, position])).values()]
}
