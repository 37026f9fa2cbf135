import type { Address } from 'viem'
import { openChainAtHead } from '../chain/createChainClient'
import { isSameAddress } from '../domain/primitives'
import type { ReportPool } from '../domain/report'
import type { ReplayLimits } from '../protocols/adapter'
import { adaptersOf } from '../protocols/registry'
import { loadPoolReport } from './loadPoolReport'
import { shippedConfig } from './makeReport.fixture'
import { startOwner } from './startOwner'

export interface PoolQuestion {
  readonly wallet: Address
  readonly pool: Address
  /** The first block of the window. */
  readonly fromBlock: number
  /** How much the pool's swaps are worth to be read. */
  readonly limits?: ReplayLimits
  readonly onProgress?: () => void
}

/** Makes the report of one pool of Ethereum over a window that begins with any block, which nobody can choose in the app. */
export async function makePoolReportSince(
  rpcUrl: string,
  { wallet, pool: address, fromBlock, limits, onProgress = () => undefined }: PoolQuestion,
): Promise<ReportPool> {
  const config = shippedConfig(1)
  const { signal } = new AbortController()
  const { client, head: block } = await openChainAtHead({
    config,
    rpcUrls: [rpcUrl],
    signal,
    onProgress,
    question: '',
  })
  const [adapter] = adaptersOf(config)
  const found = await adapter?.discover(client, wallet, block.number)
  const pool = found?.pools.find((one) => isSameAddress(one.address, address))
  if (adapter === undefined || found === undefined || pool === undefined)
    throw new Error(`There is no pool ${address}.`)
  const you = startOwner(client, adapter, {
    owner: wallet,
    isContract: Promise.resolve(false),
    histories: found.histories,
    pools: [pool],
    range: { fromBlock: 0, toBlock: block.number },
  })
  return await loadPoolReport(client, adapter, {
    pool,
    block,
    currency: 'USD',
    windowChoice: '90d',
    blockSearch: Promise.resolve(fromBlock),
    you,
    discoveryMissing: [],
    chosenWhale: null,
    withSeries: false,
    ...(limits && { replayLimits: limits }),
    onPartial: () => undefined,
  })
}
