import { createChainClient } from '../chain/createChainClient'
import type { ChainClient } from '../chain/chainClient'
import { fetchBlock } from '../chain/fetchBlock'
import { fetchIsContract } from '../chain/fetchIsContract'
import type { Progress } from '../domain/coverage'
import { isSameAddress } from '../domain/primitives'
import type { Address, BlockRef } from '../domain/primitives'
import type { ReportChain, ReportPool } from '../domain/report'
import type { ChainAccess, ReportRequest } from '../domain/request'
import { AppError, CancelledError, ReorgError } from '../errors'
import type { ProtocolAdapter } from '../protocols/adapter'
import { adaptersOf } from '../protocols/registry'
import { loadOwnerBooks } from './loadOwnerBooks'
import { loadPoolReport } from './loadPoolReport'

/** A report starts again when its block was replaced, this often at most. */
const MAX_RESTARTS = 3

export interface ChainReportHooks {
  readonly signal: AbortSignal
  readonly onProgress: (progress: Progress) => void
  /** Called with what is known so far; a later call replaces the earlier. */
  readonly onPartial: (chain: ReportChain) => void
  readonly walletRequest: (chainId: number, method: string, params: readonly unknown[]) => Promise<unknown>
}

/**
 * Makes the report of one chain, everything read at its newest block.
 *
 * What fails is said in `error` and hides no other chain; only a cancelled report rejects.
 */
export async function loadChainReport(
  access: ChainAccess,
  request: ReportRequest,
  hooks: ChainReportHooks,
): Promise<ReportChain> {
  const { config } = access
  const identity = { chainId: config.chainId, chainName: config.name, explorer: config.explorer }
  try {
    for (let attempt = 0; ; attempt++) {
      const client = await createChainClient({
        config,
        rpcUrls: access.rpcUrls,
        signal: hooks.signal,
        onProgress: hooks.onProgress,
        walletRequest: access.viaWallet
          ? (method, params) => hooks.walletRequest(config.chainId, method, params)
          : undefined,
      })
      client.report({
        step: `Reading the newest block of ${config.name}`,
        done: 0,
        total: null,
        unit: 'blocks',
        secondsLeft: null,
      })
      const block = await fetchBlock(client, 'latest')
      const chain = await loadAtBlock(client, block, request, (pools) => hooks.onPartial({ ...identity, block, pools }))
      const after = await fetchBlock(client, block.number)
      if (after.hash === block.hash) return { ...identity, block, ...chain }
      if (attempt === MAX_RESTARTS) throw new ReorgError(block.number)
    }
  } catch (error) {
    if (error instanceof CancelledError || hooks.signal.aborted) throw error
    const said = error instanceof AppError ? error : null
    if (said === null) console.error(error)
    const sentence = said?.shortMessage ?? 'Something went wrong inside Minnow.'
    return { ...identity, block: null, pools: [], error: sentence }
  }
}

/** All pools of the wallet on this chain, or the one that was asked for, side by side. */
async function loadAtBlock(
  client: ChainClient,
  block: BlockRef,
  request: ReportRequest,
  onPartial: (pools: readonly ReportPool[]) => void,
): Promise<Pick<ReportChain, 'pools' | 'scanned' | 'error'>> {
  const isContract = await fetchIsContract(client, [request.wallet], block.number)
  const isWalletContract = isContract.get(request.wallet.toLowerCase() as Address) === true
  const found = new Map<string, ReportPool>()
  const reports = await Promise.all(
    adaptersOf(client.config).map((adapter) =>
      loadDeployment(client, adapter, block, request, isWalletContract, (pool) => {
        found.set(pool.pool, pool)
        onPartial([...found.values()])
      }),
    ),
  )
  const missing = reports.flatMap((report) => report.missing)
  return {
    pools: reports.flatMap((report) => report.pools),
    scanned: { fromBlock: 0, toBlock: block.number },
    ...(missing.length === 0 ? {} : { error: missing.join(' ') }),
  }
}

async function loadDeployment(
  client: ChainClient,
  adapter: ProtocolAdapter,
  block: BlockRef,
  request: ReportRequest,
  isWalletContract: boolean,
  onPartial: (pool: ReportPool) => void,
): Promise<{ pools: readonly ReportPool[]; missing: readonly string[] }> {
  const range = { fromBlock: 0, toBlock: block.number }
  client.report({
    step: `Looking for positions on ${client.config.name}`,
    done: 0,
    total: null,
    unit: 'positions',
    secondsLeft: null,
  })
  const discovered = await adapter.discover(client, request.wallet, block.number)
  const histories = await adapter.history(client, discovered.positions, range)
  const wanted = discovered.pools.filter(
    (pool) => request.pool === null || isSameAddress(pool.address, request.pool.address),
  )
  const you = await loadOwnerBooks(client, adapter, {
    owner: request.wallet,
    isContract: isWalletContract,
    histories,
    pools: wanted,
    range,
  })
  const pools = await Promise.all(
    wanted.map((pool) =>
      loadPoolReport(client, adapter, {
        pool,
        block,
        currency: request.currency,
        windowChoice: request.window,
        you,
        discoveryMissing: discovered.missing,
        chosenWhale: request.whale,
        withSeries: request.pool !== null,
        onPartial,
      }),
    ),
  )
  return { pools, missing: discovered.missing.map(({ what, why }) => `${what}: ${why}`) }
}
