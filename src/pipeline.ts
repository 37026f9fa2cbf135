import type { OpenChainCache } from './chain/chainCache'
import { createChainClient } from './chain/createChainClient'
import { fetchEnsAddress } from './chain/fetchEnsAddress'
import type { ChainConfig } from './domain/chainConfig'
import type { Progress } from './domain/coverage'
import type { Address } from './domain/primitives'
import type { Report, ReportChain } from './domain/report'
import type { ChainAccess, ReportRequest } from './domain/request'
import { formatReportCsv } from './report/formatReportCsv'
import { formatReportJson } from './report/formatReportJson'
import { loadChainReport } from './pipeline/loadChainReport'

export { loadEveryoneReport as loadPoolReport } from './pipeline/everyone/loadEveryoneReport'
export { locatePool } from './pipeline/findPool'
export { formatPoolReportJson } from './report/formatPoolReportJson'
export { parseReportJson as parseReport } from './report/parseReportJson'
export { summarizePoolReport } from './report/summarizePoolReport'

export interface ReportHooks {
  /** Aborting it stops every request; the report then rejects. */
  readonly signal: AbortSignal
  readonly onProgress: (progress: Progress) => void
  readonly onPartial: (report: Report) => void
  /** Answers reads through the connected wallet. */
  readonly walletRequest: (chainId: number, method: string, params: readonly unknown[]) => Promise<unknown>
  /** Opens what earlier visits kept of a chain. Without it everything is read. */
  readonly openCache?: OpenChainCache | undefined
}

/**
 * Makes the report of a wallet: every chain side by side, each at its own newest block.
 *
 * A chain that cannot be read stands in the report with its reason. `onPartial` gets the report as it grows.
 *
 * @throws CancelledError once `hooks.signal` is aborted.
 */
export async function loadReport(request: ReportRequest, hooks: ReportHooks): Promise<Report> {
  const createdAt = Math.floor(Date.now() / 1000)
  const chains = new Map<number, ReportChain>()
  const assemble = (): Report => ({
    format: 'minnow.report',
    version: 1,
    wallet: request.wallet,
    currency: request.currency,
    chains: request.chains.flatMap(({ config }) => chains.get(config.chainId) ?? []),
    createdAt,
  })
  const add = (chain: ReportChain) => {
    chains.set(chain.chainId, chain)
    hooks.onPartial(assemble())
  }
  await Promise.all(
    request.chains.map(async (access) => add(await loadChainReport(access, request, { ...hooks, onPartial: add }))),
  )
  return assemble()
}

/** Writes a report as a file's text. */
export function formatReportAs(report: Report, format: 'json' | 'csv'): string {
  return format === 'json' ? formatReportJson(report) : formatReportCsv(report)
}

/** Looks an ENS name up. @throws UnknownEnsNameError and the endpoint's own named errors. */
export async function resolveName(access: ChainAccess, ensName: string, signal: AbortSignal): Promise<Address> {
  const client = await createChainClient({
    config: access.config,
    rpcUrls: access.rpcUrls,
    signal,
    onProgress: () => undefined,
  })
  return fetchEnsAddress(client, ensName)
}

/** Checks that an endpoint answers, and for the right chain. @throws InvalidRpcUrlError, RpcUnreachableError, WrongChainError and the like. */
export async function checkRpcUrl(config: ChainConfig, url: string, signal: AbortSignal): Promise<void> {
  await createChainClient({ config, rpcUrls: [url], signal, onProgress: () => undefined })
}
