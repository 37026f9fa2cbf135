import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { findChain } from '../../src/config/chains'
import type { Address } from '../../src/domain/primitives'
import type { Report, ReportPool } from '../../src/domain/report'
import type { ReportRequest } from '../../src/domain/request'
import { loadReport } from '../../src/pipeline'
import { startReplica } from './startReplica'
import { retailNextToWhale } from './stories/retailNextToWhale'

/** The story's last day: fixed, so that the example is the same whenever it is made. */
const END_TIMESTAMP = Date.UTC(2026, 10, 20) / 1000

const target = fileURLToPath(new URL('../../public/example.json', import.meta.url))

/** Makes the bundled example: the report of the story's small wallet, every pool with the series that its charts draw. */
async function makeExample(): Promise<void> {
  const config = findChain(1)
  if (config === undefined) throw new Error('Ethereum is not among the chains.')
  const replica = await startReplica(retailNextToWhale, { endTimestamp: END_TIMESTAMP })
  try {
    const load = (pool: ReportRequest['pool']) =>
      loadReport(
        {
          wallet: replica.cast.retail,
          chains: [{ config, rpcUrls: [replica.rpcUrl], viaWallet: false }],
          currency: 'USD',
          window: 'first',
          pool,
          whale: null,
        },
        {
          signal: new AbortController().signal,
          onProgress: () => undefined,
          onPartial: () => undefined,
          walletRequest: () => Promise.reject(new Error('The example is read without a wallet.')),
        },
      )
    const report = await load(null)
    const chains = await Promise.all(
      report.chains.map(async (chain) => ({
        ...chain,
        pools: await Promise.all(chain.pools.map(({ pool }) => loadPool(load, pool as Address))),
      })),
    )
    const example: Report = { ...report, chains, createdAt: END_TIMESTAMP, example: true }
    writeFileSync(target, `${JSON.stringify(example)}\n`)
  } finally {
    await replica.stop()
  }
}

async function loadPool(load: (pool: ReportRequest['pool']) => Promise<Report>, address: Address): Promise<ReportPool> {
  const report = await load({ chainId: 1, address })
  const pool = report.chains[0]?.pools[0]
  if (pool === undefined) throw new Error(`The pool ${address} is not in its own report.`)
  return pool
}

await makeExample()
