import { zeroAddress, zeroHash } from 'viem'
import type { ChainClient, RawLog } from '../../chain/chainClient'
import { fetchTimestamps } from '../../chain/fetchTimestamps'
import { scanLogs } from '../../chain/scanLogs'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { EventRef, PositionEvent, PositionHistory } from '../../domain/ledger'
import { poolRangeKey } from '../../domain/poolLiquidity'
import type { LiquidityChange } from '../../domain/poolLiquidity'
import type { Position } from '../../domain/position'
import type { BlockRange } from '../../domain/primitives'
import { isSameAddress } from '../../domain/primitives'
import { computeHistories, groupRecords, groupMoneyEvents } from './computeHistories'
import type { HistoryOpening } from './computeHistories'
import { computeOpening } from './computeOpening'
import { decodePositionManagerLog } from './decodePositionManagerLog'
import { decodeStakerLog } from './decodeStakerLog'
import type { DepositTransferred } from './decodeStakerLog'
import { stakerTopics } from './eventTopics'
import { fetchEventRefs } from './fetchEventRefs'
import { fetchFarmPayees } from './fetchFarmPayees'
import { fetchPoolIncentives } from './fetchPoolIncentives'
import { fetchPositionsNow } from './fetchPositionsNow'
import type { PositionNow } from './fetchPositionsNow'
import { formatUintTopic } from './logWords'
import type { FarmLog, FarmLogs } from './scanFarms'
import { scanPositionLogs } from './scanPositionLogs'

/**
 * Reads the histories of positions over some blocks only, in the order of `positions`. A position that is older opens with what it was
 * just before; what it owed then is left undecided (`settleOpenings` decides it), and claims of farms' rewards are not among the events: the
 * opening says where there can be some.
 *
 * Reads logs of these blocks, four scans side by side, the farms' records where a position was in one, and state at the end of
 * `range.toBlock`: none of an earlier block.
 *
 * @param changes every change of the pool's liquidity in `range`, where they are known: then no log of direct positions is read, and their
 * collects are not among the events.
 */
export async function fetchOpenedHistories(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  positions: readonly Position[],
  range: BlockRange,
  changes?: readonly LiquidityChange[],
): Promise<readonly PositionHistory[]> {
  if (positions.length === 0) return []
  const openBlock = range.fromBlock - 1
  if (changes !== undefined) {
    const nfts = positions.filter(({ kind }) => kind === 'nft')
    const direct = positions.filter(({ kind }) => kind === 'direct')
    const [ofNfts, ofDirect] = await Promise.all([
      fetchOpenedHistories(client, deployment, nfts, range),
      fetchDirectHistories(client, deployment, direct, range, changes),
    ])
    const byId = new Map([...ofNfts, ...ofDirect].map((history) => [history.position.id, history]))
    return positions.flatMap(({ id }) => byId.get(id) ?? [])
  }
  const [logs, now, times, payees] = await Promise.all([
    scanPositionLogs(client, deployment, positions, range),
    fetchPositionsNow(client, deployment, positions, range.toBlock),
    fetchTimestamps(client, [openBlock]),
    fetchPayees(client, deployment, positions, range),
  ])
  const nowById = new Map(positions.map(({ id }, index) => [id, now[index] as PositionNow]))
  const deposits = await scanDeposits(client, deployment, findFarmed(deployment, nowById, logs.nftTransfers), range)
  const refOf = await fetchEventRefs(client, [
    ...logs.nftLiquidity,
    ...logs.nftTransfers,
    ...logs.direct,
    ...deposits.map(({ log }) => log),
  ])
  const farmLogs: FarmLogs = { deposits, stakes: [], incentives: new Map(), claims: [] }
  const at: EventRef = {
    blockNumber: openBlock,
    timestamp: times.get(openBlock) as number,
    logIndex: 0,
    transactionHash: zeroHash,
  }
  const eventsOf = groupMoneyEvents(positions, logs, refOf)
  const recordsById = groupRecords(logs.nftTransfers, farmLogs, refOf)
  const openings = new Map<string, HistoryOpening>()
  for (const position of positions) {
    const { id } = position
    const records = recordsById.get(id) ?? []
    const input = { position, now: nowById.get(id) as PositionNow, events: eventsOf(position), records }
    const opening = computeOpening(input, deployment.stakers, at)
    if (opening !== null) openings.set(id, opening)
  }
  return computeHistories({ positions, logs, farmLogs, farms: deployment.stakers, refOf, openings }).map((history) => {
    const { opening, ownerships } = history
    const isPaid = ownerships.some(({ owner }) => payees.has(owner.toLowerCase()))
    return opening !== undefined && isPaid ? { ...history, opening: { ...opening, isFarmPaying: true } } : history
  })
}

/** Whom farms paid; nobody where they are known to have promised nothing to positions of these pools. */
async function fetchPayees(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  positions: readonly Position[],
  range: BlockRange,
): Promise<ReadonlySet<string>> {
  const pools = new Set(positions.filter(({ kind }) => kind === 'nft').map(({ pool }) => pool))
  const incentives = await Promise.all(
    // Positions that are known by their ids alone can be of any pool.
    [...pools].map((address) =>
      address === zeroAddress ? null : fetchPoolIncentives(client, deployment, { address }, range.toBlock),
    ),
  )
  const areFarmed = incentives.some((ofPool) => ofPool === null || ofPool.length > 0)
  return areFarmed ? await fetchFarmPayees(client, deployment, range) : new Set<string>()
}

/** Histories of direct positions from what changed in their pool. */
async function fetchDirectHistories(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  positions: readonly Position[],
  { fromBlock, toBlock }: BlockRange,
  changes: readonly LiquidityChange[],
): Promise<readonly PositionHistory[]> {
  const keys = new Set(positions.map(poolRangeKey))
  const own = changes.filter((change) => keys.has(poolRangeKey(change)))
  const [now, times] = await Promise.all([
    fetchPositionsNow(client, deployment, positions, toBlock),
    fetchTimestamps(client, [fromBlock - 1, ...own.map(({ blockNumber }) => blockNumber)]),
  ])
  const timeOf = (blockNumber: number) => times.get(blockNumber) as number
  const blockNumber = fromBlock - 1
  const at: EventRef = { blockNumber, timestamp: timeOf(blockNumber), logIndex: 0, transactionHash: zeroHash }
  return positions.map((position, index): PositionHistory => {
    const events = own
      .filter((change) => poolRangeKey(change) === poolRangeKey(position))
      .map(({ blockNumber: block, logIndex, transactionHash, liquidity, amounts }): PositionEvent => ({
        blockNumber: block,
        timestamp: timeOf(block),
        logIndex,
        transactionHash,
        type: liquidity > 0n ? 'deposit' : 'withdraw',
        positionId: position.id,
        liquidity: liquidity > 0n ? liquidity : -liquidity,
        amounts,
      }))
    const input = { position, now: now[index] as PositionNow, events, records: [] }
    const opening = computeOpening(input, deployment.stakers, at)?.state
    const from = (opening?.liquidity ?? 0n) > 0n ? at : (events[0] ?? at)
    return {
      position,
      events,
      ownerships: [{ owner: position.poolOwner, from, to: null }],
      ...(opening && { opening }),
    }
  })
}

/** NFTs that are in a farm, or that went into one or came out of it. */
function findFarmed(
  { stakers }: Pick<UniswapV3Deployment, 'stakers'>,
  now: ReadonlyMap<string, PositionNow>,
  transfers: readonly RawLog[],
): readonly bigint[] {
  const isFarm = (address: RawLog['address'] | null) =>
    address !== null && stakers.some((farm) => isSameAddress(farm, address))
  const held = [...now].flatMap(([id, { holder }]) => (isFarm(holder) ? [BigInt(id)] : []))
  const moved = transfers.flatMap((log) => {
    const event = decodePositionManagerLog(log)
    return event?.type === 'transfer' && (isFarm(event.from) || isFarm(event.to)) ? [event.tokenId] : []
  })
  return [...new Set([...held, ...moved])]
}

async function scanDeposits(
  client: ChainClient,
  { stakers }: Pick<UniswapV3Deployment, 'stakers'>,
  tokenIds: readonly bigint[],
  range: BlockRange,
): Promise<readonly FarmLog<DepositTransferred>[]> {
  if (tokenIds.length === 0) return []
  const topics = [stakerTopics.depositTransferred, tokenIds.map(formatUintTopic)]
  const logs = await scanLogs(client, { address: stakers, topics, what: 'deposits in farms' }, range)
  return logs.flatMap((log): readonly FarmLog<DepositTransferred>[] => {
    const event = decodeStakerLog(log)
    return event?.type === 'depositTransferred' ? [{ ...event, log }] : []
  })
}
