import { computeOwnerLedger } from '../accounting/computeOwnerLedger'
import type { ChainClient } from '../chain/chainClient'
import { fetchHasArchiveState } from '../chain/fetchHasArchiveState'
import type { Missing } from '../domain/coverage'
import type { LedgerEvent } from '../domain/ledger'
import type { Window } from '../domain/performance'
import type { Pool } from '../domain/pool'
import type { Address, BlockRange, BlockRef, Currency } from '../domain/primitives'
import type { ReportPool } from '../domain/report'
import type { WindowChoice } from '../domain/request'
import type { ProtocolAdapter, ReplayLimits } from '../protocols/adapter'
import { computeSampleBlocks } from './computeSampleBlocks'
import { findPoolHistories } from './loadOwnerBooks'
import { loadOwnerResult } from './loadOwnerResult'
import type { Owner, OwnerResult } from './loadOwnerResult'
import type { ShorterWindow } from './loadShorterWindow'
import { FEES_LIMITS } from './loadSnapshots'
import { loadSamples } from './loadSamples'
import type { Sample } from './loadSamples'
import { loadWindow } from './loadWindow'
import type { BlockSearch } from './loadWindow'
import { PoolPrices } from './poolPrices'

/** Points of the charts over the window. */
const CHART_SAMPLES = 64
/** Points at which the first ranking of owners values their capital, where no chart is drawn. */
const RANKING_SAMPLES = 16

/** What is asked about a pool. */
export interface PoolQuestion {
  readonly pool: Pool
  readonly block: BlockRef
  readonly currency: Currency
  readonly windowChoice: WindowChoice
  readonly blockSearch: BlockSearch
  /** Whose first deposit can begin the window, and who is not the whale; `null` where the pool is looked at without a wallet. */
  readonly you: Owner | null
  /** Compare with this owner instead of the whale. */
  readonly chosenWhale: Address | null
  /** With the series that the charts draw. */
  readonly withSeries: boolean
  /** What the pool's swaps are worth where fees depend on them. @default as the app reads them */
  readonly replayLimits?: ReplayLimits
}

/** A wallet's question about a pool. */
export interface PoolReportInput extends PoolQuestion {
  readonly you: Owner
  /** What the search for the wallet's positions could not read. */
  readonly discoveryMissing: readonly Missing[]
  /** Given while the owner's older positions are still being looked for: called where another search found one of them. */
  readonly onUnfound?: (() => void) | undefined
  /** Called with the wallet's own part while the whale is still being looked for. */
  readonly onPartial: (pool: ReportPool) => void
}

/** What all owners share: the same window, the same prices, the same code. */
export interface PoolContext<Input extends PoolQuestion = PoolQuestion> {
  readonly client: ChainClient
  readonly adapter: ProtocolAdapter
  readonly input: Input
  readonly window: Window
  /** Where the window is shorter than the one that was asked for. */
  readonly shorter: ShorterWindow | null
  /** The window that was asked for. */
  readonly asked: Window
  /** Blocks over which other owners' histories are read: without archive state what happened before a shorter window proves its states. */
  readonly searched: BlockRange
  readonly prices: PoolPrices
  /** Blocks spread over the window, at which prices are known: for the charts and for the first ranking of owners. */
  readonly sampleBlocks: readonly number[]
  /** The same with their times, where a chart is drawn; none where not. */
  readonly samples: Promise<readonly Sample[]>
  /** Whether the endpoint keeps the state of the window's first block. */
  readonly hasArchiveState: boolean
  readonly replayLimits: ReplayLimits
  /** `isProvisional` where the figures are only shown until others are known: then the pool's past is not read for them. */
  readonly loadSide: (owner: Owner, isProvisional?: boolean) => Promise<OwnerResult>
}

/** Fixes the window and what is read over it. */
export async function loadPoolContext<Input extends PoolQuestion>(
  client: ChainClient,
  adapter: ProtocolAdapter,
  input: Input,
): Promise<PoolContext<Input>> {
  const { pool, block, currency } = input
  const loadFirstPoolBlock = async () =>
    (await adapter.firstBlock(client, pool, block.number, input.blockSearch)) ?? block.number
  const asked = await loadWindow(
    client,
    input.windowChoice,
    computeOwnLedger(input),
    loadFirstPoolBlock,
    input.blockSearch,
    block,
  )
  const prices = new PoolPrices(client, adapter, { pool, currency, reportBlock: block.number })
  return await openContext(client, adapter, { input, asked, prices }, null)
}

/** The same over a window that is shorter. What was read of prices stays. */
export function shortenContext<Input extends PoolQuestion>(
  { client, adapter, ...kept }: PoolContext<Input>,
  shorter: ShorterWindow,
): Promise<PoolContext<Input>> {
  return openContext(client, adapter, kept, shorter)
}

async function openContext<Input extends PoolQuestion>(
  client: ChainClient,
  adapter: ProtocolAdapter,
  { input, asked, prices }: Pick<PoolContext<Input>, 'input' | 'asked' | 'prices'>,
  shorter: ShorterWindow | null,
): Promise<PoolContext<Input>> {
  const { pool, withSeries, replayLimits = FEES_LIMITS } = input
  const window = shorter?.window ?? asked
  const hasArchiveState = await fetchHasArchiveState(client, pool.address, window.fromBlock)

  const sampleBlocks = computeSampleBlocks(
    window.fromBlock,
    window.toBlock,
    computeOwnLedger(input).map(({ blockNumber }) => blockNumber),
    withSeries ? CHART_SAMPLES : RANKING_SAMPLES,
  )
  const seriesBlocks = withSeries ? sampleBlocks : []
  const samples = loadSamples(client, seriesBlocks, hasArchiveState)
  // Whoever waits for it gets the failure; until then it is not unhandled.
  samples.catch(() => undefined)
  const searched = hasArchiveState
    ? { fromBlock: window.fromBlock, toBlock: window.toBlock }
    : { fromBlock: shorter?.logsFromBlock ?? asked.fromBlock, toBlock: window.toBlock }
  const shared = { pool, window, searched, prices, seriesBlocks, samples, hasArchiveState, replayLimits }
  const loadSide = (owner: Owner, isProvisional = false) =>
    loadOwnerResult(client, adapter, { ...shared, isProvisional }, owner)
  return {
    client,
    adapter,
    input,
    window,
    shorter,
    asked,
    searched,
    prices,
    sampleBlocks,
    samples,
    hasArchiveState,
    replayLimits,
    loadSide,
  }
}

function computeOwnLedger({ you, pool }: PoolQuestion): readonly LedgerEvent[] {
  return you === null ? [] : computeOwnerLedger(findPoolHistories(you.histories, pool), you.owner)
}
