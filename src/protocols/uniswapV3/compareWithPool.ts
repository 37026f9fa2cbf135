import type { ChainClient } from '../../chain/chainClient'
import { fetchReceipts } from '../../chain/fetchReceipts'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Missing } from '../../domain/coverage'
import type { PositionHistory } from '../../domain/ledger'
import type { Pool } from '../../domain/pool'
import { poolRangeKey } from '../../domain/poolLiquidity'
import type { BlockRange } from '../../domain/primitives'
import { isSameAddress } from '../../domain/primitives'
import { decodePoolPositionLog } from './decodePoolLog'
import { fetchPoolPositionLogs } from './fetchPoolPositionLogs'
import { findNamedToken, findUntoldLogs } from './findUntoldLogs'
import type { PoolPositionLog } from './findUntoldLogs'
import { describeUnnamed } from './holders'

/** So many transactions in the same ranges are looked up: where many share a range, most of them are about others. */
const MOST_LOOKUPS = 200

/**
 * Compares NFTs' histories with what their pool logged about their ranges in some blocks, and marks as contradicted those that lack an
 * event: the same histories, in the same order. An endpoint that loses a log of the position manager is found out by the pool's.
 *
 * A log that no history tells of can be about somebody else's position in the same range: the receipt of its transaction names it. Where
 * that is not to be had, it is said in the histories' `missing`. Of more than 200 such transactions the rest is not compared.
 *
 * Reads the pool's `Mint`, `Burn` and `Collect` logs, and those receipts.
 *
 * @param others whose events explain logs too, such as those that a search has read.
 * @throws as `scanLogs` and `fetchReceipts`.
 */
export async function compareWithPool(
  client: ChainClient,
  deployment: Pick<UniswapV3Deployment, 'positionManager'>,
  pool: Pool,
  {
    histories,
    others,
  }: { readonly histories: readonly PositionHistory[]; readonly others: readonly PositionHistory[] },
  range: BlockRange,
): Promise<readonly PositionHistory[]> {
  const isOfPool = ({ position }: PositionHistory) =>
    position.kind === 'nft' && isSameAddress(position.pool, pool.address)
  const ranges = new Set(histories.filter(isOfPool).map(({ position }) => poolRangeKey(position)))
  if (ranges.size === 0) return histories
  const logs = (await fetchPoolPositionLogs(client, pool, range)).flatMap((log): readonly PoolPositionLog[] => {
    const event = decodePoolPositionLog(log)
    if (event === null || !isSameAddress(event.owner, deployment.positionManager)) return []
    return ranges.has(poolRangeKey({ ...event, poolOwner: event.owner })) ? [{ log, event }] : []
  })
  const untold = findUntoldLogs(logs, [...histories, ...others])
  if (untold.length === 0) return histories

  const hashes = [...new Set(untold.map(({ log }) => log.transactionHash))].slice(0, MOST_LOOKUPS)
  const receipts = await fetchReceipts(client, hashes)
  const named = new Set<string>()
  const unnamed = new Map<string, Missing>()
  for (const item of untold.filter(({ log }) => hashes.includes(log.transactionHash))) {
    const receipt = receipts.get(item.log.transactionHash)
    const tokenId = receipt === undefined ? null : findNamedToken(deployment, item, receipt)
    if (tokenId !== null) named.add(String(tokenId))
    else unnamed.set(poolRangeKey({ ...item.event, poolOwner: item.event.owner }), describeUnnamed(item))
  }
  return histories.map((history) => {
    if (!isOfPool(history)) return history
    const missing = unnamed.get(poolRangeKey(history.position))
    return {
      ...history,
      ...(named.has(history.position.id) && { isContradicted: true }),
      ...(missing && { missing: [...(history.missing ?? []), missing] }),
    }
  })
}
