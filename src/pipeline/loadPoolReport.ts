import type { ChainClient } from '../chain/chainClient'
import { THEIR_APPROVALS } from '../domain/coverage'
import type { Coverage } from '../domain/coverage'
import type { PositionHistory } from '../domain/ledger'
import type { PoolState } from '../domain/pool'
import { isSameAddress } from '../domain/primitives'
import type { ReportPool } from '../domain/report'
import { AppError, CancelledError } from '../errors'
import type { Holders, ProtocolAdapter } from '../protocols/adapter'
import { formatReportPool } from '../report/formatReportPool'
import { computeActiveLiquidity } from '../whales/computeActiveLiquidity'
import { computeCoverage } from './computeCoverage'
import type { CoverageInput } from './computeCoverage'
import { isUnasked } from './isUnasked'
import { keepFailure } from './keepFailure'
import type { Outcome } from './keepFailure'
import { findPoolHistories } from './loadOwnerBooks'
import type { OwnerResult } from './loadOwnerResult'
import type { Sample } from './loadSamples'
import { describeShorterWindow, loadShorterWindow } from './loadShorterWindow'
import type { WhaleCandidate } from './loadWhaleCandidates'
import { loadWhaleSide, NOBODY_ELSE, NOBODY_FOUND } from './loadWhaleSide'
import type { FoundWhaleSide, WhaleSide } from './loadWhaleSide'
import { loadPoolContext, shortenContext } from './poolContext'
import type { PoolContext, PoolReportInput } from './poolContext'
import { reconcileOwner } from './reconcileOwner'
import { searchWhale } from './searchWhale'
import type { WhaleSearch } from './searchWhale'
import { startHolders } from './startHolders'

const STILL_LOOKING = 'Still looking for the largest owner of this pool.'

/** The wallet's own part of a pool's report. */
interface OwnPart {
  readonly state: PoolState
  readonly yours: OwnerResult
  readonly samples: readonly Sample[]
  readonly looksLikeSpam: boolean
}

/** Reads and computes everything about one pool: the wallet's figures, the whale's over the same window, and what proves them. */
export async function loadPoolReport(
  client: ChainClient,
  adapter: ProtocolAdapter,
  input: PoolReportInput,
): Promise<ReportPool> {
  // Started first: nothing below needs it before the whale, and it takes the longest.
  const holders = keepFailure(startHolders(client, adapter, input.pool, input.block.number))
  try {
    return await loadBothSides(await loadPoolContext(client, adapter, input), holders)
  } finally {
    // A pool that has failed leaves nothing behind that goes on reading.
    await holders
  }
}

/** @param holdersLoading the pool's whole life; `null` where it is too long to be read: then the largest owner is searched for. */
async function loadBothSides(
  context: PoolContext<PoolReportInput>,
  holdersLoading: Promise<Outcome<Holders | null>>,
): Promise<ReportPool> {
  const { client, adapter, input } = context
  const { pool, block } = input
  const [state, yours, samples] = await Promise.all([
    adapter.poolState(client, pool, block.number),
    context.loadSide(input.you),
    context.samples,
    context.prices.load(context.sampleBlocks),
  ])
  const own = { state, yours, samples, looksLikeSpam: isUnasked(client.config, pool, await input.you.books) }
  const shorter = await loadShorterWindow(client, context, [yours])
  if (shorter !== null) return await loadBothSides(await shortenContext(context, shorter), holdersLoading)
  input.onPartial(formatPool(context, own, { unavailable: STILL_LOOKING }, null))

  const holders = await holdersLoading
  if ('failure' in holders) return formatPool(context, own, { unavailable: sayFailure(holders.failure) }, null)
  if (holders.value === null) return await loadBySearch(context, own, holdersLoading)
  const { histories } = holders.value
  const reconciled = reconcileOwner(input.you, histories, input.onUnfound)
  const [whale, sure] = await Promise.all([
    loadWhaleSide(context, { histories }, 'whole').catch((error: unknown) => ({ unavailable: sayFailure(error) })),
    reconciled === null ? yours : context.loadSide(reconciled),
  ])
  const shorterForBoth = await loadShorterWindow(client, context, [sure, ...('side' in whale ? [whale.side] : [])])
  if (shorterForBoth !== null) return await loadBothSides(await shortenContext(context, shorterForBoth), holdersLoading)
  const final = { ...own, yours: sure }
  const isAddedUp = computeActiveLiquidity(histories, state.tick) === state.liquidity
  const isWhole = histories.every((history) => history.isContradicted !== true)
  if (!isAddedUp || !isWhole || isContradicted(final, whale)) client.cache?.doubtLogs()
  return formatPool(context, final, whale, { holders: holders.value })
}

/** Searches for the whale, and gives the report as the search goes on. */
async function loadBySearch(
  context: PoolContext<PoolReportInput>,
  own: OwnPart,
  holdersLoading: Promise<Outcome<Holders | null>>,
): Promise<ReportPool> {
  const { input, client } = context
  const outcome = await keepFailure(
    searchWhale(context, own.state, (search) => input.onPartial(formatPool(context, own, search.whale, { search }))),
  )
  if ('failure' in outcome) return formatPool(context, own, { unavailable: sayFailure(outcome.failure) }, null)
  const shorter = await loadShorterWindow(
    client,
    context,
    'side' in outcome.value.whale ? [outcome.value.whale.side] : [],
  )
  if (shorter !== null) return await loadBothSides(await shortenContext(context, shorter), holdersLoading)
  const { search, compared } = await compareYours(context, outcome.value)
  const reconciled = reconcileOwner(input.you, [...compared, ...search.histories], input.onUnfound)
  const final = reconciled === null ? own : { ...own, yours: await context.loadSide(reconciled) }
  if (!search.isConsistent || isContradicted(final, search.whale)) client.cache?.doubtLogs()
  const found = formatPool(context, final, search.whale, { search })
  const { whale } = search
  if (!('side' in whale) || whale.loadWhole === null) return found
  input.onPartial(found)
  const side = await loadApprovalsToo(whale.side, whale.loadWhole)
  return formatPool(context, final, { ...whale, side }, { search })
}

/** The whale's side with its approvals, which are in no figure but their own. Where they cannot be read, it says why. */
async function loadApprovalsToo(side: OwnerResult, loadWhole: () => Promise<OwnerResult>): Promise<OwnerResult> {
  const outcome = await keepFailure(loadWhole())
  if ('value' in outcome) return outcome.value
  const why = sayFailure(outcome.failure)
  return {
    ...side,
    missing: side.missing.map((item) => (item.what.startsWith(THEIR_APPROVALS) ? { ...item, why } : item)),
  }
}

/** Compares the wallet's positions with the pool's own logs of the window; what these leave open is missing. */
async function compareYours(
  { client, adapter, input }: PoolContext<PoolReportInput>,
  search: WhaleSearch,
): Promise<{ readonly search: WhaleSearch; readonly compared: readonly PositionHistory[] }> {
  const { pool, you } = input
  const histories = findPoolHistories(you.histories, pool)
  const known = { histories, others: search.histories }
  const outcome = await keepFailure(adapter.search.comparedWithPool(client, pool, known, search.scanned))
  if ('failure' in outcome) {
    const missing = {
      what: 'A comparison of your positions with the logs of the pool',
      why: sayFailure(outcome.failure),
    }
    return { search: { ...search, missing: [...search.missing, missing] }, compared: [] }
  }
  const compared = outcome.value
  const missing = compared.flatMap((history, index) =>
    (history.missing ?? []).slice(histories[index]?.missing?.length ?? 0),
  )
  return { search: { ...search, missing: [...search.missing, ...missing] }, compared }
}

/** Whether the logs of one of the two owners do not add up to what the contracts say. */
function isContradicted({ yours }: OwnPart, whale: WhaleSide): boolean {
  const results = [yours, ...('side' in whale ? [whale.side] : [])]
  return results.some(({ result }) => result.inconsistent.length > 0)
}

function formatPool(
  { input, adapter, window, shorter, prices }: PoolContext<PoolReportInput>,
  { state, yours, samples, looksLikeSpam }: OwnPart,
  whale: WhaleSide,
  owners: CoverageInput['owners'],
): ReportPool {
  const side = 'side' in whale ? whale : null
  const covered = computeCoverage({
    state,
    owners,
    missing: [
      ...input.discoveryMissing,
      ...(shorter ? [describeShorterWindow(shorter)] : []),
      ...yours.missing,
      ...yours.result.missing,
      ...(side ? [...side.side.missing, ...side.side.result.missing] : []),
    ],
    whaleUnavailable: 'unavailable' in whale && whale.unavailable !== NOBODY_ELSE ? whale.unavailable : null,
  })
  const { isWhaleProven } = covered
  const isLargest = isWhaleProven && side !== null && side.isRankingKnown && side.isFirst
  const coverage =
    isWhaleProven && side?.isRankingKnown === false ? withOpenRanking(covered.coverage) : covered.coverage
  return formatReportPool({
    pool: input.pool,
    deploymentName: adapter.deployment.name,
    window,
    shorter,
    state,
    prices: prices.table,
    you: yours.result,
    whale: side && {
      result: side.side.result,
      kind: side.chosen.kind,
      claim: isLargest ? 'largest' : 'largest found',
    },
    whaleUnavailable: sayUnavailable(whale, isWhaleProven),
    candidates: side === null ? [] : listCandidates(side),
    coverage,
    looksLikeSpam,
    series: yours.series && {
      blocks: samples.map(({ blockNumber }) => blockNumber),
      timestamps: samples.map(({ timestamp }) => timestamp),
      you: yours.series,
      whale: side?.side.series ?? samples.map(() => null),
    },
  })
}

/** The owners to choose from: the chosen one with what their own figures say, which rest on more than what ranked them. */
function listCandidates({ candidates, chosen, side: { result } }: FoundWhaleSide): readonly WhaleCandidate[] {
  const capitalYears = result.inconsistent.length > 0 ? null : result.performance.value.capitalYears
  return candidates.map((candidate) =>
    isSameAddress(candidate.owner, chosen.owner) ? { ...candidate, capitalYears } : candidate,
  )
}

/** Everybody was found, and what some of them had is not known: then nothing proves who is the largest. */
function withOpenRanking(coverage: Coverage): Coverage {
  const what = 'Owners of this pool in the order of their capital'
  const why = 'What some of them had is not known, so another one can be the largest.'
  const proof =
    'Largest found, not proven: everybody was found, but what some owners had is not known, so another one can be the largest.'
  return { ...coverage, complete: false, missing: [...coverage.missing, { what, why }], proof }
}

/** That nobody else was there is only said when everybody was found. */
function sayUnavailable(whale: WhaleSide, isProven: boolean): string | null {
  if (!('unavailable' in whale)) return null
  return whale.unavailable === NOBODY_ELSE && !isProven ? NOBODY_FOUND : whale.unavailable
}

/** A failure as a sentence for `whaleUnavailable`; what is no named failure, or a cancel, is thrown on. */
function sayFailure(error: unknown): string {
  if (!(error instanceof AppError) || error instanceof CancelledError) throw error
  return error.shortMessage
}
