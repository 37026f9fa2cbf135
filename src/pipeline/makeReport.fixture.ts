import type { Address } from 'viem'
import { findChain } from '../config/chains'
import type { ChainConfig } from '../domain/chainConfig'
import type { Report, ReportChain, ReportPool } from '../domain/report'
import type { ReportRequest } from '../domain/request'
import { loadReport } from '../pipeline'
import type { ReportHooks } from '../pipeline'

export interface ReportQuestion extends Partial<Omit<ReportRequest, 'wallet' | 'chains' | 'pool'>> {
  readonly wallet: Address
  /** Only this pool, on the one chain that is asked. */
  readonly pool?: Address
  /** @default as the app ships it */
  readonly config?: ChainConfig
  /** Reads through `hooks.walletRequest` instead of the endpoint. */
  readonly viaWallet?: boolean
  readonly hooks?: Partial<ReportHooks>
}

/** The production configuration of a chain. */
export function shippedConfig(chainId: number): ChainConfig {
  const config = findChain(chainId)
  if (config === undefined) throw new Error(`Chain ${chainId} is not configured.`)
  return config
}

/** Makes a report of one chain through one endpoint, as the worker does. In USD and from the first deposit where nothing else is said. */
export function makeReport(rpcUrl: string, question: ReportQuestion): Promise<Report> {
  const { wallet, pool, config = shippedConfig(1), viaWallet = false, hooks, ...rest } = question
  const request: ReportRequest = {
    wallet,
    chains: [{ config, rpcUrls: [rpcUrl], viaWallet }],
    currency: 'USD',
    window: 'first',
    whale: null,
    ...rest,
    pool: pool === undefined ? null : { chainId: config.chainId, address: pool },
  }
  return loadReport(request, {
    signal: new AbortController().signal,
    onProgress: () => undefined,
    onPartial: () => undefined,
    walletRequest: () => Promise.reject(new Error('No wallet is connected.')),
    ...hooks,
  })
}

/** The only chain of a report. */
export function onlyChain({ chains }: Report): ReportChain {
  const [chain] = chains
  if (chain === undefined || chains.length > 1) throw new Error(`The report has ${chains.length} chains.`)
  return chain
}

/** A pool of a report's only chain. */
export function findPool(report: Report, address: Address): ReportPool {
  const chain = onlyChain(report)
  const pool = chain.pools.find((candidate) => candidate.pool.toLowerCase() === address.toLowerCase())
  if (pool === undefined) throw new Error(`The report has no pool ${address}: ${chain.error ?? 'no error'}`)
  return pool
}
