import type { ChainClient, RawLog } from '../../chain/chainClient'
import { fetchReceipts } from '../../chain/fetchReceipts'
import type { ScanOptions } from '../../chain/logScan'
import { scanLogs } from '../../chain/scanLogs'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Missing } from '../../domain/coverage'
import type { Pool } from '../../domain/pool'
import type { Position } from '../../domain/position'
import type { BlockRange } from '../../domain/primitives'
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
import { findNamedToken, findUntoldLogs } from './findUntoldLogs'
import type { PoolPositionLog } from './findUntoldLogs'
import { groupBy } from './groupBy'
import { fetchHistories } from './history'

/** So many transactions whose logs contradict each other are looked up; an endpoint that leaves out more gives no whole picture anyway. */
const MOST_LOOKUPS = 200

/**
 * Finds every position that was ever in a pool up to `range.toBlock`, and reads its whole life.
 *
 * The pool's own logs know the position manager only. Which NFT a `Mint` belongs to follows from the `IncreaseLiquidity` that the
 * position manager logs right after it. Liquidity that others hold in the pool itself is found as 'direct' positions.
 *
 * What the pool logged and no position's life tells of is looked up in its transaction's receipt: the position that it was about is found
 * after all, and marked as contradicted. What no receipt names is said in `missing`.
 *
 * Reads the pool's `Mint`, `Burn` and `Collect` logs; then the position manager's logs of just the blocks of the mints, or the receipts of
 * the mints where that is fewer requests; then as `fetchHistories`.
 *
 * @throws LongScanError where reading the pool's logs exceeds `limits`.
 */
export async function fetchHolders(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  pool: Pool,
  range: BlockRange,
  limits: ScanOptions = {},
): Promise<Holders> {
  const fromBlock = Math.max(range.fromBlock, computeScanStart(deployment, range.toBlock))
  const scanned = { fromBlock, toBlock: range.toBlock }
  const topics = [[poolTopics.mint, poolTopics.burn, poolTopics.collect]]
  const filter = { address: pool.address, topics, what: "the pool's deposits, withdrawals and payouts" }
  const logs = (await scanLogs(client, filter, scanned, limits)).flatMap((log): readonly PoolPositionLog[] => {
    const event = decodePoolPositionLog(log)
    return event === null ? [] : [{ log, event }]
  })
  const isNft = ({ event }: PoolPositionLog) => isSameAddress(event.owner, deployment.positionManager)
  const mints = logs.filter(({ event }) => event.type === 'mint')
  const nftMints = mints.filter(isNft)
  const places = nftMints.map(({ log }) => log)
  const increases = await fetchManagerLogs(client, deployment, places, {
    topics: [positionManagerTopics.increaseLiquidity],
    mayReadAllBetween: false,
  })
  const positions = matchMints(deployment, pool, nftMints, increases)
  const direct = mints
    .filter((mint) => !isNft(mint))
    .map(({ event: { owner, tickLower, tickUpper } }) =>
      createDirectPosition({ pool: pool.address, poolOwner: owner, tickLower, tickUpper }),
    )
  const distinct = new Map([...positions, ...direct].map((position) => [position.id, position]))
  const histories = await fetchHistories(client, deployment, [...distinct.values()], scanned)
  const untold = findUntoldLogs(logs.filter(isNft), histories)
  if (untold.length === 0) return { histories, scanned, missing: [] }
  return await lookUntoldUp(client, deployment, pool, { histories, scanned }, untold)
}

/** Finds whose lives lack what the pool logged, and reads those that were not known at all. */
async function lookUntoldUp(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  pool: Pool,
  { histories, scanned }: Omit<Holders, 'missing'>,
  untold: readonly PoolPositionLog[],
): Promise<Holders> {
  const hashes = [...new Set(untold.map(({ log }) => log.transactionHash))]
  const receipts = await fetchReceipts(client, hashes.slice(0, MOST_LOOKUPS))
  const named = new Map<string, Position>()
  const missing = new Map<string, Missing>()
  for (const item of untold) {
    const { log, event } = item
    const receipt = receipts.get(log.transactionHash)
    const tokenId = receipt === undefined ? null : findNamedToken(deployment, item, receipt)
    if (tokenId !== null)
      named.set(String(tokenId), createNftPosition(deployment, tokenId, { pool: pool.address, ...event }))
    else missing.set(`${log.transactionHash} ${event.type}`, describeUnnamed(item))
  }
  const known = new Set(histories.map(({ position }) => position.id))
  const late = [...named.values()].filter(({ id }) => !known.has(id))
  const found = late.length === 0 ? [] : await fetchHistories(client, deployment, late, scanned)
  return {
    histories: [...histories, ...found].map((history) =>
      named.has(history.position.id) ? { ...history, isContradicted: true } : history,
    ),
    scanned,
    missing: [...missing.values()],
  }
}

/** Says that a log of the pool is about a position which nothing names. */
export function describeUnnamed({ log: { transactionHash }, event: { type } }: PoolPositionLog): Missing {
  const did = { mint: 'deposited to', burn: 'withdrew from', collect: 'collected from' }[type]
  const what = `Positions that the transaction ${transactionHash} ${did}`
  return { what, why: 'The endpoint did not give the logs that name them.' }
}

/**
 * Finds the NFT of each of a pool's mints: the first `IncreaseLiquidity` after it in the same transaction. Nothing can come
 * between the two, because the position manager calls no other contract there.
 *
 * Pure.
 *
 * @returns the positions in the order of the mints; none for a mint that nothing names.
 * @see https://github.com/Uniswap/v3-periphery/blob/v1.0.0/contracts/NonfungiblePositionManager.sol#L128-L180
 */
export function matchMints(
  deployment: Pick<UniswapV3Deployment, 'positionManager'>,
  pool: Pick<Pool, 'address'>,
  mints: readonly PoolPositionLog[],
  increases: readonly RawLog[],
): readonly Position[] {
  const byTransaction = groupBy([...increases].sort(compareLogs), (log) => log.transactionHash)
  return mints.flatMap(({ log, event }): readonly Position[] => {
    const next = (byTransaction.get(log.transactionHash) ?? [])
      .map((candidate) => ({ candidate, increase: decodePositionManagerLog(candidate) }))
      .find(({ candidate, increase }) => increase?.type === 'increase' && candidate.logIndex > log.logIndex)
    if (next?.increase?.type !== 'increase' || !isSameDeposit(next.increase, event)) return []
    const { tickLower, tickUpper } = event
    return [createNftPosition(deployment, next.increase.tokenId, { pool: pool.address, tickLower, tickUpper })]
  })
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
