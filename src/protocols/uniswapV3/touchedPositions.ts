import type { TransactionReceipt } from '../../chain/chainClient'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import { isSameAddress } from '../../domain/primitives'
import { createDirectPosition } from './createPosition'
import { decodePoolPositionLog } from './decodePoolLog'
import { decodePositionManagerLog } from './decodePositionManagerLog'
import { decodeStakerLog } from './decodeStakerLog'

/**
 * Finds the ids of all positions that a transaction touched, whoever owns them: NFTs by the position manager's logs and by
 * deposits and stakes inside of a farm, direct positions by the logs of anything that speaks like a pool.
 *
 * Pure.
 */
export function findTouchedPositions(
  deployment: Pick<UniswapV3Deployment, 'positionManager' | 'stakers'>,
  { logs }: TransactionReceipt,
): readonly string[] {
  const ids = new Set<string>()
  for (const log of logs) {
    if (isSameAddress(log.address, deployment.positionManager)) {
      const event = decodePositionManagerLog(log)
      if (event !== null) ids.add(String(event.tokenId))
      continue
    }
    if (deployment.stakers.some((farm) => isSameAddress(farm, log.address))) {
      const event = decodeStakerLog(log)
      if (event !== null && 'tokenId' in event) ids.add(String(event.tokenId))
      continue
    }
    const event = decodePoolPositionLog(log)
    if (event === null || isSameAddress(event.owner, deployment.positionManager)) continue
    const { owner, tickLower, tickUpper } = event
    ids.add(createDirectPosition({ pool: log.address, poolOwner: owner, tickLower, tickUpper }).id)
  }
  return [...ids]
}
