import type { ChainClient } from '../chain/chainClient'
import { fetchHasArchiveState } from '../chain/fetchHasArchiveState'
import { APPROVALS, OLDER_POSITIONS, READ_LAST } from '../domain/coverage'
import type { Missing } from '../domain/coverage'
import type { PositionHistory } from '../domain/ledger'
import type { Pool } from '../domain/pool'
import { isSameAddress } from '../domain/primitives'
import type { Address, BlockRange, BlockRef } from '../domain/primitives'
import type { ReportHolding, ReportPool } from '../domain/report'
import type { ReportRequest } from '../domain/request'
import type { Discovered, Held, ProtocolAdapter } from '../protocols/adapter'
import { describeFailure } from './describeFailure'
import { EarlyReports } from './earlyReports'
import { isOfPinnedTokens } from './isUnasked'
import { keepFailure } from './keepFailure'
import { loadHoldings } from './loadHoldings'
import type { Owner } from './loadOwnerResult'
import { loadPoolReport } from './loadPoolReport'
import { hasOpenDebts, withoutOpenDebts } from './openDebts'
import type { BlockSearch } from './loadWindow'
import type { PoolReportInput } from './poolContext'
import { startOwner } from './startOwner'

export interface DeploymentInput {
  readonly block: BlockRef
  readonly request: ReportRequest
  readonly isWalletContract: Promise<boolean>
  readonly blockSearch: BlockSearch
  /** Gets what the wallet holds, where its figures take long. */
  readonly onHoldings: (holdings: readonly ReportHolding[]) => void
  readonly onPartial: (pool: ReportPool) => void
}

/** The wallet's pools of one deployment. A pool that failed hides no other. */
export interface DeploymentReport {
  readonly pools: readonly ReportPool[]
  /** What could not be read (a pool, or the deployment as a whole), and what it failed with. */
  readonly failures: readonly { readonly what: string; readonly failure: unknown; readonly pool?: Address }[]
  /** What the search for the wallet's positions could not read. */
  readonly missing: readonly Missing[]
  /** Blocks whose logs were searched for positions; `null` where the search failed. */
  readonly scanned: BlockRange | null
}

/** Approvals come out of the search for older positions, which reads what the wallet ever sent. */
const UNREAD_APPROVALS: Missing = { what: APPROVALS, why: READ_LAST }

/**
 * Finds the wallet's positions of one deployment and makes the report of each of their pools, side by side. Where looking for older
 * positions takes long, what the wallet holds is shown at once, and the pools of those found so far meanwhile, without approvals.
 *
 * @throws what keeps the search for positions itself from being made.
 */
export async function loadDeployment(
  client: ChainClient,
  adapter: ProtocolAdapter,
  input: DeploymentInput,
): Promise<DeploymentReport> {
  const { block, request, isWalletContract } = input
  const step = `Looking for positions on ${client.config.name}`
  const sayFound = (done: number) => client.report({ step, done, total: null, unit: 'positions', secondsLeft: null })
  sayFound(0)
  const isWanted = ({ address }: Pool) => request.pool === null || isSameAddress(address, request.pool.address)
  const startYou = (
    histories: readonly PositionHistory[],
    fromBlock: number,
    pools: readonly Pool[],
    isEarly: boolean,
  ) =>
    startOwner(client, adapter, {
      owner: request.wallet,
      isContract: isWalletContract,
      histories,
      pools,
      range: { fromBlock, toBlock: block.number },
      withApprovals: !isEarly,
    })
  const loadPool = (pool: Pool, missing: readonly Missing[], you: Owner, more: Partial<PoolReportInput> = {}) =>
    loadPoolReport(client, adapter, { ...createPoolInput(pool, missing, you, input), ...more })

  const early = new EarlyReports()
  const showEarly = (found: Discovered) =>
    early.start(
      found,
      found.pools.filter(isWanted),
      (fromBlock, pools) => startYou(found.histories, fromBlock, pools, true),
      async (pool, you, onUnfound) => {
        const report = await loadPool(pool, [...found.missing, UNREAD_APPROVALS], you, { onUnfound })
        // The search for older positions can go on long after the whale is proven.
        input.onPartial(report)
        return report
      },
    )
  let holdings: Promise<unknown> = Promise.resolve()
  const showHeld = ({ pools, positions }: Held) => {
    sayFound(positions.length)
    // Whoever made a token can make up what is held of it: unless it was asked for, its pool waits until that can be judged.
    const isSafe = (pool: Pool) => request.pool !== null || isOfPinnedTokens(client.config, pool)
    const held = { pools: pools.filter((pool) => isWanted(pool) && isSafe(pool)), positions }
    holdings = keepFailure(loadHoldings(client, adapter, held, block.number).then(input.onHoldings))
  }
  const [discovery] = await Promise.all([
    keepFailure(adapter.discover(client, request.wallet, block.number, { onHeld: showHeld, onFound: showEarly })),
    keepFailure(probeArchive(client, adapter, block)),
  ])
  await holdings
  if ('failure' in discovery) {
    const kept = await early.keep(describeFailure(discovery.failure))
    if (kept.length === 0 || client.signal.aborted) throw discovery.failure
    const failures = [{ what: `${OLDER_POSITIONS} of ${adapter.deployment.name}`, failure: discovery.failure }]
    return { pools: kept, failures, missing: [], scanned: null }
  }
  const { pools, histories, missing, scanned } = discovery.value
  const wanted = pools.filter(isWanted)
  if (wanted.length === 0) return { pools: [], failures: [], missing, scanned }

  const you = startYou(histories, 0, wanted, false)
  const finish = async (pool: Pool) => {
    const finished = await early.finish(pool, you)
    const sure = finished === null ? null : await settleDebts(client, adapter, pool, finished, block)
    if (sure !== null) return withMissing(sure, missing)
    const shown = await early.shown(pool)
    // What is shown of the same window says more than the beginning of its second report.
    const onPartial = (report: ReportPool) => {
      if (report.window.fromBlock !== shown?.window.fromBlock) input.onPartial(report)
    }
    return await loadPool(pool, missing, you, { onPartial })
  }
  const outcomes = await Promise.all(wanted.map(async (pool) => ({ pool, ...(await keepFailure(finish(pool))) })))

  const failures = outcomes.flatMap((outcome) =>
    'failure' in outcome
      ? [{ what: namePool(outcome.pool), failure: outcome.failure, pool: outcome.pool.address }]
      : [],
  )
  return {
    pools: outcomes.flatMap((outcome) => ('value' in outcome ? [outcome.value] : [])),
    failures,
    missing,
    scanned,
  }
}

/**
 * The same report, where it was made before the incentives of the pool were read along with the wallet's older positions, with what these say
 * of the whale; `null` where a farm owes it something, so that its rewards have to be read.
 */
async function settleDebts(
  client: ChainClient,
  adapter: ProtocolAdapter,
  pool: Pool,
  report: ReportPool,
  block: BlockRef,
): Promise<ReportPool | null> {
  if (!hasOpenDebts(report) || report.whale === null) return report
  const isOwed = await adapter.search.isOwedByFarms(client, pool, report.whale.owner, block.number)
  if (isOwed === null) return report
  return isOwed ? null : withoutOpenDebts(report)
}

/** Adds what turned out to be missing when all was searched. */
function withMissing(report: ReportPool, missing: readonly Missing[]): ReportPool {
  const { coverage } = report
  const isSaid = (item: Missing) => coverage.missing.some(({ what, why }) => what === item.what && why === item.why)
  const unsaid = missing.filter((item) => !isSaid(item))
  if (unsaid.length === 0) return report
  return { ...report, coverage: { ...coverage, complete: false, missing: [...unsaid, ...coverage.missing] } }
}

function createPoolInput(
  pool: Pool,
  discoveryMissing: readonly Missing[],
  you: Owner,
  { block, request, blockSearch, onPartial }: DeploymentInput,
): Parameters<typeof loadPoolReport>[2] {
  return {
    pool,
    block,
    currency: request.currency,
    windowChoice: request.window,
    blockSearch,
    you,
    discoveryMissing,
    chosenWhale: request.whale,
    withSeries: request.pool !== null,
    onPartial,
  }
}

/**
 * Asks once for the oldest state that can matter. An archive node has it, and then nobody has to ask again; any other node is asked for
 * each window.
 */
async function probeArchive(
  client: ChainClient,
  { deployment: { factory, startBlock } }: ProtocolAdapter,
  block: BlockRef,
): Promise<void> {
  await fetchHasArchiveState(client, factory, startBlock <= block.number ? startBlock : 0)
}

function namePool({ token0, token1, feePpm }: Pool): string {
  return `The pool ${token0.symbol}/${token1.symbol} ${feePpm / 10_000} %`
}
