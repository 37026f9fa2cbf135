import { openChainAtHead } from '../chain/createChainClient'
import type { OpenChainCache } from '../chain/chainCache'
import type { ChainClient } from '../chain/chainClient'
import { fetchBlock } from '../chain/fetchBlock'
import { fetchIsContract } from '../chain/fetchIsContract'
import type { Progress } from '../domain/coverage'
import type { Address, BlockRef } from '../domain/primitives'
import type { ReportChain, ReportPool } from '../domain/report'
import type { ChainAccess, ReportRequest } from '../domain/request'
import { CancelledError, InconsistentDataError, ReorgError } from '../errors'
import { adaptersOf } from '../protocols/registry'
import { describeFailure } from './describeFailure'
import { keepFailure } from './keepFailure'
import { loadDeployment } from './loadDeployment'
import type { DeploymentReport } from './loadDeployment'
import { startBlockSearch } from './loadWindow'

/** A report starts again when its block was replaced, this often at most. */
const MAX_RESTARTS = 3

export interface ChainReportHooks {
  readonly signal: AbortSignal
  readonly onProgress: (progress: Progress) => void
  /** Called with what is known so far; a later call replaces the earlier. */
  readonly onPartial: (chain: ReportChain) => void
  readonly walletRequest: (chainId: number, method: string, params: readonly unknown[]) => Promise<unknown>
  /** Opens what earlier visits kept of a chain. Without it everything is read. */
  readonly openCache?: OpenChainCache | undefined
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
  const identity = { chainId: config.chainId, chainName: config.name, explorer: config.explorer }
  let hasReadAgain = false
  try {
    for (let attempt = 0; ; attempt++) {
      const { client, head: block } = await openAtHead(access, hooks)
      const outcome = await keepFailure(
        loadAtBlock(client, block, request, (pools) => hooks.onPartial({ ...identity, block, pools })),
      )
      if (hooks.signal.aborted) throw new CancelledError()
      // What failed may have failed because its block is gone.
      if (!(await isReplaced(client, block))) {
        if ('failure' in outcome) throw outcome.failure
        const mustReadAgain = !hasReadAgain && (await client.cache?.forgetDoubtedLogs())
        if (!mustReadAgain) return { ...identity, block, ...outcome.value }
        hasReadAgain = true
        continue
      }
      if (attempt === MAX_RESTARTS) throw new ReorgError(block.number)
    }
  } catch (error) {
    if (hooks.signal.aborted) throw new CancelledError()
    return { ...identity, block: null, pools: [], error: describeFailure(error) }
  }
}

function openAtHead({ config, rpcUrls, viaWallet }: ChainAccess, hooks: ChainReportHooks) {
  const step = `Reading the newest block of ${config.name}`
  hooks.onProgress({ chainId: config.chainId, step, done: 0, total: null, unit: 'blocks', secondsLeft: null })
  return openChainAtHead({
    config,
    rpcUrls,
    signal: hooks.signal,
    onProgress: hooks.onProgress,
    walletRequest: viaWallet ? (method, params) => hooks.walletRequest(config.chainId, method, params) : undefined,
    openCache: hooks.openCache,
  })
}

/** Whether the chain now has another block at that height, or none any more. */
async function isReplaced(client: ChainClient, block: BlockRef): Promise<boolean> {
  try {
    return (await fetchBlock(client, block.number)).hash !== block.hash
  } catch (error) {
    if (error instanceof InconsistentDataError) return true
    throw error
  }
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
