import type { ChainClient } from '../../chain/chainClient'
import { scanBlocksOf, scanLogs } from '../../chain/scanLogs'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { BlockRange } from '../../domain/primitives'
import { decodePositionManagerLog } from './decodePositionManagerLog'
import { positionManagerTopics } from './eventTopics'
import { fetchMintBound } from './fetchMintBound'
import { formatUintTopic } from './logWords'
import { scanManagerTogether } from './scanManagerTogether'

/** Requests of a step back, and how much of what was read before it, whichever is more. */
const STEP_REQUESTS = 32
const STEP_SHARE = 0.25

/**
 * Finds a block at or before the mints of NFTs that exist at `range.toBlock`, as near as `fetchMintBound` comes. Where that finds nothing,
 * because few NFTs are minted at all, their transfers are read backwards until the last of the mints: their histories need them in any case.
 *
 * Reads as `fetchMintBound`, then logs.
 *
 * @param tokenIds at least one.
 */
export async function fetchOldestMint(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  tokenIds: readonly [bigint, ...bigint[]],
  range: BlockRange,
): Promise<number> {
  const oldest = tokenIds.reduce((lowest, tokenId) => (tokenId < lowest ? tokenId : lowest))
  const bound = await fetchMintBound(client, deployment, oldest, true, range)
  return bound > range.fromBlock ? bound : await readBackwards(client, deployment, tokenIds, range)
}

async function readBackwards(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  tokenIds: readonly bigint[],
  range: BlockRange,
): Promise<number> {
  const { positionManager } = deployment
  const topics = [positionManagerTopics.transfer, null, null, tokenIds.map(formatUintTopic)]
  const filter = { address: positionManager, topics, what: 'transfers of positions' }
  const unseen = new Set(tokenIds)
  let reached = range.toBlock + 1
  while (unseen.size > 0 && reached > range.fromBlock) {
    const least = STEP_REQUESTS * scanBlocksOf(client)
    const blocks = Math.max(least, Math.ceil(STEP_SHARE * (range.toBlock + 1 - reached)))
    const step = { fromBlock: Math.max(range.fromBlock, reached - blocks), toBlock: reached - 1 }
    await scanManagerTogether(client, deployment, step)
    const around = { before: range.toBlock - step.toBlock, after: 0 }
    for (const log of await scanLogs(client, filter, step, { around })) {
      const event = decodePositionManagerLog(log)
      if (event?.type === 'transfer' && BigInt(event.from) === 0n) unseen.delete(event.tokenId)
    }
    reached = step.fromBlock
  }
  return reached
}
