import type { ChainClient, RawLog } from '../../chain/chainClient'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Pool } from '../../domain/pool'
import type { Position } from '../../domain/position'
import type { BlockRange } from '../../domain/primitives'
import { isSameAddress } from '../../domain/primitives'
import { compareLogs } from './compareLogs'
import { createDirectPosition, createNftPosition } from './createPosition'
import { decodePoolPositionLog } from './decodePoolLog'
import { decodePositionManagerLog } from './decodePositionManagerLog'
import { positionManagerTopics } from './eventTopics'
import { fetchManagerLogs } from './fetchManagerLogs'
import { fetchPoolPositionLogs } from './fetchPoolPositionLogs'
import { managerTypes } from './findUntoldLogs'
import type { PoolPositionLog } from './findUntoldLogs'
import { groupBy } from './groupBy'

/**
 * Finds every position that a pool logged anything about in some blocks, each once. A log that none of the position manager's names is about
 * a position that stays unknown.
 *
 * Reads the pool's `Mint`, `Burn` and `Collect` logs, and the position manager's of the same transactions.
 *
 * @throws as `scanLogs` and `fetchReceipts`.
 */
export async function fetchLoggedPositions(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  pool: Pool,
  range: BlockRange,
): Promise<readonly Position[]> {
  const logs = (await fetchPoolPositionLogs(client, pool, range)).flatMap((log): readonly PoolPositionLog[] => {
    const event = decodePoolPositionLog(log)
    // A burn of nothing only brings the pool's books up to date: what it was for is logged as well.
    return event === null || (event.type === 'burn' && event.liquidity === 0n) ? [] : [{ log, event }]
  })
  const isNft = ({ event }: PoolPositionLog) => isSameAddress(event.owner, deployment.positionManager)
  const { increaseLiquidity, decreaseLiquidity, collect } = positionManagerTopics
  const places = logs.filter(isNft).map(({ log }) => log)
  const told = await fetchManagerLogs(client, deployment, places, {
    topics: [increaseLiquidity, decreaseLiquidity, collect],
    mayReadAllBetween: true,
  })
  const direct = logs
    .filter((item) => !isNft(item))
    .map(({ event: { owner, tickLower, tickUpper } }) =>
      createDirectPosition({ pool: pool.address, poolOwner: owner, tickLower, tickUpper }),
    )
  const positions = [...nameLogs(deployment, pool, logs.filter(isNft), told), ...direct]
  return [...new Map(positions.map((position) => [position.id, position])).values()]
}

/** The NFT of each log: the one that the position manager names next in the same transaction, before it calls the pool again. Pure. */
function nameLogs(
  deployment: Pick<UniswapV3Deployment, 'positionManager'>,
  pool: Pick<Pool, 'address'>,
  logs: readonly PoolPositionLog[],
  told: readonly RawLog[],
): readonly Position[] {
  const byTransaction = groupBy([...told].sort(compareLogs), (log) => log.transactionHash)
  return logs.flatMap(({ log, event }, index): readonly Position[] => {
    const following = logs[index + 1]?.log
    const before = following?.transactionHash === log.transactionHash ? following.logIndex : Infinity
    const next = byTransaction
      .get(log.transactionHash)
      ?.filter((candidate) => candidate.logIndex > log.logIndex && candidate.logIndex < before)
      .map(decodePositionManagerLog)
      .find((candidate) => candidate?.type === managerTypes[event.type])
    if (!next || !('tokenId' in next)) return []
    const { tickLower, tickUpper } = event
    return [createNftPosition(deployment, next.tokenId, { pool: pool.address, tickLower, tickUpper })]
  })
}
