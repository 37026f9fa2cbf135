import type { ChainClient, RawLog } from '../../chain/chainClient'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Pool } from '../../domain/pool'
import type { LiquidityChange } from '../../domain/poolLiquidity'
import type { Position } from '../../domain/position'
import { isSameAddress } from '../../domain/primitives'
import { compareLogs } from './compareLogs'
import { createDirectPosition, createNftPosition } from './createPosition'
import { decodePositionManagerLog } from './decodePositionManagerLog'
import type { PositionManagerEvent } from './decodePositionManagerLog'
import { positionManagerTopics } from './eventTopics'
import { fetchManagerLogs } from './fetchManagerLogs'
import { groupBy } from './groupBy'

/**
 * Finds the positions that some changes of a pool's liquidity were about, each once. A change whose NFT no log names is about a position
 * that stays unknown.
 *
 * The pool knows the position manager only: which NFT it acted for follows from what it logs right after the pool.
 *
 * Reads the position manager's logs of the blocks of the changes, or their receipts, or its logs of all blocks in between, whatever is
 * fewest requests.
 *
 * @param changes in order.
 */
export async function fetchNamedPositions(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  pool: Pool,
  changes: readonly LiquidityChange[],
): Promise<readonly Position[]> {
  const isNft = ({ poolOwner }: LiquidityChange) => isSameAddress(poolOwner, deployment.positionManager)
  const { increaseLiquidity, decreaseLiquidity } = positionManagerTopics
  const logs = await fetchManagerLogs(client, deployment, changes.filter(isNft), {
    topics: [increaseLiquidity, decreaseLiquidity],
    mayReadAllBetween: true,
  })
  const nfts = matchChanges(deployment, pool, changes.filter(isNft), logs)
  const direct = changes
    .filter((change) => !isNft(change))
    .map(({ poolOwner, tickLower, tickUpper }) =>
      createDirectPosition({ pool: pool.address, poolOwner, tickLower, tickUpper }),
    )
  return [...new Map([...nfts, ...direct].map((position) => [position.id, position])).values()]
}

/**
 * Finds the NFT of each change: that of the first `IncreaseLiquidity` or `DecreaseLiquidity` after it in the same transaction. Nothing can
 * come between the two, because the position manager calls no other contract there.
 *
 * Pure. Changes that match none are left out.
 *
 * @see https://github.com/Uniswap/v3-periphery/blob/v1.0.0/contracts/NonfungiblePositionManager.sol#L128-L310
 */
export function matchChanges(
  deployment: Pick<UniswapV3Deployment, 'positionManager'>,
  pool: Pick<Pool, 'address'>,
  changes: readonly LiquidityChange[],
  logs: readonly RawLog[],
): readonly Position[] {
  const decoded = [...logs].sort(compareLogs).flatMap((log) => {
    const event = decodePositionManagerLog(log)
    return event?.type === 'increase' || event?.type === 'decrease' ? [{ log, event }] : []
  })
  const byTransaction = groupBy(decoded, ({ log }) => log.transactionHash)
  return changes.flatMap((change): readonly Position[] => {
    const next = byTransaction.get(change.transactionHash)?.find(({ log }) => log.logIndex > change.logIndex)
    if (next === undefined || !isSameChange(next.event, change)) return []
    const { tickLower, tickUpper } = change
    return [createNftPosition(deployment, next.event.tokenId, { pool: pool.address, tickLower, tickUpper })]
  })
}

function isSameChange(
  event: Extract<PositionManagerEvent, { readonly type: 'increase' | 'decrease' }>,
  { liquidity, amounts }: LiquidityChange,
): boolean {
  return (
    (event.type === 'increase' ? event.liquidity : -event.liquidity) === liquidity &&
    event.amounts[0] === amounts[0] &&
    event.amounts[1] === amounts[1]
  )
}
