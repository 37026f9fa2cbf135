import type { ChainClient } from '../../chain/chainClient'
import { contractCall } from '../../chain/contractCall'
import { fetchContracts } from '../../chain/fetchContracts'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Position } from '../../domain/position'
import { poolAbi, positionManagerAbi } from './abi'
import { computePositionKey } from './computePositionKey'

/**
 * Reads the liquidity of positions at the end of a block, in their order; 0 for those that do not exist.
 *
 * Reads `positions` of the position manager, or of the pool for liquidity without an NFT.
 *
 * @throws HistoryUnavailableError where the node keeps no such state.
 */
export async function fetchLiquidity(
  client: ChainClient,
  { positionManager }: Pick<UniswapV3Deployment, 'positionManager'>,
  positions: readonly Position[],
  blockNumber: number,
): Promise<readonly bigint[]> {
  const nfts = positions.filter(({ kind }) => kind === 'nft')
  const direct = positions.filter(({ kind }) => kind === 'direct')
  const [ofNfts, ofDirect] = await Promise.all([
    fetchContracts(
      client,
      nfts.map(({ id }) => contractCall(positionManagerAbi, positionManager, 'positions', [BigInt(id)])),
      blockNumber,
    ),
    fetchContracts(
      client,
      direct.map((position) => contractCall(poolAbi, position.pool, 'positions', [computePositionKey(position)])),
      blockNumber,
    ),
  ])
  const byId = new Map([
    ...nfts.map(({ id }, index) => [id, ofNfts[index]?.ok === true ? ofNfts[index].value[7] : 0n] as const),
    ...direct.map(({ id }, index) => [id, ofDirect[index]?.ok === true ? ofDirect[index].value[0] : 0n] as const),
  ])
  return positions.map(({ id }) => byId.get(id) ?? 0n)
}
