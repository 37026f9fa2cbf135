import type { ChainClient } from '../../chain/chainClient'
import { contractCall } from '../../chain/contractCall'
import { fetchContracts } from '../../chain/fetchContracts'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Pool } from '../../domain/pool'
import type { Position } from '../../domain/position'
import { isSameAddress } from '../../domain/primitives'
import { positionManagerAbi } from './abi'
import { createNftPosition } from './createPosition'
import { fetchCallGroups } from './fetchCallGroups'

/** New NFTs stand last in the position manager's list; only burns move old ones there. */
const LAST_PLACES = 100n

/**
 * Finds which of some NFTs hold liquidity in a pool at the end of a block.
 *
 * Reads `positions` of the position manager, in multicalls of many ids each.
 */
export async function fetchPoolNfts(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  pool: Pool,
  tokenIds: readonly bigint[],
  blockNumber: number,
): Promise<readonly Position[]> {
  const { positions, liquidity } = await fetchNftsOfPool(client, deployment, pool, tokenIds, blockNumber)
  return positions.filter((_, index) => liquidity[index] !== 0n)
}

/**
 * Finds which of some NFTs are of a pool, with their liquidity at the end of a block, and which do not exist then.
 *
 * Reads `positions` of the position manager, in multicalls of many ids each.
 */
export async function fetchNftsOfPool(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  pool: Pool,
  tokenIds: readonly bigint[],
  blockNumber: number,
): Promise<{
  readonly positions: readonly Position[]
  readonly liquidity: readonly bigint[]
  readonly gone: readonly bigint[]
}> {
  const answers = await fetchCallGroups(
    client,
    tokenIds,
    (tokenId) => [contractCall(positionManagerAbi, deployment.positionManager, 'positions', [tokenId])],
    blockNumber,
  )
  const positions: Position[] = []
  const held: bigint[] = []
  const gone: bigint[] = []
  tokenIds.forEach((tokenId, index) => {
    const answer = answers[index]?.[0]
    if (answer?.ok !== true) {
      gone.push(tokenId)
      return
    }
    const [, , token0, token1, feePpm, tickLower, tickUpper, liquidity] = answer.value
    const isOfPool =
      feePpm === pool.feePpm && isSameAddress(token0, pool.token0.address) && isSameAddress(token1, pool.token1.address)
    if (!isOfPool) return
    positions.push(createNftPosition(deployment, tokenId, { pool: pool.address, tickLower, tickUpper }))
    held.push(liquidity)
  })
  return { positions, liquidity: held, gone }
}

/**
 * Finds an id that all NFTs minted up to the end of a block are most likely not above; 0 where there is none. Ids are handed out in order.
 *
 * Reads the end of the position manager's own list, in two multicalls.
 */
export async function fetchNewestTokenId(
  client: ChainClient,
  { positionManager }: UniswapV3Deployment,
  blockNumber: number,
): Promise<bigint> {
  const [supply] = await fetchContracts(
    client,
    [contractCall(positionManagerAbi, positionManager, 'totalSupply', [])],
    blockNumber,
  )
  const count = supply.ok ? supply.value : 0n
  const places = Number(count < LAST_PLACES ? count : LAST_PLACES)
  const answers = await fetchContracts(
    client,
    Array.from({ length: places }, (_, index) =>
      contractCall(positionManagerAbi, positionManager, 'tokenByIndex', [count - 1n - BigInt(index)]),
    ),
    blockNumber,
  )
  return answers.reduce((newest, answer) => (answer.ok && answer.value > newest ? answer.value : newest), 0n)
}
