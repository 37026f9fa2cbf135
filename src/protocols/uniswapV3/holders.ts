import type { ChainClient, RawLog } from '../../chain/chainClient'
import { scanLogs } from '../../chain/scanLogs'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Missing } from '../../domain/coverage'
import type { Pool } from '../../domain/pool'
import type { Position } from '../../domain/position'
import type { BlockRange, Hex } from '../../domain/primitives'
import { isSameAddress } from '../../domain/primitives'
import type { Holders } from '../adapter'
import { compareLogs } from './compareLogs'
import { computeScanStart } from './computeScanStart'
import { createDirectPosition, createNftPosition } from './createPosition'
import { decodePoolPositionLog } from './decodePoolLog'
import type { PoolPositionEvent } from './decodePoolLog'
import { decodePositionManagerLog } from './decodePositionManagerLog'
import { poolTopics, positionManagerTopics } from './eventTopics'
import { fetchManagerLogs } from './fetchManagerLogs'
import { groupBy } from './groupBy'
import { fetchHistories } from './history'

/**
 * Finds every position that was ever in a pool up to `range.toBlock`, and reads its whole life.
 *
 * The pool's own logs know the position manager only. Which NFT a `Mint` belongs to follows from the `IncreaseLiquidity` that the
 * position manager logs right after it. Liquidity that others hold in the pool itself is found as 'direct' positions.
 *
 * Reads the pool's `Mint` logs; then the position manager's logs of just those blocks, or the receipts of the mints where that is
 * fewer requests; then as `fetchHistories`.
 */
export async function fetchHolders(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  pool: Pool,
  range: BlockRange,
): Promise<Holders> {
  const fromBlock = Math.max(range.fromBlock, computeScanStart(deployment, range.toBlock))
  const scanned = { fromBlock, toBlock: range.toBlock }
  const filter = { address: pool.address, topics: [poolTopics.mint], what: "the pool's deposits" }
  const mints = (await scanLogs(client, filter, scanned)).flatMap((log): readonly Mint[] => {
    const event = decodePoolPositionLog(log)
    return event === null ? [] : [{ log, event }]
  })
  const isNft = ({ event }: Mint) => isSameAddress(event.owner, deployment.positionManager)
  const nftMints = mints.filter(isNft)
  const places = nftMints.map(({ log }) => log)
  const increases = await fetchManagerLogs(client, deployment, places, {
    topics: [positionManagerTopics.increaseLiquidity],
    mayReadAllBetween: false,
  })
  const { positions, missing } = matchMints(deployment, pool, nftMints, increases)
  const direct = mints
    .filter((mint) => !isNft(mint))
    .map(({ event: { owner, tickLower, tickUpper } }) =>
      createDirectPosition({ pool: pool.address, poolOwner: owner, tickLower, tickUpper }),
    )
  const distinct = new Map([...positions, ...direct].map((position) => [position.id, position]))
  const histories = await fetchHistories(client, deployment, [...distinct.values()], scanned)
  return { histories, scanned, missing }
}

interface Mint {
  readonly log: RawLog
  readonly event: PoolPositionEvent
}

/**
 * Finds the NFT of each of a pool's mints: the first `IncreaseLiquidity` after it in the same transaction. Nothing can come
 * between the two, because the position manager calls no other contract there.
 *
 * Pure.
 *
 * @see https://github.com/Uniswap/v3-periphery/blob/v1.0.0/contracts/NonfungiblePositionManager.sol#L128-L180
 */
export function matchMints(
  deployment: Pick<UniswapV3Deployment, 'positionManager'>,
  pool: Pick<Pool, 'address'>,
  mints: readonly Mint[],
  increases: readonly RawLog[],
): { readonly positions: readonly Position[]; readonly missing: readonly Missing[] } {
  const byTransaction = groupBy([...increases].sort(compareLogs), (log) => log.transactionHash)
  const positions: Position[] = []
  const unmatched = new Set<Hex>()
  for (const { log, event } of mints) {
    const next = (byTransaction.get(log.transactionHash) ?? [])
      .map((candidate) => ({ candidate, increase: decodePositionManagerLog(candidate) }))
      .find(({ candidate, increase }) => increase?.type === 'increase' && candidate.logIndex > log.logIndex)
    if (next?.increase?.type !== 'increase' || !isSameDeposit(next.increase, event)) {
      unmatched.add(log.transactionHash)
      continue
    }
    const { tickLower, tickUpper } = event
    positions.push(createNftPosition(deployment, next.increase.tokenId, { pool: pool.address, tickLower, tickUpper }))
  }
  const missing = [...unmatched].map((hash) => ({
    what: `Positions that the transaction ${hash} deposited to`,
    why: 'The endpoint did not give the logs that name them.',
  }))
  return { positions, missing }
}

function isSameDeposit(
  increase: { readonly liquidity: bigint; readonly amounts: readonly [bigint, bigint] },
  mint: PoolPositionEvent,
): boolean {
  return (
    mint.type === 'mint' &&
    increase.liquidity === mint.liquidity &&
    increase.amounts[0] === mint.amounts[0] &&
    increase.amounts[1] === mint.amounts[1]
  )
}
