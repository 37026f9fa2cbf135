import type { TransactionReceipt } from '../../chain/chainClient'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Position } from '../../domain/position'
import { isSameAddress } from '../../domain/primitives'
import { createNftPosition } from './createPosition'
import { decodePoolPositionLog } from './decodePoolLog'
import { decodePositionManagerLog } from './decodePositionManagerLog'

/**
 * Finds the pool and ticks of an NFT in the receipt of its mint: the pool logs `Mint` just before the position manager logs
 * `IncreaseLiquidity`. It needs no archive state, and the position manager forgets burned NFTs.
 *
 * The emitter of that `Mint` is the pool beyond doubt: the position manager calls nothing between the two.
 *
 * Pure.
 *
 * @returns `null` when the receipt does not hold the two logs.
 */
export function findMintedPosition(
  deployment: Pick<UniswapV3Deployment, 'positionManager'>,
  tokenId: bigint,
  { logs }: TransactionReceipt,
): Position | null {
  const increaseIndex = logs.findIndex((log) => {
    if (!isSameAddress(log.address, deployment.positionManager)) return false
    const event = decodePositionManagerLog(log)
    return event?.type === 'increase' && event.tokenId === tokenId
  })
  for (const log of logs.slice(0, Math.max(increaseIndex, 0)).reverse()) {
    const event = decodePoolPositionLog(log)
    if (event?.type !== 'mint' || !isSameAddress(event.owner, deployment.positionManager)) continue
    const { tickLower, tickUpper } = event
    return createNftPosition(deployment, tokenId, { pool: log.address, tickLower, tickUpper })
  }
  return null
}
