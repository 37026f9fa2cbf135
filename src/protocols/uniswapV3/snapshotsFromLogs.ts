import type { ChainClient } from '../../chain/chainClient'
import type { ScanOptions } from '../../chain/logScan'
import { fetchTimestamps } from '../../chain/fetchTimestamps'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { PositionEvent, PositionHistory } from '../../domain/ledger'
import type { Pool } from '../../domain/pool'
import { poolRangeKey } from '../../domain/poolLiquidity'
import type { Position, Snapshot } from '../../domain/position'
import { LongScanError } from '../../errors'
import { fetchReplayEnd, fetchReplayStart, groupByRange, replayPool, scanReplayLogs } from './fetchPoolReplay'
import type { ReplayLog, ReplayStart } from './fetchPoolReplay'
import type { PoolPositionLog } from './findUntoldLogs'
import { isMoneyEvent, PositionReplay } from './positionReplay'
import type { RangeGrowth } from './poolGrowth'
import { fetchPositionBooks } from './snapshot'
import type { PositionBooks } from './snapshot'

/** Times of more blocks than this are not read to tell how long a position was in range. */
const MAX_CROSSINGS = 1_000
const TWO_POW_32 = 2 ** 32

/** A position's state that is wanted at the end of a block. */
export interface StateNeed {
  readonly history: PositionHistory
  readonly blockNumber: number
}

export interface ReplayQuestion {
  readonly needs: readonly StateNeed[]
  /** Its state is known, and logs are read up to it. */
  readonly laterBlock: number
  readonly limits: ScanOptions
}

/**
 * Computes positions' states at the ends of past blocks, from their state at a later block and the pool's logs in between: for nodes
 * without archive state. To the last unit the same as the contracts' own answers then.
 *
 * The pool is replayed swap by swap. What cannot be proven is left out: where a position's books were touched since, the replay must
 * begin at their last touch before, which an opened history does not tell.
 *
 * `secondsInside` counts from a beginning of its own where the pool's own count at `laterBlock` is not there: it is good for differences
 * between states of the same position.
 *
 * Reads the state and all ticks of the pool at `laterBlock`, its logs from the first block on, and times of blocks in which the price came
 * into a range or left it.
 *
 * @throws ReplayError when the logs do not lead to the pool's state; LongScanError as `limits` say; as `scanLogs`.
 */
export async function fetchSnapshotsFromLogs(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  pool: Pool,
  { needs, laterBlock, limits }: ReplayQuestion,
): Promise<readonly Snapshot[]> {
  const existing = needs.filter(existsAt)
  const absent = needs.filter((need) => !existsAt(need)).map(createEmpty)
  if (existing.length === 0) return absent
  const positions = distinctPositions(existing)
  const firstBlock = existing.reduce((first, { blockNumber }) => Math.min(first, blockNumber), laterBlock)
  const [allBooks, end, late] = await Promise.all([
    fetchPositionBooks(client, deployment, positions, laterBlock),
    fetchReplayEnd(client, pool, laterBlock),
    scanReplayLogs(client, pool, { fromBlock: firstBlock + 1, toBlock: laterBlock }, limits),
  ])
  const lateOf = groupByRange(late)
  const startBlock = existing.reduce((earliest, need) => Math.min(earliest, findReachBack(need, lateOf)), firstBlock)
  const start = await fetchStart(client, deployment, pool, { startBlock, firstBlock, late, limits })
  if (start === null) return absent

  const growth = replayPool(pool, start, end, positions)
  const growthOf = new Map(positions.map((position) => [position.id, growth.inside(position)]))
  const logsOf = groupByRange(start.logs)
  const booksOf = new Map(positions.map(({ id }, index) => [id, allBooks[index] as PositionBooks]))
  const replays = new Map(
    existing.map(({ history }) => {
      const { position } = history
      const [inside, books] = [growthOf.get(position.id) as RangeGrowth, booksOf.get(position.id) as PositionBooks]
      const rangeLogs = logsOf.get(poolRangeKey(position)) ?? []
      return [position.id, new PositionReplay({ history, start, growth: inside, rangeLogs, books, laterBlock })]
    }),
  )
  const states = existing.flatMap(({ history, blockNumber }): readonly Snapshot[] => {
    const state = (replays.get(history.position.id) as PositionReplay).stateAt(blockNumber)
    return state === null ? [] : [state]
  })
  return [...absent, ...(await addSecondsInside(client, states, growthOf, booksOf, laterBlock))]
}

/** Where a replay begins that reaches back to `startBlock`; to `firstBlock` where going back further takes too long. */
async function fetchStart(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  pool: Pool,
  {
    startBlock,
    firstBlock,
    late,
    limits,
  }: { startBlock: number; firstBlock: number; late: readonly ReplayLog[]; limits: ScanOptions },
): Promise<ReplayStart | null> {
  try {
    const early = await scanReplayLogs(client, pool, { fromBlock: startBlock + 1, toBlock: firstBlock }, limits)
    return await fetchReplayStart(client, deployment, pool, startBlock, [...early, ...late])
  } catch (error) {
    if (!(error instanceof LongScanError)) throw error
    return await fetchReplayStart(client, deployment, pool, firstBlock, late)
  }
}

function distinctPositions(needs: readonly StateNeed[]): readonly Position[] {
  return [...new Map(needs.map(({ history: { position } }) => [position.id, position])).values()]
}

/** A position that nothing had happened to has nothing in it. */
function existsAt({ history: { events, opening }, blockNumber }: StateNeed): boolean {
  return opening !== undefined || events.some((event) => isMoneyEvent(event) && event.blockNumber <= blockNumber)
}

function createEmpty({ history: { position }, blockNumber }: StateNeed): Snapshot {
  return { positionId: position.id, blockNumber, liquidity: 0n, collectable: [0n, 0n], secondsInside: null }
}

/** The block before which a replay must begin: that of the last touch, where the books were touched again later. */
function findReachBack(
  { history, blockNumber }: StateNeed,
  late: ReadonlyMap<string, readonly PoolPositionLog[]>,
): number {
  const isAfter = (place: { readonly blockNumber: number }) => place.blockNumber > blockNumber
  const isTouched =
    history.events.some((event) => isMoneyEvent(event) && isAfter(event)) ||
    late.get(poolRangeKey(history.position))?.some(({ log }) => isAfter(log))
  if (!isTouched) return blockNumber
  const before = history.events.filter((event) => isMoneyEvent(event) && !isAfter(event))
  // Without liquidity a collect does not let the pool bring its books up to date.
  const isUpdate = ({ type }: PositionEvent) => type !== 'collect' || computeLiquidity(history, before) > 0n
  const last = before.findLast(isUpdate)
  return last === undefined ? blockNumber : last.blockNumber - 1
}

function computeLiquidity({ opening }: PositionHistory, events: readonly PositionEvent[]): bigint {
  return events.reduce((liquidity, event) => {
    if (event.type === 'deposit') return liquidity + event.liquidity
    return event.type === 'withdraw' ? liquidity - event.liquidity : liquidity
  }, opening?.liquidity ?? 0n)
}

/** Counts back from the later block how long the tick was inside. */
async function addSecondsInside(
  client: ChainClient,
  states: readonly Snapshot[],
  growthOf: ReadonlyMap<string, RangeGrowth>,
  booksOf: ReadonlyMap<string, PositionBooks>,
  laterBlock: number,
): Promise<readonly Snapshot[]> {
  const crossings = new Set<number>()
  for (const growth of growthOf.values()) {
    for (const { blockNumber } of growth.crossings) crossings.add(blockNumber)
    if (crossings.size > MAX_CROSSINGS) return states
  }
  const blocks = [...crossings, ...states.map(({ blockNumber }) => blockNumber), laterBlock]
  const times = await fetchTimestamps(client, blocks)
  const timeOf = (blockNumber: number) => times.get(blockNumber) as number
  return states.map((state) => {
    const { crossings: own } = growthOf.get(state.positionId) as RangeGrowth
    let seconds = 0
    own.forEach(({ blockNumber, isInside }, index) => {
      const from = Math.max(timeOf(blockNumber), timeOf(state.blockNumber))
      const to = timeOf(own[index + 1]?.blockNumber ?? laterBlock)
      if (isInside && to > from) seconds += to - from
    })
    const later = booksOf.get(state.positionId)?.secondsInside ?? 0
    return { ...state, secondsInside: (((later - seconds) % TWO_POW_32) + TWO_POW_32) % TWO_POW_32 }
  })
}
