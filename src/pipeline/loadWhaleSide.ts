import { computeBounds } from '../accounting/computeBounds'
import { fetchIsContract } from '../chain/fetchIsContract'
import type { PositionHistory } from '../domain/ledger'
import { isSameAddress } from '../domain/primitives'
import type { Address } from '../domain/primitives'
import type { RankedOwner } from '../whales/rankOwners'
import { keepFailure } from './keepFailure'
import type { OwnerResult } from './loadOwnerResult'
import { computeShortlist, loadWhaleCandidates } from './loadWhaleCandidates'
import type { WhaleCandidate } from './loadWhaleCandidates'
import type { PoolContext } from './poolContext'
import { startOwner } from './startOwner'

export const NOBODY_ELSE = 'Nobody else had liquidity in this pool during this time.'

/** The whale's side, or why there is none. */
export type WhaleSide =
  | {
      readonly candidates: readonly WhaleCandidate[]
      /** Whether the capital of each candidate is known, so that nobody unknown could be larger. */
      readonly isRankingKnown: boolean
      readonly chosen: WhaleCandidate
      /** Whether the chosen one is the largest, and not another one that the user wanted. */
      readonly isFirst: boolean
      readonly side: OwnerResult
    }
  | { readonly unavailable: string }

/**
 * Finds the largest owner of a pool, or the one that the user chose, and computes their figures.
 *
 * While the largest few are ranked exactly, the one that will most likely turn out to be the whale is already being read.
 */
export async function loadWhaleSide(context: PoolContext, histories: readonly PositionHistory[]): Promise<WhaleSide> {
  const { client, input, window, prices } = context
  const ranking = { pool: input.pool, window, histories, you: input.you.owner, chosen: input.chosenWhale, prices }
  const shortlist = computeShortlist(ranking)
  const pick = <T extends RankedOwner>(owners: readonly T[]): T | undefined =>
    owners.find(({ owner }) => input.chosenWhale !== null && isSameAddress(owner, input.chosenWhale)) ?? owners[0]

  const likely = pick(shortlist)
  if (likely === undefined) return { unavailable: NOBODY_ELSE }
  const [{ candidates, isRankingKnown }, likelySide] = await Promise.all([
    loadWhaleCandidates(client, ranking, shortlist),
    keepFailure(loadSideOf(context, likely)),
  ])
  const chosen = pick(candidates)
  if (chosen === undefined) return { unavailable: NOBODY_ELSE }
  const isLikely = isSameAddress(chosen.owner, likely.owner)
  if (isLikely && 'failure' in likelySide) throw likelySide.failure
  const side = isLikely && 'value' in likelySide ? likelySide.value : await loadSideOf(context, chosen)
  return { candidates, isRankingKnown, chosen, isFirst: chosen === candidates[0], side }
}

async function loadSideOf(
  { client, adapter, input, window, loadSide }: PoolContext,
  { owner, histories }: RankedOwner,
): Promise<OwnerResult> {
  // Who came to the pool within the window made their approvals before, and those are listed.
  const { isFirst } = computeBounds(histories, owner, window)
  const isContract = fetchIsContract(client, [owner], window.toBlock).then(
    (answers) => answers.get(owner.toLowerCase() as Address) === true,
  )
  const range = { fromBlock: isFirst ? 0 : window.fromBlock, toBlock: window.toBlock }
  return await loadSide(startOwner(client, adapter, { owner, isContract, histories, pools: [input.pool], range }))
}
