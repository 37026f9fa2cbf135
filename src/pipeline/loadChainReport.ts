import type { ChainClient } from '../chain/chainClient'
import { fetchIsContract } from '../chain/fetchIsContract'
import type { Address, BlockRef } from '../domain/primitives'
import type { ReportChain, ReportPool } from '../domain/report'
import type { ChainAccess, ReportRequest } from '../domain/request'
import { CancelledError } from '../errors'
import { adaptersOf } from '../protocols/registry'
import { describeFailure } from './describeFailure'
import { keepFailure } from './keepFailure'
import { loadDeployment } from './loadDeployment'
import type { DeploymentReport } from './loadDeployment'
import { startBlockSearch } from './loadWindow'
import { readAtHead } from './readAtHead'
import type { ChainHooks } from './readAtHead'

export interface ChainReportHooks extends ChainHooks {
  /** Called with what is known so far; a later call replaces the earlier. */
  readonly onPartial: (chain: ReportChain) => void
}

/**
 * Makes the report of one chain, everything read at its newest block. When that block is replaced meanwhile it starts again; once
 * more, from the chain alone, when logs that were kept do not add up to the chain's state.
 *
 * What fails is said in `error` and hides no other chain; only a cancelled report rejects.
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
  try {
    const { block, value } = await readAtHead(access, describeQuestion(request), hooks, (client, head) =>
      loadAtBlock(client, head, request, (pools) => hooks.onPartial({ ...identity, block: head, pools })),
    )
    return { ...identity, block, ...value }
  } catch (error) {
    if (hooks.signal.aborted) throw new CancelledError()
    return { ...identity, block: null, pools: [], error: describeFailure(error) }
  }
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
  onPartial: (pools: readonly ReportPool[]) => void,
): Promise<Pick<ReportChain, 'pools' | 'scanned' | 'error'>> {
  const found = new Map<string, ReportPool>()
  const shared = {
    block,
    request,
    isWalletContract: fetchIsWalletContract(client, request.wallet, block),
    blockSearch: startBlockSearch(client, request.window, block),
    onPartial: (pool: ReportPool) => {
      found.set(pool.pool, pool)
      onPartial([...found.values()])
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
  return assemble(reports)
}

function fetchIsWalletContract(client: ChainClient, wallet: Address, { number }: BlockRef): Promise<boolean> {
  const isContract = fetchIsContract(client, [wallet], number).then(
    (answers) => answers.get(wallet.toLowerCase() as Address) === true,
  )
  // Whoever waits for it gets the failure; until then it is not unhandled.
  isContract.catch(() => undefined)
  return isContract
}

/** Puts deployments together. Where nothing at all could be read, the first failure is thrown. */
function assemble(reports: readonly DeploymentReport[]): Pick<ReportChain, 'pools' | 'scanned' | 'error'> {
  const pools = reports.flatMap((report) => report.pools)
  const failures = reports.flatMap((report) => report.failures)
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
