import type { ChainClient } from '../../chain/chainClient'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Pool } from '../../domain/pool'
import type { Position } from '../../domain/position'
import type { BlockRange } from '../../domain/primitives'
import { isSameAddress } from '../../domain/primitives'
import { fetchBurnedPositions } from './fetchNftPositions'
import { fetchNftsOfPool } from './fetchPoolNfts'

/**
 * Finds those of some NFTs that are or were of a pool, also those that were burned since.
 *
 * Reads `positions` of the position manager at the end of `range.toBlock`; the logs and receipts of mints in `range` for burned NFTs.
 */
export async function fetchPositionsOfPool(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  pool: Pool,
  tokenIds: readonly bigint[],
  range: BlockRange,
): Promise<readonly Position[]> {
  const { positions, gone } = await fetchNftsOfPool(client, deployment, pool, tokenIds, range.toBlock)
  const burned = await fetchBurnedPositions(client, deployment, gone, new Map(), range)
  return [...positions, ...burned.positions.filter((position) => isSameAddress(position.pool, pool.address))]
}
