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
import { computeSteppedPrices } from './computeSteppedPrices'
import type { PoolPrices } from './poolPrices'

/** How many owners are valued exactly, after a first ranking with sampled prices. */
const SHORTLIST = 8
/** How many there are to choose from: the whale and the next four. */
const CANDIDATES = 5

export interface WhaleCandidate extends RankedOwner {
  readonly kind: 'account' | 'contract'
}

export interface WhaleCandidatesInput {
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
 * Ranks the owners of a pool by `capitalYears` in the window, largest first.
 *
 * A pool can have thousands of ledger events, and each would need the price at its block. So all owners are ranked with
 * the nearest earlier sample of the price first; the largest are then valued exactly, at the block of each of their events.
 */
export async function loadWhaleCandidates(
  client: ChainClient,
  { pool, window, histories, you, chosen, prices }: WhaleCandidatesInput,
): Promise<readonly WhaleCandidate[]> {
  const rankWith = (table: PriceTable, among: readonly PositionHistory[]) =>
    rankOwners(among, you, (owner, own) => computeCapitalYears({ owner, pool, window, histories: own, prices: table }))
  const isChosen = ({ owner }: RankedOwner) => chosen !== null && isSameAddress(owner, chosen)

  const eventBlocks = histories.flatMap(({ events }) => events.map(({ blockNumber }) => blockNumber))
  const rough = rankWith(computeSteppedPrices(prices.table, pool, [...eventBlocks, window.fromBlock]), histories)
  const shortlist = rough.filter((ranked, rank) => rank < SHORTLIST || isChosen(ranked))

  const [table, isContract] = await Promise.all([
    prices.load(shortlist.flatMap(({ owner, histories: own }) => computeNeededBlocks(own, owner, window).priceBlocks)),
    fetchIsContract(
      client,
      shortlist.map(({ owner }) => owner),
      window.toBlock,
    ),
  ])
  const listed = new Set(shortlist.map(({ owner }) => owner.toLowerCase()))
  return rankWith(table, [...new Set(shortlist.flatMap((ranked) => ranked.histories))])
    .filter(({ owner }) => listed.has(owner.toLowerCase()))
    .filter((ranked, rank) => rank < CANDIDATES || isChosen(ranked))
    .map((ranked) => ({
      ...ranked,
      kind: isContract.get(ranked.owner.toLowerCase() as Address) === true ? 'contract' : 'account',
    }))
}
