import type { ChainClient } from '../../chain/chainClient'
import { countScanRequests } from '../../chain/scanLogs'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { PositionHistory } from '../../domain/ledger'
import type { Position } from '../../domain/position'
import type { BlockRange, Pair } from '../../domain/primitives'
import { isSameAddress } from '../../domain/primitives'
import { withUnreadRewards } from '../../domain/withUnreadRewards'
import { HistoryUnavailableError } from '../../errors'
import { computeScanStart } from './computeScanStart'
import { fetchOpenedHistories } from './fetchOpenedHistories'
import { fetchPositionsNow } from './fetchPositionsNow'
import type { PositionNow } from './fetchPositionsNow'
import { fetchHistories } from './history'

/** How much may be read to settle openings. */
export interface SettleOptions {
  readonly hasArchiveState: boolean
  /** Whole lives are read where a scan of the deployment's takes no more than this. @default all with archive state, none without */
  readonly fewRequests?: number
  /** The same for lives that tell what farms paid and owe; without, the histories say that it was not read. @default all */
  readonly fewFarmRequests?: number
}

/**
 * Decides what the positions of opened histories owed when they opened, so that their figures are those of the whole history.
 *
 * With archive state the contract's books say so: where nothing is owed, no principal is. Without, it is decided where the position was not
 * paid out since and still owes nothing. All else is told by earlier logs only, and rewards of a farm are counted from the first stake: the
 * whole life of such a position is read as `fewFarmRequests` says; of one that was never in a farm as `fewRequests` says, else `owed` stays
 * `null`.
 *
 * With archive state an opening that is not what the contracts held then is contradicted: some logs since were not given.
 *
 * Reads one multicall at the block of the openings, or at `range.toBlock` without archive state; then as `fetchHistories` for those
 * positions that need it.
 */
export async function settleOpenings(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  ranked: readonly PositionHistory[],
  range: BlockRange,
  { hasArchiveState, fewRequests = hasArchiveState ? Infinity : 0, fewFarmRequests = Infinity }: SettleOptions,
): Promise<readonly PositionHistory[]> {
  const histories = await withCollects(client, deployment, ranked, range)
  const opened = histories.filter(({ opening }) => opening !== undefined)
  const positions = opened.map(({ position }) => position)
  const atOpening = hasArchiveState ? await fetchBooksAtOpening(client, deployment, positions, range) : null
  const books = atOpening ?? (await fetchPositionsNow(client, deployment, positions, range.toBlock))
  const owedById = new Map(opened.map(({ position }, index) => [position.id, books[index]?.tokensOwed as Pair]))
  const contradicted = new Set(
    opened.flatMap((history, index) => {
      const book = atOpening?.[index]
      return book === undefined || isOpening(history, book, deployment) ? [] : [history.position.id]
    }),
  )

  const life = { ...range, fromBlock: computeScanStart(deployment, range.toBlock) }
  const lifeRequests = countScanRequests(client, life)
  const isDecided = ({ position, events }: PositionHistory) =>
    !owesSomething(owedById.get(position.id)) && (atOpening !== null || !events.some(({ type }) => type === 'collect'))
  const mustReadAll = histories.filter(
    (history) =>
      (lifeRequests <= fewFarmRequests && wasInFarm(history)) ||
      (lifeRequests <= fewRequests && history.opening !== undefined && !isDecided(history)),
  )
  const lives = await fetchHistories(
    client,
    deployment,
    mustReadAll.map(({ position }) => position),
    range,
  )
  const lifeById = new Map(lives.map((life) => [life.position.id, life]))
  return histories.map((history) => {
    const settled = lifeById.get(history.position.id) ?? settleOne(history, isDecided(history))
    return contradicted.has(history.position.id) ? { ...settled, isContradicted: true } : settled
  })
}

function settleOne(history: PositionHistory, isDecided: boolean): PositionHistory {
  const { opening } = history
  const decided: PositionHistory =
    opening !== undefined && isDecided ? { ...history, opening: { ...opening, owed: [0n, 0n] } } : history
  return wasInFarm(history) ? withUnreadRewards(decided) : decided
}

/** Whether a history opens with what the contracts held at the end of that block. */
function isOpening(
  { position, opening, ownerships }: PositionHistory,
  { liquidity, holder, depositor }: PositionNow,
  { stakers }: Pick<UniswapV3Deployment, 'stakers'>,
): boolean {
  if (opening?.liquidity !== liquidity) return false
  if (position.kind === 'direct') return true
  const isInFarm = depositor !== null && stakers.some((staker) => holder !== null && isSameAddress(staker, holder))
  const owner = isInFarm ? depositor : holder
  const [first] = ownerships
  return (
    owner !== null && first !== undefined && isSameAddress(first.owner, owner) && (opening.farm !== null) === isInFarm
  )
}

/** `null` where the oldest state that the endpoint keeps is that of the window's first block, or where it keeps state with gaps. */
async function fetchBooksAtOpening(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  positions: readonly Position[],
  { fromBlock }: BlockRange,
): Promise<readonly PositionNow[] | null> {
  try {
    return await fetchPositionsNow(client, deployment, positions, fromBlock - 1)
  } catch (error) {
    if (error instanceof HistoryUnavailableError) return null
    throw error
  }
}

/** Histories of direct positions that are good for ranking lack their collects. */
async function withCollects(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  histories: readonly PositionHistory[],
  range: BlockRange,
): Promise<readonly PositionHistory[]> {
  const direct = histories.map(({ position }) => position).filter(({ kind }) => kind === 'direct')
  const read = await fetchOpenedHistories(client, deployment, direct, range)
  const byId = new Map(read.map((history) => [history.position.id, history]))
  return histories.map((history) => byId.get(history.position.id) ?? history)
}

function owesSomething(owed: Pair | undefined): boolean {
  return owed !== undefined && (owed[0] > 0n || owed[1] > 0n)
}

function wasInFarm({ opening, events }: PositionHistory): boolean {
  const { farm = null, isFarmPaying = false } = opening ?? {}
  return farm !== null || isFarmPaying || events.some(({ type }) => type === 'stake' || type === 'unstake')
}
