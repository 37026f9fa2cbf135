import { computeCapitalYears } from '../accounting/computeCapitalYears'
import { computeNeededBlocks } from '../accounting/computeNeededBlocks'
import { openChainAtHead } from '../chain/createChainClient'
import type { Window } from '../domain/performance'
import { isSameAddress } from '../domain/primitives'
import { adaptersOf } from '../protocols/registry'
import { computeHistoriesByOwner, rankOwners } from '../whales/rankOwners'
import type { RankedOwner } from '../whales/rankOwners'
import { shippedConfig } from './makeReport.fixture'
import type { PoolQuestion } from './makePoolReportSince.fixture'
import { PoolPrices } from './poolPrices'

/**
 * Ranks everybody who was ever in a pool of Ethereum, by prices of every block that counts: nobody is left out because a first look took them
 * for small, and nothing is searched for. In USD.
 */
export async function rankEveryone(
  rpcUrl: string,
  { wallet, pool: address }: Pick<PoolQuestion, 'wallet' | 'pool'>,
  window: Window,
): Promise<readonly RankedOwner[]> {
  const config = shippedConfig(1)
  const { signal } = new AbortController()
  const chain = { config, rpcUrls: [rpcUrl], signal, onProgress: () => undefined, question: '' }
  const { client, head } = await openChainAtHead(chain)
  const [adapter] = adaptersOf(config)
  const found = await adapter?.discover(client, wallet, head.number)
  const pool = found?.pools.find((one) => isSameAddress(one.address, address))
  if (adapter === undefined || pool === undefined) throw new Error(`There is no pool ${address}.`)
  const { histories } = await adapter.holders(client, pool, { fromBlock: 0, toBlock: head.number })
  const prices = new PoolPrices(client, adapter, { pool, currency: 'USD', reportBlock: head.number })
  const table = await prices.load(
    [...computeHistoriesByOwner(histories).values()].flatMap(
      (owned) => computeNeededBlocks(owned.histories, owned.owner, window).priceBlocks,
    ),
  )
  return rankOwners(histories, wallet, (owner, own) =>
    computeCapitalYears({ owner, pool, window, histories: own, prices: table }),
  )
}
