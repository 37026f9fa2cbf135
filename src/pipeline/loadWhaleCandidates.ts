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
import { rankOwners } from '../whales/rankOwners'
import type { RankedOwner } from '../whales/rankOwners'
import { computePoolUnits } from './computePoolUnits'
import { computeSteppedPrices } from './computeSteppedPrices'
import type { PoolPrices } from './poolPrices'

/** How many owners are valued exactly, after a first ranking with sampled prices. */
const SHORTLIST = 8
/** How many there are to choose from: the whale and the next four. */
const CANDIDATES = 5

export interface WhaleCandidate extends RankedOwner {
  readonly kind: 'account' | 'contract'
}

export interface WhaleRankingInput {
  readonly pool: Pool
  readonly window: Window
  readonly histories: readonly PositionHistory[]
  readonly you: Address
  /** An owner who is among the candidates whatever their rank. */
  readonly chosen: Address | null
  /** Already holds the samples of the window, which the first ranking uses. */
  readonly prices: PoolPrices
}

/**
 * Ranks all owners of a pool roughly, with the nearest earlier sample of the price, and gives the largest.
 *
 * A pool can have thousands of ledger events, and each would need the price at its block: only the largest are worth that.
 */
export function computeShortlist(input: WhaleRankingInput): readonly RankedOwner[] {
  const { pool, window, histories, prices } = input
  const eventBlocks = histories.flatMap(({ events }) => events.map(({ blockNumber }) => blockNumber))
  const stepped = computeSteppedPrices(prices.table, pool, [...eventBlocks, window.fromBlock])
  return rank(input, stepped, histories).filter((ranked, place) => place < SHORTLIST || isChosen(input, ranked))
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
): Promise<{ readonly candidates: readonly WhaleCandidate[]; readonly isRankingKnown: boolean }> {
  const { window, prices } = input
  const [table, isContract] = await Promise.all([
    prices.load(shortlist.flatMap(({ owner, histories }) => computeNeededBlocks(histories, owner, window).priceBlocks)),
    fetchIsContract(
      client,
      shortlist.map(({ owner }) => owner),
      window.toBlock,
    ),
  ])
  const listed = new Set(shortlist.map(({ owner }) => owner.toLowerCase()))
  const histories = [...new Set(shortlist.flatMap((ranked) => ranked.histories))]
  const ranked = rank(input, table, histories).filter(({ owner }) => listed.has(owner.toLowerCase()))
  return {
    candidates: ranked
      .filter((candidate, place) => place < CANDIDATES || isChosen(input, candidate))
      .map((candidate) => ({
        ...candidate,
        capitalYears: computeOwnCapitalYears(input, table, candidate),
        kind: isContract.get(candidate.owner.toLowerCase() as Address) === true ? 'contract' : 'account',
      })),
    isRankingKnown: ranked.every(({ capitalYears }) => capitalYears !== null),
  }
}

/** In the report's currency where everybody's capital is known in it, else in the pool's own units. */
function rank(
  input: WhaleRankingInput,
  prices: PriceTable,
  histories: readonly PositionHistory[],
): readonly RankedOwner[] {
  const { pool, window, you } = input
  const rankIn = (unit: Pick<WhaleRankingInput, 'pool'> & { readonly prices: PriceTable }) =>
    rankOwners(histories, you, (owner, own) => computeCapitalYears({ owner, window, histories: own, ...unit }))
  const ranked = rankIn({ pool, prices })
  return ranked.every(({ capitalYears }) => capitalYears !== null) ? ranked : rankIn(computePoolUnits(pool, prices))
}

function computeOwnCapitalYears(
  { pool, window }: WhaleRankingInput,
  prices: PriceTable,
  { owner, histories }: RankedOwner,
): number | null {
  return computeCapitalYears({ owner, pool, window, histories, prices })
}

function isChosen({ chosen }: WhaleRankingInput, { owner }: RankedOwner): boolean {
  return chosen !== null && isSameAddress(owner, chosen)
}
