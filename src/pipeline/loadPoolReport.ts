import { computeOwnerLedger } from '../accounting/computeOwnerLedger'
import type { ChainClient } from '../chain/chainClient'
import { fetchHasArchiveState } from '../chain/fetchHasArchiveState'
import type { Missing } from '../domain/coverage'
import type { Window } from '../domain/performance'
import type { Pool, PoolState } from '../domain/pool'
import { isSameAddress } from '../domain/primitives'
import type { Address, BlockRef, Currency } from '../domain/primitives'
import type { ReportPool } from '../domain/report'
import type { WindowChoice } from '../domain/request'
import { AppError, CancelledError } from '../errors'
import type { Holders, ProtocolAdapter } from '../protocols/adapter'
import { formatReportPool } from '../report/formatReportPool'
import { computeCoverage } from './computeCoverage'
import { loadOwnerBooks } from './loadOwnerBooks'
import type { OwnerBooks } from './loadOwnerBooks'
import { findPoolHistories, loadOwnerResult } from './loadOwnerResult'
import type { OwnerResult } from './loadOwnerResult'
import { loadRewardTokens } from './loadRewardTokens'
import { loadSamples } from './loadSamples'
import type { Sample } from './loadSamples'
import { loadWhaleCandidates } from './loadWhaleCandidates'
import type { WhaleCandidate } from './loadWhaleCandidates'
import { loadWindow } from './loadWindow'
import { PoolPrices } from './poolPrices'

/** Points of the charts over the window. */
const CHART_SAMPLES = 64
/** Points at which the first ranking of owners values their capital, where no chart is drawn. */
const RANKING_SAMPLES = 16

const NOBODY_ELSE = 'Nobody else had liquidity in this pool during this time.'
const STILL_LOOKING = 'Still looking for the largest owner of this pool.'

export interface PoolReportInput {
  readonly pool: Pool
  readonly block: BlockRef
  readonly currency: Currency
  readonly windowChoice: WindowChoice
  readonly you: OwnerBooks
  /** What the search for the wallet's positions could not read. */
  readonly discoveryMissing: readonly Missing[]
  /** Compare with this owner instead of the whale. */
  readonly chosenWhale: Address | null
  /** With the series that the charts draw. */
  readonly withSeries: boolean
  /** Called with the wallet's own part while the whale is still being looked for. */
  readonly onPartial: (pool: ReportPool) => void
}

/** What both sides of the comparison share. */
interface PoolContext {
  readonly client: ChainClient
  readonly adapter: ProtocolAdapter
  readonly input: PoolReportInput
  readonly window: Window
  readonly state: PoolState
  readonly prices: PoolPrices
  readonly samples: readonly Sample[]
  readonly loadSide: (books: OwnerBooks) => Promise<OwnerResult>
}

/** The whale's side, or why there is none. */
type WhaleSide =
  | { readonly candidates: readonly WhaleCandidate[]; readonly chosen: WhaleCandidate; readonly side: OwnerResult }
  | { readonly unavailable: string }

/** Reads and computes everything about one pool: the wallet's figures, the whale's over the same window, and what proves them. */
export async function loadPoolReport(
  client: ChainClient,
  adapter: ProtocolAdapter,
  input: PoolReportInput,
): Promise<ReportPool> {
  const range = { fromBlock: 0, toBlock: input.block.number }
  // Started first: nothing below needs it before the whale, and it takes the longest.
  const holdersLoading = keepFailure(adapter.holders(client, input.pool, range))
  const context = await loadContext(client, adapter, input)
  const [yours] = await Promise.all([
    context.loadSide(input.you),
    context.prices.load(context.samples.map(({ blockNumber }) => blockNumber)),
  ])
  input.onPartial(formatPool(context, yours, { unavailable: STILL_LOOKING }, null))

  const holders = await holdersLoading
  if ('failure' in holders) return formatPool(context, yours, { unavailable: sayFailure(holders.failure) }, null)
  const whale = await loadWhaleSide(context, holders.value).catch((error: unknown) => ({
    unavailable: sayFailure(error),
  }))
  return formatPool(context, yours, whale, holders.value)
}

async function loadContext(
  client: ChainClient,
  adapter: ProtocolAdapter,
  input: PoolReportInput,
): Promise<PoolContext> {
  const { pool, block, you } = input
  const yourHistories = findPoolHistories(you, pool)
  const ledger = computeOwnerLedger(yourHistories, you.owner)
  const loadFirstPoolBlock = async () => (await adapter.firstBlock(client, pool, block.number)) ?? block.number
  const [state, rewardTokens, window] = await Promise.all([
    adapter.poolState(client, pool, block.number),
    loadRewardTokens(client, adapter, you.owner, yourHistories, block.number),
    loadWindow(client, input.windowChoice, ledger, loadFirstPoolBlock, block),
  ])
  const [hasArchiveState, samples] = await Promise.all([
    fetchHasArchiveState(client, pool.address, window.fromBlock),
    loadSamples(client, window, ledger, input.withSeries ? CHART_SAMPLES : RANKING_SAMPLES),
  ])
  const prices = new PoolPrices(client, adapter, {
    pool,
    currency: input.currency,
    tokens: rewardTokens.map(({ address }) => address),
    reportBlock: block.number,
  })
  const seriesSamples = input.withSeries ? samples : []
  const loadSide = (books: OwnerBooks) =>
    loadOwnerResult(client, adapter, {
      pool,
      window,
      books,
      prices,
      samples: seriesSamples,
      hasArchiveState,
      rewardTokens,
    })
  return { client, adapter, input, window, state, prices, samples, loadSide }
}

async function loadWhaleSide(context: PoolContext, { histories }: Holders): Promise<WhaleSide> {
  const { client, adapter, input, window, prices } = context
  const candidates = await loadWhaleCandidates(client, {
    pool: input.pool,
    window,
    histories,
    you: input.you.owner,
    chosen: input.chosenWhale,
    prices,
  })
  const isWanted = ({ owner }: WhaleCandidate) => input.chosenWhale !== null && isSameAddress(owner, input.chosenWhale)
  const chosen = candidates.find(isWanted) ?? candidates[0]
  if (chosen === undefined) return { unavailable: NOBODY_ELSE }
  const books = await loadOwnerBooks(client, adapter, {
    owner: chosen.owner,
    isContract: chosen.kind === 'contract',
    histories: chosen.histories,
    pools: [input.pool],
    range: { fromBlock: window.fromBlock, toBlock: window.toBlock },
  })
  return { candidates, chosen, side: await context.loadSide(books) }
}

function formatPool(context: PoolContext, yours: OwnerResult, whale: WhaleSide, holders: Holders | null): ReportPool {
  const { input, adapter, window, state, prices, samples } = context
  const side = 'side' in whale ? whale : null
  const coverage = computeCoverage({
    state,
    holders,
    missing: [
      ...input.discoveryMissing,
      ...yours.missing,
      ...yours.result.missing,
      ...(side ? [...side.side.missing, ...side.side.result.missing] : []),
    ],
    whaleUnavailable: 'unavailable' in whale && whale.unavailable !== NOBODY_ELSE ? whale.unavailable : null,
  })
  return formatReportPool({
    pool: input.pool,
    deploymentName: adapter.deployment.name,
    window,
    state,
    prices: prices.table,
    you: yours.result,
    whale: side && {
      result: side.side.result,
      kind: side.chosen.kind,
      claim: coverage.isWhaleProven ? 'largest' : 'largest found',
    },
    whaleUnavailable: 'unavailable' in whale ? whale.unavailable : null,
    candidates: side?.candidates ?? [],
    coverage: coverage.coverage,
    series: yours.series && {
      blocks: samples.map(({ blockNumber }) => blockNumber),
      timestamps: samples.map(({ timestamp }) => timestamp),
      you: yours.series,
      whale: side?.side.series ?? samples.map(() => null),
    },
  })
}

/** Lets a failure wait until somebody looks at it, instead of being reported as unhandled. */
function keepFailure<T>(promise: Promise<T>): Promise<{ readonly value: T } | { readonly failure: unknown }> {
  return promise.then(
    (value) => ({ value }),
    (failure: unknown) => ({ failure }),
  )
}

/** A failure as a sentence for `whaleUnavailable`; what is no named failure, or a cancel, is thrown on. */
function sayFailure(error: unknown): string {
  if (!(error instanceof AppError) || error instanceof CancelledError) throw error
  return error.shortMessage
}
