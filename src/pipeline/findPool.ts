import { openChainAtHead } from '../chain/createChainClient'
import type { ChainClient } from '../chain/chainClient'
import type { Pool } from '../domain/pool'
import type { Address } from '../domain/primitives'
import type { ChainAccess, PoolName, PoolPlace } from '../domain/request'
import { UnknownPoolError } from '../errors'
import type { ProtocolAdapter } from '../protocols/adapter'
import { adaptersOf } from '../protocols/registry'

/** A pool with the adapter of the deployment that made it. */
export interface FoundPool {
  readonly adapter: ProtocolAdapter
  readonly pool: Pool
}

/**
 * Finds a pool of any deployment that the chain's configuration lists.
 *
 * @throws UnknownPoolError when none of them has one of that name at the end of `blockNumber`.
 */
export async function findPool(client: ChainClient, name: PoolName, blockNumber: number): Promise<FoundPool> {
  const adapters = adaptersOf(client.config)
  const places = adapters.map((adapter): { readonly adapter: ProtocolAdapter; readonly address: Address } => ({
    adapter,
    address: 'pool' in name ? name.pool : adapter.poolAddress(name.tokens, name.feePpm),
  }))
  const pools = await Promise.all(places.map(({ adapter, address }) => adapter.pool(client, address, blockNumber)))
  const index = pools.findIndex((pool) => pool !== null)
  const [pool, place] = [pools[index], places[index]]
  if (pool !== undefined && pool !== null && place !== undefined) return { adapter: place.adapter, pool }
  throw new UnknownPoolError(places[0]?.address ?? '', client.config.name, {
    details:
      'pool' in name
        ? 'An address of a wallet, of a token or of another exchange’s pool is none.'
        : 'These two tokens have no pool with this fee. Most pairs have one or two: try another fee.',
  })
}

/** Looks whether a pool exists at the chain's newest block. @throws UnknownPoolError and the endpoint's own named errors. */
export async function locatePool(access: ChainAccess, name: PoolName, signal: AbortSignal): Promise<PoolPlace> {
  const { config, rpcUrls } = access
  const { client, head } = await openChainAtHead({ config, rpcUrls, signal, onProgress: () => undefined })
  const { pool } = await findPool(client, name, head.number)
  return { chainId: config.chainId, protocol: pool.protocol, pool: pool.address }
}
