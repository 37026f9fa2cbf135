import { computeCapitalYears } from '../accounting/computeCapitalYears'
import { computeNeededBlocks } from '../accounting/computeNeededBlocks'
import type { ChainClient } from '../chain/chainClient'
import { fetchIsContract } from '../chain/fetchIsContract'
import type { PositionHistory } from '../domain/ledger'
import type { Window } from '../domain/performance'
import type { Pool } from '../domain/pool'
import type { PriceTable } from '../domain/prices'
import { isSameAddress } from '../domain/primitives'
import type { Address } from '../domain/primitives'
import { mayBeLargest } from '../whales/mayBeLargest'
import { rankOwners } from '../whales/rankOwners'
import type { RankedOwner } from '../whales/rankOwners'
import { computePoolUnits } from './computePoolUnits'
import { computeSteppedPrices } from './computeSteppedPrices'
import type { PoolPrices } from './poolPrices'

/** How many owners are valued exactly at least, after a first ranking with sampled prices, and at most. */
const SHORTLIST = 8
const LONGEST_SHORTLIST = 64
/** How many there are to choose from: the whale and the next four. */
const CANDIDATES = 5

export interface WhaleCandidate extends RankedOwner {
  readonly kind: 'account' | 'contract'
}

export interface WhaleRankingInput {
  readonly pool: Pool
  readonly window: Window
  readonly histories: readonly PositionHistory[]
  /** Who is left out; `null` for nobody. */
  readonly you: Address | null
  /** An owner who is among the candidates whatever their rank. */
  readonly chosen: Address | null
  /** Already holds the samples of the window, which the first ranking uses. */
  readonly prices: PoolPrices
}

type RankingScope = Pick<WhaleRankingInput, 'pool' | 'window' | 'you'>

/** Owners in order, and what their capital was counted in: the report's currency, or the pool's own units where that is not known. */
export interface WhaleRanking {
  readonly ranked: readonly RankedOwner[]
  readonly unit: { readonly pool: Pool; readonly prices: PriceTable }
}

/**
 * Ranks all owners of a pool roughly, with the nearest earlier sample of the price.
 *
 * A pool can have thousands of ledger events, and each would need the price at its block: only the largest are worth that.
 */
export function computeRoughRanking(
  input: RankingScope & { readonly histories: readonly PositionHistory[]; readonly prices: Pick<PoolPrices, 'table'> },
): WhaleRanking {
  const { pool, window, histories, prices } = input
  const eventBlocks = histories.flatMap(({ events }) => events.map(({ blockNumber }) => blockNumber))
  const stepped = computeSteppedPrices(prices.table, pool, [...eventBlocks, window.fromBlock])
  return rank(input, stepped, histories)
}

/**
 * The largest owners of a rough ranking, who are worth being valued exactly: all who may turn out to be the largest, a few in any case, and the
 * one that the user chose. Pure.
 */
export function pickShortlist(
  input: Pick<WhaleRankingInput, 'chosen'>,
  ranking: Pick<WhaleRanking, 'ranked'>,
): readonly RankedOwner[] {
  const count = Math.min(Math.max(SHORTLIST, countInDoubt(ranking)), LONGEST_SHORTLIST)
  return ranking.ranked.filter((owner, place) => place < count || isChosen(input, owner))
}

/** Whether more owners may turn out to be the largest than are worth being valued exactly. Pure. */
export function areTooManyAlike(ranking: Pick<WhaleRanking, 'ranked'>): boolean {
  return countInDoubt(ranking) > LONGEST_SHORTLIST
}

function countInDoubt({ ranked }: Pick<WhaleRanking, 'ranked'>): number {
  const largest = ranked[0]?.capitalYears ?? 0
  return ranked.filter(({ capitalYears }) => mayBeLargest(capitalYears, largest)).length
}

/** The owners to choose from, and how everybody on the shortlist ranks. */
export interface WhaleCandidates {
  readonly candidates: readonly WhaleCandidate[]
  /** Whether the capital of each one on the shortlist is known. */
  readonly isRankingKnown: boolean
  readonly ranking: WhaleRanking
}

/**
 * Ranks the owners on the shortlist by `capitalYears` in the window, largest first, each valued at the block of each of their events.
 *
 * Where prices in the report's currency are unknown, the pool's own ratio ranks them: it compares owners of the same pool as well.
 */
export async function loadWhaleCandidates(
  client: ChainClient,
  input: WhaleRankingInput,
  shortlist: readonly RankedOwner[],
): Promise<WhaleCandidates> {
  const { window, prices } = input
  const [table, isContract] = await Promise.all([
    prices.load(shortlist.flatMap(({ owner, histories }) => computeNeededBlocks(histories, owner, window).priceBlocks)),
    fetchIsContract(
      client,
      shortlist.map(({ owner }) => owner),
      window.toBlock,
    ),
  ])
  const ranking = computeExactRanking(input, table, shortlist)
  const { ranked } = ranking
  return {
    candidates: ranked
      .filter((candidate, place) => place < CANDIDATES || isChosen(input, candidate))
      .map((candidate) => ({
        ...candidate,
        capitalYears: computeOwnCapitalYears(input, table, candidate),
        kind: isContract.get(candidate.owner.toLowerCase() as Address) === true ? 'contract' : 'account',
      })),
    isRankingKnown: ranked.every(({ capitalYears }) => capitalYears !== null),
    ranking,
  }
}

/**
 * Ranks the owners on the shortlist, and nobody else who once had one of their positions: nobody read prices for those. Pure.
 *
 * @param prices of all blocks that those on the shortlist need.
 */
export function computeExactRanking(
  input: RankingScope,
  prices: PriceTable,
  shortlist: readonly RankedOwner[],
): WhaleRanking {
  const listed = new Set(shortlist.map(({ owner }) => owner.toLowerCase()))
  const histories = [...new Set(shortlist.flatMap((ranked) => ranked.histories))]
  return rank(input, prices, histories, (owner) => listed.has(owner.toLowerCase()))
}

/** In the report's currency where everybody's capital is known in it, else in the pool's own units. */
function rank(
  { pool, window, you }: RankingScope,
  prices: PriceTable,
  histories: readonly PositionHistory[],
  isRanked: (owner: Address) => boolean = () => true,
): WhaleRanking {
  const rankIn = (unit: WhaleRanking['unit']): WhaleRanking => ({
    unit,
    ranked: rankOwners(histories, you, (owner, own) =>
      isRanked(owner) ? computeCapitalYears({ owner, window, histories: own, ...unit }) : 0,
    ),
  })
  const ranking = rankIn({ pool, prices })
  const isKnown = ranking.ranked.every(({ capitalYears }) => capitalYears !== null)
  return isKnown ? ranking : rankIn(computePoolUnits(pool, prices))
}

function computeOwnCapitalYears(
  { pool, window }: WhaleRankingInput,
  prices: PriceTable,
  { owner, histories }: RankedOwner,
): number | null {
  return computeCapitalYears({ owner, pool, window, histories, prices })
}

function isChosen({ chosen }: Pick<WhaleRankingInput, 'chosen'>, { owner }: RankedOwner): boolean {
  return chosen !== null && isSameAddress(owner, chosen)
}
