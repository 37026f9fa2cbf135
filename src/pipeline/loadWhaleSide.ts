import { computeBounds } from '../accounting/computeBounds'
import { fetchIsContract } from '../chain/fetchIsContract'
import { READ_LAST, THEIR_APPROVALS } from '../domain/coverage'
import type { Missing } from '../domain/coverage'
import type { PositionHistory } from '../domain/ledger'
import { isSameAddress } from '../domain/primitives'
import type { Address } from '../domain/primitives'
import type { RankedOwner } from '../whales/rankOwners'
import { keepFailure } from './keepFailure'
import type { OwnerResult } from './loadOwnerResult'
import { areTooManyAlike, computeRoughRanking, loadWhaleCandidates, pickShortlist } from './loadWhaleCandidates'
import type { WhaleCandidate, WhaleRanking, WhaleRankingInput } from './loadWhaleCandidates'
import type { PoolContext } from './poolContext'
import { loadSettledHistories } from './loadSettledHistories'
import { startOwner } from './startOwner'

export const NOBODY_ELSE = 'Nobody else had liquidity in this pool during this time.'

/** The same where the search was not complete: others may exist. */
export const NOBODY_FOUND = 'Nobody else was found in this pool, but not everybody could be looked for.'

const TOO_MANY_ALIKE: Missing = {
  what: 'The proof that nobody larger exists',
  why: 'So many owners had about as much that the exact prices were read for some of them only.',
}

/** The largest owner, or the one that the user chose, with their figures. */
export interface FoundWhaleSide {
  readonly candidates: readonly WhaleCandidate[]
  /** Whether the capital of each candidate is known, so that nobody unknown could be larger. */
  readonly isRankingKnown: boolean
  readonly chosen: WhaleCandidate
  /** Whether the chosen one is the largest, and not another one that the user wanted. */
  readonly isFirst: boolean
  readonly side: OwnerResult
  /** How everybody on the shortlist ranks, exactly. */
  readonly ranking: WhaleRanking
  /** Reads the side's approvals, where nothing else was left out of it; else `null`. */
  readonly loadWhole: (() => Promise<OwnerResult>) | null
}

/**
 * How much is read for an owner's figures: `provisional` where another owner may be found, then neither the pool's past nor approvals;
 * `figures` for all but approvals; `whole`.
 */
export type SideDepth = 'provisional' | 'figures' | 'whole'

/** The whale's side, or why there is none. */
export type WhaleSide = FoundWhaleSide | { readonly unavailable: string }

/** Histories in which the largest owner is looked for. */
export interface WhaleSource {
  readonly histories: readonly PositionHistory[]
  /**
   * Where they begin with the window, brings what the figures of one owner need of its past, positions that had ended before among it; absent
   * where they are whole.
   */
  readonly settle?: (histories: readonly PositionHistory[], owner: Address) => Promise<readonly PositionHistory[]>
}

/** What ranks the owners of a pool over the window of its report. */
export function createRankingInput(
  { input, window, prices }: PoolContext,
  histories: readonly PositionHistory[],
): WhaleRankingInput {
  return { pool: input.pool, window, histories, you: input.you?.owner ?? null, chosen: input.chosenWhale, prices }
}

/**
 * Finds the largest owner of a pool, or the one that the user chose, and computes their figures.
 *
 * While the largest few are ranked exactly, the one that will most likely turn out to be the whale is already being read.
 */
export async function loadWhaleSide(context: PoolContext, source: WhaleSource, depth: SideDepth): Promise<WhaleSide> {
  const { client, input } = context
  const rankingInput = createRankingInput(context, source.histories)
  const rough = computeRoughRanking(rankingInput)
  const shortlist = pickShortlist(rankingInput, rough)
  const pick = <T extends RankedOwner>(owners: readonly T[]): T | undefined =>
    owners.find(({ owner }) => input.chosenWhale !== null && isSameAddress(owner, input.chosenWhale)) ?? owners[0]

  const likely = pick(shortlist)
  if (likely === undefined) return { unavailable: NOBODY_ELSE }
  const [{ candidates, isRankingKnown, ranking }, likelySide] = await Promise.all([
    loadWhaleCandidates(client, rankingInput, shortlist),
    keepFailure(loadSideOf(context, source, likely, depth)),
  ])
  const chosen = pick(candidates)
  if (chosen === undefined) return { unavailable: NOBODY_ELSE }
  const isLikely = isSameAddress(chosen.owner, likely.owner)
  if (isLikely && 'failure' in likelySide) throw likelySide.failure
  const areAlike = areTooManyAlike(rough)
  const withDoubt = (result: OwnerResult): OwnerResult =>
    areAlike ? { ...result, missing: [...result.missing, TOO_MANY_ALIKE] } : result
  const side = isLikely && 'value' in likelySide ? likelySide.value : await loadSideOf(context, source, chosen, depth)
  return {
    candidates,
    isRankingKnown: isRankingKnown && !areAlike,
    chosen,
    isFirst: chosen === candidates[0],
    side: withDoubt(side),
    ranking,
    loadWhole: depth === 'figures' ? async () => withDoubt(await loadSideOf(context, source, chosen, 'whole')) : null,
  }
}

async function loadSideOf(
  context: PoolContext,
  { settle }: WhaleSource,
  { owner, histories: found }: RankedOwner,
  depth: SideDepth,
): Promise<OwnerResult> {
  const { client, adapter, input, window, loadSide } = context
  const isProvisional = depth === 'provisional'
  const settled = settle === undefined ? found : await settle(found, owner)
  const histories = isProvisional ? settled : await loadSettledHistories(context, settled)
  // Who came to the pool within the window made their approvals before, and those are listed.
  const { isFirst } = computeBounds(histories, owner, window)
  const isContract = fetchIsContract(client, [owner], window.toBlock).then(
    (answers) => answers.get(owner.toLowerCase() as Address) === true,
  )
  const isWhole = settle === undefined
  const range = { fromBlock: isFirst && isWhole ? 0 : window.fromBlock, toBlock: window.toBlock }
  const pools = [input.pool]
  // Where nobody is compared with the owner, no approvals are listed.
  const isListed = input.you !== null
  const withApprovals = isListed && depth === 'whole'
  const side = await loadSide(
    startOwner(client, adapter, { owner, isContract, histories, pools, range, isWhole, withApprovals }),
    isProvisional,
  )
  if (withApprovals || !isListed) return side
  const whose = input.chosenWhale === null ? 'the whale' : 'the other owner'
  return { ...side, missing: [...side.missing, { what: `${THEIR_APPROVALS}${whose}`, why: READ_LAST }] }
}
