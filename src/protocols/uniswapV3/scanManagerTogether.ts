import type { ChainClient } from '../../chain/chainClient'
import { scanTogether } from '../../chain/scanTogether'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { BlockRange } from '../../domain/primitives'
import { positionManagerTopics, stakerTopics } from './eventTopics'

/**
 * Reads what happened to all NFTs in some blocks, in their owners' hands and in farms, for the scans that ask for single owners and NFTs: as
 * `scanTogether`. Where that is too much, only who had them: every owner that is looked up asks for it.
 *
 * Reads `eth_getLogs`.
 */
export async function scanManagerTogether(
  client: ChainClient,
  { positionManager, stakers }: Pick<UniswapV3Deployment, 'positionManager' | 'stakers'>,
  range: BlockRange,
): Promise<void> {
  const { transfer, increaseLiquidity, decreaseLiquidity, collect, approval, approvalForAll } = positionManagerTopics
  const { depositTransferred, rewardClaimed, incentiveCreated } = stakerTopics
  const address = [positionManager, ...stakers]
  const ofNfts = [transfer, increaseLiquidity, decreaseLiquidity, collect, approval, approvalForAll]
  const ofFarms = [depositTransferred, rewardClaimed, incentiveCreated]
  const what = 'what happened to positions'
  const isWhole = await scanTogether(client, { address, topics: [[...ofNfts, ...ofFarms]], what }, range)
  if (!isWhole) await scanTogether(client, { address, topics: [[transfer, ...ofFarms]], what }, range)
}
