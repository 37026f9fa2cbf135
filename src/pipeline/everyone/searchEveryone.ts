import type { Missing } from '../../domain/coverage'
import type { PositionHistory } from '../../domain/ledger'
import type { Address } from '../../domain/primitives'
import { withUnreadRewards } from '../../domain/withUnreadRewards'
import type { PoolState } from '../../domain/pool'
import { AppError, CancelledError } from '../../errors'
import type { FarmedLives } from '../../protocols/adapter'
import { computeHistoriesByOwner } from '../../whales/rankOwners'
import { compareStarts } from '../compareStarts'
import { loadEarlierLives } from '../loadEarlierLives'
import { loadSettledHistories } from '../loadSettledHistories'
import type { PoolContext } from '../poolContext'
import { WhaleSearchRun } from '../searchWhale'
import type { WhaleSearch } from '../searchWhale'
import { findEverybody } from './findEverybody'

/**
 * What some positions owed when the window began, and what farms paid for some, is told by their whole lives only: these are read at first
 * where that takes few requests.
 */
const FEW_LIFE_REQUESTS = 24

export interface EveryoneSearchInput {
  /** Requests that whole lives are worth where only these tell how an owner's fees are to be counted. */
  readonly lifeRequestLimit: number
  /** Gets the largest owner, each time another one leads and once it is known who it is. */
  readonly onWhale: (search: WhaleSearch) => void
}

/** Everybody who was found in a pool. */
export interface EveryoneSearch {
  /** `unexplainedShare` is 0 where nobody is left out. */
  readonly search: WhaleSearch
  /** Reads what is left undecided of the same histories, as far as it can be decided; `null` where there is nothing to read. */
  readonly settleRest: (() => Promise<Pick<WhaleSearch, 'histories' | 'areDebtsKnown'>>) | null
}

/**
 * Looks for everybody in a pool over a window without reading the pool's whole life: the largest owner first, as `searchWhale` does, then all
 * others.
 *
 * @returns what was found, with histories that are good for everybody's figures.
 * @throws CancelledError once the client's signal is aborted; what makes the search for the largest owner impossible.
 */
export async function searchEveryone(
  context: PoolContext,
  state: PoolState,
  { lifeRequestLimit, onWhale }: EveryoneSearchInput,
): Promise<EveryoneSearch> {
  const run = await WhaleSearchRun.start(context, state)
  const largest = await run.finish(onWhale)
  onWhale(largest)
  const unfinished = await lookForAll(run)
  const few = { fewRequests: FEW_LIFE_REQUESTS, fewFarmRequests: FEW_LIFE_REQUESTS }
  const farmed = await loadFarmedLives(context, run.histories, FEW_LIFE_REQUESTS)
  const found = withLives(run.histories, farmed)
  const earlier = await loadEarlierLives(context, found, listOwners(found))
  const settled = await settleAll(context, [...found, ...earlier].sort(compareStarts), () => true, few)
  const histories = withUnread(settled, farmed)
  const { isConsistent } = run.search.unexplained
  const unexplainedShare = run.unexplainedShare
  const isAll = isConsistent && unexplainedShare === 0
  const isProven = isConsistent && (largest.isProven || isAll)
  return {
    search: {
      ...largest,
      histories,
      isConsistent,
      unexplainedShare,
      isProven,
      isPriceExact: isAll || largest.isPriceExact,
      mayOwnMore: !isAll && largest.mayOwnMore,
      areDebtsKnown: farmed.isKnown,
      missing: isAll ? [] : [...largest.missing, ...unfinished, ...(isProven ? [SMALLER_ONES] : [])],
    },
    settleRest: histories.some(isUndecided)
      ? async () => {
          const lives = await loadFarmedLives(context, settled)
          const limit = { fewRequests: lifeRequestLimit }
          return {
            histories: await settleAll(context, withLives(settled, lives), isUndecided, limit),
            areDebtsKnown: lives.isKnown,
          }
        }
      : null,
  }
}

const SMALLER_ONES: Missing = {
  what: 'Some of the smaller owners',
  why: 'Their positions were not found, so they are not in the list. Nobody larger than the largest is among them.',
}

async function lookForAll(run: WhaleSearchRun): Promise<readonly Missing[]> {
  try {
    await findEverybody(run)
    return []
  } catch (error) {
    if (!(error instanceof AppError) || error instanceof CancelledError) throw error
    return [{ what: 'The rest of the search for everybody in this pool', why: error.shortMessage }]
  }
}

/**
 * The whole lives of what owners had in farms, where these paid them in the window or owe them something still; of nobody where that takes more
 * than `fewRequests` a scan.
 */
async function loadFarmedLives(
  { client, adapter, input, searched }: PoolContext,
  found: readonly PositionHistory[],
  fewRequests?: number,
): Promise<FarmedLives> {
  return await adapter.search.farmedLives(client, input.pool, listOwners(found), searched, fewRequests)
}

function listOwners(histories: readonly PositionHistory[]): readonly Address[] {
  return [...computeHistoriesByOwner(histories).values()].map(({ owner }) => owner)
}

/** Histories with those lives in place of what was known of the same positions. */
function withLives(histories: readonly PositionHistory[], { histories: lives }: FarmedLives): PositionHistory[] {
  const whole = new Set(lives.map(({ position }) => position.id))
  return [...histories.filter(({ position }) => !whole.has(position.id)), ...lives].sort(compareStarts)
}

/** The same histories; those of owners whom farms paid, or owe, what was not read say so. */
function withUnread(histories: readonly PositionHistory[], { unread }: FarmedLives): readonly PositionHistory[] {
  const owners = new Set(unread.map((owner) => owner.toLowerCase()))
  const isUnread = ({ ownerships }: PositionHistory) => ownerships.some(({ owner }) => owners.has(owner.toLowerCase()))
  return histories.map((history) => (isUnread(history) ? withUnreadRewards(history) : history))
}

function isUndecided({ opening, areRewardsUnread }: PositionHistory): boolean {
  return opening?.owed === null || areRewardsUnread === true
}

/** The same histories, those that are open good for their owners' figures, and compared with what the pool logged. */
async function settleAll(
  context: PoolContext,
  found: readonly PositionHistory[],
  isOpen: (history: PositionHistory) => boolean,
  few: { readonly fewRequests: number; readonly fewFarmRequests?: number },
): Promise<readonly PositionHistory[]> {
  const { client, adapter, input, searched, hasArchiveState } = context
  const settled = await adapter.search.settleOpenings(client, found.filter(isOpen), searched, {
    hasArchiveState,
    ...few,
  })
  const byId = new Map(settled.map((history) => [history.position.id, history]))
  const histories = found.map((history) => byId.get(history.position.id) ?? history)
  const compared = await adapter.search.comparedWithPool(client, input.pool, { histories, others: [] }, searched)
  return await loadSettledHistories(context, compared)
}
