import type { Address } from 'viem'
import type { PoolReport } from '../../domain/poolReport'
import type { PoolReportRequest } from '../../domain/request'
import { shippedConfig } from '../makeReport.fixture'
import { loadEveryoneReport } from './loadEveryoneReport'
import type { EveryoneHooks, EveryoneLimits } from './loadEveryoneReport'

export interface PoolReportQuestion extends Partial<Pick<PoolReportRequest, 'currency' | 'window'>> {
  readonly pool: Address
  readonly hooks?: Partial<EveryoneHooks>
  readonly limits?: Partial<EveryoneLimits>
  readonly viaWallet?: boolean
}

/** Makes a pool's report through one Ethereum endpoint, as the worker does. In USD and over the pool's whole life where nothing else is said. */
export function makePoolReport(rpcUrl: string, question: PoolReportQuestion): Promise<PoolReport> {
  const { pool, hooks, limits, viaWallet = false, ...rest } = question
  return loadEveryoneReport(
    {
      chain: { config: shippedConfig(1), rpcUrls: [rpcUrl], viaWallet },
      protocol: 'uniswap-v3',
      pool,
      currency: 'USD',
      window: 'all',
      ...rest,
    },
    {
      signal: new AbortController().signal,
      onProgress: () => undefined,
      onPartial: () => undefined,
      walletRequest: () => Promise.reject(new Error('No wallet is connected.')),
      ...hooks,
    },
    limits,
  )
}
