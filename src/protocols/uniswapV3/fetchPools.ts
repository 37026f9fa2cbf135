import type { ChainClient } from '../../chain/chainClient'
import { contractCall } from '../../chain/contractCall'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Pool, Token } from '../../domain/pool'
import { isSameAddress } from '../../domain/primitives'
import type { Address } from '../../domain/primitives'
import { poolAbi } from './abi'
import { computePoolAddress } from './computePoolAddress'
import type { PoolKey } from './computePoolAddress'
import { fetchCallGroups } from './fetchCallGroups'
import { fetchTokens } from './fetchTokens'

/**
 * Reads the facts of pools by their tokens and fee. Keys of the result are lower-case pool addresses; a pool that does not
 * exist is absent.
 *
 * Reads `tickSpacing` of the pools and the metadata of their tokens, side by side, at the end of `blockNumber`.
 */
export async function fetchPoolsByKey(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  keys: readonly PoolKey[],
  blockNumber: number,
): Promise<ReadonlyMap<string, Pool>> {
  const keyByAddress = new Map(keys.map((key) => [computePoolAddress(deployment, key), key]))
  const [tickSpacings, tokens] = await Promise.all([
    fetchCallGroups(
      client,
      [...keyByAddress.keys()],
      (pool) => [contractCall(poolAbi, pool, 'tickSpacing', [])],
      blockNumber,
    ),
    fetchTokens(
      client,
      keys.flatMap(({ token0, token1 }) => [token0, token1]),
      blockNumber,
    ),
  ])
  const pools = new Map<string, Pool>()
  ;[...keyByAddress].forEach(([address, key], index) => {
    const tickSpacing = tickSpacings[index]?.[0]
    if (tickSpacing?.ok !== true) return
    pools.set(address.toLowerCase(), {
      chainId: client.config.chainId,
      protocol: deployment.protocol,
      address,
      token0: tokens.get(key.token0.toLowerCase()) as Token,
      token1: tokens.get(key.token1.toLowerCase()) as Token,
      feePpm: key.feePpm,
      tickSpacing: tickSpacing.value,
    })
  })
  return pools
}

/**
 * Reads the facts of pools by their addresses. Keys of the result are lower-case pool addresses; an address where no pool
 * of this deployment stands (another contract, a fork's pool, an account) is absent.
 *
 * Any contract can claim to be a pool. One is believed only when its address follows from the factory, the pool's code and
 * the tokens and fee that it names, which no other contract can bring about.
 *
 * Reads `token0`, `token1` and `fee`, then as `fetchPoolsByKey`.
 */
export async function fetchPoolsByAddress(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  addresses: readonly Address[],
  blockNumber: number,
): Promise<ReadonlyMap<string, Pool>> {
  const distinct = [...new Set(addresses.map((address) => address.toLowerCase() as Address))]
  const answers = await fetchCallGroups(
    client,
    distinct,
    (pool) => [
      contractCall(poolAbi, pool, 'token0', []),
      contractCall(poolAbi, pool, 'token1', []),
      contractCall(poolAbi, pool, 'fee', []),
    ],
    blockNumber,
  )
  const keys = distinct.flatMap((address, index): readonly PoolKey[] => {
    const answer = answers[index]
    if (!answer) return []
    const [token0, token1, fee] = answer
    if (!token0.ok || !token1.ok || !fee.ok) return []
    const key = { token0: token0.value, token1: token1.value, feePpm: fee.value }
    return isSameAddress(computePoolAddress(deployment, key), address) ? [key] : []
  })
  return await fetchPoolsByKey(client, deployment, keys, blockNumber)
}
