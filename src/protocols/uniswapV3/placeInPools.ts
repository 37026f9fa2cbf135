import type { ChainClient } from '../../chain/chainClient'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Pool } from '../../domain/pool'
import type { Position } from '../../domain/position'
import { isSameAddress } from '../../domain/primitives'
import type { Discovered } from '../adapter'
import type { NftPositions } from './fetchNftPositions'
import { fetchPoolsByAddress, fetchPoolsByKey } from './fetchPools'

/** Reads the facts of the pools, and leaves out positions in anything that is no pool of this deployment. */
export async function placeInPools(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  blockNumber: number,
  { positions, poolKeys, missing }: NftPositions,
): Promise<Pick<Discovered, 'pools' | 'positions' | 'missing'>> {
  const named = await fetchPoolsByKey(client, deployment, poolKeys, blockNumber)
  const unnamed = positions.map((position) => position.pool).filter((pool) => !named.has(pool.toLowerCase()))
  const pools = new Map([...named, ...(await fetchPoolsByAddress(client, deployment, unnamed, blockNumber))])
  const isPlaced = (position: Position) => pools.has(position.pool.toLowerCase())
  const unplaced = positions
    .filter((position) => position.kind === 'nft' && !isPlaced(position))
    .map(({ id, pool }) => ({
      what: `Position ${id}`,
      why: `Its pool ${pool} does not answer as a pool of ${deployment.name}.`,
    }))
  return {
    pools: sortPools([...pools.values()], positions),
    positions: positions.filter(isPlaced),
    missing: [...missing, ...unplaced],
  }
}

/** Pools in the order in which the owner's positions came to them. */
function sortPools(pools: readonly Pool[], positions: readonly Position[]): readonly Pool[] {
  const rank = (pool: Pool) => positions.findIndex((position) => isSameAddress(position.pool, pool.address))
  return [...pools].sort((a, b) => rank(a) - rank(b))
}
