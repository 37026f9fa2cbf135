import type { ChainClient } from '../chain/chainClient'
import { fetchIsContract } from '../chain/fetchIsContract'
import type { Address, BlockRef } from '../domain/primitives'
import type { ReportChain, ReportHolding, ReportPool } from '../domain/report'
import type { ChainAccess, ReportRequest } from '../domain/request'
import { CancelledError, ReorgError } from '../errors'
import { adaptersOf } from '../protocols/registry'
import { describeFailure } from './describeFailure'
import { keepFailure } from './keepFailure'
import { loadDeployment } from './loadDeployment'
import type { DeploymentReport } from './loadDeployment'
import { startBlockSearch } from './loadWindow'
import { readAtHead } from './readAtHead'
import type { ChainHooks } from './readAtHead'
import { sayUnfinished } from './sayUnfinished'

export interface ChainReportHooks extends ChainHooks {
  /** Called with what is known so far; a later call replaces the earlier. */
  readonly onPartial: (chain: ReportChain) => void
}

/**
 * Makes the report of one chain, everything read at its newest block. When that block is replaced meanwhile it starts again; once
 * more, from the chain alone, when logs that were kept do not add up to the chain's state.
 *
 * What fails is said in `error` and hides no other chain, nor the figures that were known before; only a cancelled report rejects.
 *
 * @throws CancelledError once `hooks.signal` is aborted.
 */
export async function loadChainReport(
  access: ChainAccess,
  request: ReportRequest,
  hooks: ChainReportHooks,
): Promise<ReportChain> {
  const { config } = access
  const identity = { chainId: config.chainId, chainName: config.commonName ?? config.name, explorer: config.explorer }
  let shown: ShownPools | null = null
  try {
    const { block, value } = await readAtHead(access, describeQuestion(request), hooks, async (client, head) => {
      // Whoever starts again does so because nothing of the block before it stands.
      shown = null
      const read = await loadAtBlock(client, head, request, (pools, holdings) => {
        shown = { block: head, pools, holdings, isWhole: false }
        hooks.onPartial({ ...identity, block: head, pools, ...formatHoldings(holdings) })
      })
      shown = { block: head, pools: read.pools, holdings: read.holdings ?? [], isWhole: true }
      return read
    })
    return { ...identity, block, ...value }
  } catch (error) {
    if (hooks.signal.aborted) throw new CancelledError()
    return { ...identity, ...keepShown(error instanceof ReorgError ? null : shown, describeFailure(error)) }
  }
}

/** What was known of a chain's pools at a block. */
interface ShownPools {
  readonly block: BlockRef
  readonly pools: readonly ReportPool[]
  readonly holdings: readonly ReportHolding[]
  /** Nothing more was to come. */
  readonly isWhole: boolean
}

/** The figures that were proven before something failed stay, each pool with what it lacks, and what is held in the others. */
function keepShown(shown: ShownPools | null, why: string): Pick<ReportChain, 'block' | 'pools' | 'holdings' | 'error'> {
  if (shown === null) return { block: null, pools: [], error: why }
  const { block, pools, holdings, isWhole } = shown
  const kept = isWhole ? pools : pools.map((pool) => sayUnfinished(pool, why))
  return { block, pools: kept, ...formatHoldings(holdings), error: why }
}

function formatHoldings(holdings: readonly ReportHolding[]): Pick<ReportChain, 'holdings'> {
  return holdings.length === 0 ? {} : { holdings }
}

/** Equal for requests that read the same of a chain. */
function describeQuestion({ wallet, pool, window, currency, whale }: ReportRequest): string {
  return JSON.stringify([wallet, pool, window, currency, whale])
}

/** All pools of the wallet on this chain, or the one that was asked for, side by side. */
async function loadAtBlock(
  client: ChainClient,
  block: BlockRef,
  request: ReportRequest,
  onPartial: (pools: readonly ReportPool[], holdings: readonly ReportHolding[]) => void,
): Promise<Pick<ReportChain, 'pools' | 'holdings' | 'scanned' | 'error'>> {
  const found = new Map<string, ReportPool>()
  let held: readonly ReportHolding[] = []
  const without = (pools: readonly ReportPool[]) =>
    held.filter(({ pool }) => !pools.some((known) => known.pool === pool))
  const show = () => {
    const pools = [...found.values()]
    onPartial(pools, without(pools))
  }
  const shared = {
    block,
    request,
    isWalletContract: fetchIsWalletContract(client, request.wallet, block),
    blockSearch: startBlockSearch(client, request.window, block),
    onHoldings: (holdings: readonly ReportHolding[]) => {
      held = [...held, ...holdings]
      if (holdings.length > 0) show()
    },
    onPartial: (pool: ReportPool) => {
      found.set(pool.pool, pool)
      show()
    },
  }
  const reports = await Promise.all(
    adaptersOf(client.config).map(async (adapter): Promise<DeploymentReport> => {
      const outcome = await keepFailure(loadDeployment(client, adapter, shared))
      if ('value' in outcome) return outcome.value
      const failures = [{ what: adapter.deployment.name, failure: outcome.failure }]
      return { pools: [], failures, missing: [], scanned: null }
    }),
  )
  const assembled = assemble(reports, found)
  return { ...assembled, ...formatHoldings(without(assembled.pools)) }
}

function fetchIsWalletContract(client: ChainClient, wallet: Address, { number }: BlockRef): Promise<boolean> {
  const isContract = fetchIsContract(client, [wallet], number).then(
    (answers) => answers.get(wallet.toLowerCase() as Address) === true,
  )
  // Whoever waits for it gets the failure; until then it is not unhandled.
  isContract.catch(() => undefined)
  return isContract
}

/**
 * Puts deployments together; a pool that failed after some of its figures were shown keeps these. Where nothing at all could be read, the
 * first failure is thrown.
 *
 * @param shown pools by address, as they were shown last.
 */
function assemble(
  reports: readonly DeploymentReport[],
  shown: ReadonlyMap<string, ReportPool>,
): Pick<ReportChain, 'pools' | 'scanned' | 'error'> {
  const failures = reports.flatMap((report) => report.failures)
  const begun = failures.flatMap(({ pool, failure }) => {
    const last = pool === undefined ? undefined : shown.get(pool)
    return last === undefined ? [] : [sayUnfinished(last, describeFailure(failure))]
  })
  const pools = [...reports.flatMap((report) => report.pools), ...begun]
  const [failed] = failures
  if (failed !== undefined && pools.length === 0) throw failed.failure
  const sentences = [
    ...reports.flatMap(({ missing }) => missing.map(({ what, why }) => `${what}: ${why}`)),
    ...failures.map(({ what, failure }) => `${what} could not be read: ${describeFailure(failure)}`),
  ]
  const ranges = reports.flatMap(({ scanned }) => scanned ?? [])
  return {
    pools,
    ...(ranges.length === 0
      ? {}
      : {
          scanned: {
            fromBlock: Math.min(...ranges.map(({ fromBlock }) => fromBlock)),
            toBlock: Math.max(...ranges.map(({ toBlock }) => toBlock)),
          },
        }),
    ...(sentences.length === 0 ? {} : { error: [...new Set(sentences)].join(' ') }),
  }
}
