import type { ChainClient } from '../../chain/chainClient'
import type { ScanOptions } from '../../chain/logScan'
import { fetchTimestamps } from '../../chain/fetchTimestamps'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { PositionEvent, PositionHistory } from '../../domain/ledger'
import type { Pool } from '../../domain/pool'
import type { Position, Snapshot } from '../../domain/position'
import type { Pair } from '../../domain/primitives'
import { isSameAddress } from '../../domain/primitives'
import { LongScanError } from '../../errors'
import { compareLogs } from './compareLogs'
import { fetchReplayEnd, fetchReplayStart, replayPool, scanReplayLogs } from './fetchPoolReplay'
import type { ReplayLog, ReplayStart } from './fetchPoolReplay'
import { computeEarlierBooks } from './replayBooks'
import type { BookTouch, EarlierBooks } from './replayBooks'
import { RangeGrowth } from './replayGrowth'
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
  const firstBlock = Math.min(...existing.map(({ blockNumber }) => blockNumber))
  const [books, end, late] = await Promise.all([
    fetchPositionBooks(client, deployment, positions, laterBlock),
    fetchReplayEnd(client, pool, laterBlock),
    scanReplayLogs(client, pool, { fromBlock: firstBlock + 1, toBlock: laterBlock }, limits),
  ])
  const startBlock = Math.min(firstBlock, ...existing.map((need) => findReachBack(need, late)))
  const start = await fetchStart(client, deployment, pool, { startBlock, firstBlock, late, limits })
  if (start === null) return absent

  const growthOf = new Map(positions.map((position) => [position.id, new RangeGrowth(position)]))
  replayPool(pool, start, end, [...growthOf.values()])
  const booksOf = new Map(positions.map(({ id }, index) => [id, books[index] as PositionBooks]))
  const sources = new Map(
    existing.map(({ history }) => {
      const { id } = history.position
      const source = { growth: growthOf.get(id) as RangeGrowth, books: booksOf.get(id) as PositionBooks, laterBlock }
      return [id, { ...source, ...listTouches(history, start, source.growth) }]
    }),
  )
  const states = existing.flatMap((need): readonly Snapshot[] => {
    const state = computeState(need, sources.get(need.history.position.id) as StateSource)
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
  return opening !== undefined || events.some((event) => isMoney(event) && event.blockNumber <= blockNumber)
}

function createEmpty({ history: { position }, blockNumber }: StateNeed): Snapshot {
  return { positionId: position.id, blockNumber, liquidity: 0n, collectable: [0n, 0n], secondsInside: null }
}

type MoneyEvent = Extract<PositionEvent, { readonly type: 'deposit' | 'withdraw' | 'collect' }>

function isMoney(event: PositionEvent): event is MoneyEvent {
  return event.type === 'deposit' || event.type === 'withdraw' || event.type === 'collect'
}

/** The block before which a replay must begin: that of the last touch, where the books were touched again later. */
function findReachBack({ history, blockNumber }: StateNeed, late: readonly ReplayLog[]): number {
  const isAfter = (place: { readonly blockNumber: number }) => place.blockNumber > blockNumber
  const isTouched =
    history.events.some((event) => isMoney(event) && isAfter(event)) ||
    late.some(({ log, event }) => isAfter(log) && isOfRange(event, history.position))
  if (!isTouched) return blockNumber
  const before = history.events.filter((event) => isMoney(event) && !isAfter(event))
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

function isOfRange(event: ReplayLog['event'], { poolOwner, tickLower, tickUpper }: Position): boolean {
  if (event.type !== 'mint' && event.type !== 'burn' && event.type !== 'collect') return false
  return isSameAddress(event.owner, poolOwner) && event.tickLower === tickLower && event.tickUpper === tickUpper
}

interface StateSource {
  readonly growth: RangeGrowth
  readonly books: PositionBooks
  readonly laterBlock: number
  readonly poolTouches: readonly PlacedTouch[]
  readonly nftTouches: readonly PlacedTouch[]
}

function listTouches(history: PositionHistory, start: ReplayStart, growth: RangeGrowth) {
  const { position } = history
  return {
    poolTouches: listPoolTouches(position, start.logs, growth),
    nftTouches: position.kind === 'nft' ? listNftTouches(history, start, growth) : [],
  }
}

function computeState({ history, blockNumber }: StateNeed, source: StateSource): Snapshot | null {
  const { position } = history
  const inPool = computeBooks(source.poolTouches, source.books.pool, blockNumber, source)
  if (inPool === null) return null
  const state = { positionId: position.id, blockNumber, secondsInside: null }
  if (position.kind === 'direct') return { ...state, liquidity: inPool.liquidity, collectable: sumOwed(inPool) }
  // The position manager burns an NFT only when nothing is left in it.
  const nft = source.books.nft ?? { liquidity: 0n, feeGrowthInsideLastX128: [0n, 0n], tokensOwed: [0n, 0n] }
  const inManager = computeBooks(source.nftTouches, nft, blockNumber, source)
  if (inManager === null) return null
  // Without liquidity a collect does not let the pool bring its books up to date.
  const payable = inManager.liquidity === 0n ? inPool.tokensOwed : sumOwed(inPool)
  return { ...state, liquidity: inManager.liquidity, collectable: minOf(sumOwed(inManager), payable) }
}

function sumOwed({ tokensOwed, feesSince }: EarlierBooks): Pair {
  return [tokensOwed[0] + feesSince[0], tokensOwed[1] + feesSince[1]]
}

function minOf(a: Pair, b: Pair): Pair {
  return [a[0] < b[0] ? a[0] : b[0], a[1] < b[1] ? a[1] : b[1]]
}

interface PlacedTouch extends BookTouch {
  readonly blockNumber: number
}

function computeBooks(
  touches: readonly PlacedTouch[],
  later: PositionBooks['pool'],
  blockNumber: number,
  { growth, books, laterBlock }: StateSource,
): EarlierBooks | null {
  const isBefore = (touch: PlacedTouch) => touch.blockNumber <= blockNumber
  const atEndOf = (block: number) => growth.at({ blockNumber: block, logIndex: Number.POSITIVE_INFINITY })
  return computeEarlierBooks({
    later,
    laterInsideX128: books.feeGrowthInsideX128,
    laterGrowthX128: atEndOf(laterBlock),
    touches: touches.filter((touch) => !isBefore(touch)),
    lastGrowthX128: touches.findLast((touch) => isBefore(touch) && touch.growthX128 !== null)?.growthX128 ?? null,
    growthX128: atEndOf(blockNumber),
  })
}

/** What the pool's logs did to the range's books in the pool. A `Collect` only pays out. */
function listPoolTouches(position: Position, logs: readonly ReplayLog[], growth: RangeGrowth): readonly PlacedTouch[] {
  return logs.flatMap(({ log, event }): readonly PlacedTouch[] => {
    if (!isOfRange(event, position)) return []
    const { blockNumber } = log
    const growthX128 = growth.at(log)
    switch (event.type) {
      case 'mint':
        return [{ blockNumber, growthX128, liquidity: event.liquidity, owed: [0n, 0n] }]
      case 'burn':
        return [{ blockNumber, growthX128, liquidity: -event.liquidity, owed: event.amounts }]
      case 'collect':
        return [{ blockNumber, growthX128: null, liquidity: 0n, owed: [-event.amounts[0], -event.amounts[1]] }]
      default:
        return []
    }
  })
}

/** What the NFT's events did to its books in the position manager. Those before the replay began have no growth to tell. */
function listNftTouches({ events }: PositionHistory, start: ReplayStart, growth: RangeGrowth): readonly PlacedTouch[] {
  const [first] = start.logs
  return events.flatMap((event): readonly PlacedTouch[] => {
    if (!isMoney(event) || first === undefined || compareLogs(event, first.log) < 0) return []
    const { blockNumber } = event
    const growthX128 = growth.at(event)
    switch (event.type) {
      case 'deposit':
        return [{ blockNumber, growthX128, liquidity: event.liquidity, owed: [0n, 0n] }]
      case 'withdraw':
        return [{ blockNumber, growthX128, liquidity: -event.liquidity, owed: event.amounts }]
      case 'collect':
        return [{ blockNumber, growthX128, liquidity: 0n, owed: [-event.amounts[0], -event.amounts[1]] }]
    }
  })
}

/** Counts back from the later block how long the tick was inside. */
async function addSecondsInside(
  client: ChainClient,
  states: readonly Snapshot[],
  growthOf: ReadonlyMap<string, RangeGrowth>,
  booksOf: ReadonlyMap<string, PositionBooks>,
  laterBlock: number,
): Promise<readonly Snapshot[]> {
  const crossings = new Set(
    [...growthOf.values()].flatMap((growth) => growth.crossings.map(({ blockNumber }) => blockNumber)),
  )
  if (crossings.size > MAX_CROSSINGS) return states
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
