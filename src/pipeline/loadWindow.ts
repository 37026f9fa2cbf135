import type { ChainClient } from '../chain/chainClient'
import { fetchBlockAtTime } from '../chain/fetchBlockAtTime'
import { fetchTimestamps } from '../chain/fetchTimestamps'
import type { LedgerEvent } from '../domain/ledger'
import type { Window } from '../domain/performance'
import type { BlockRef } from '../domain/primitives'
import type { WindowChoice } from '../domain/request'

const DAY = 86_400
const DAYS: Record<Exclude<WindowChoice, 'first' | 'all'>, number> = { '7d': 7, '30d': 30, '90d': 90 }

/** The last block that is at least as old as the window is long, still being looked for; `null` where the window is no number of days. */
export type BlockSearch = Promise<number> | null

/** Starts to look for the first block of a window of some days: it is the same for all pools of a chain. Reads block headers. */
export function startBlockSearch(client: ChainClient, choice: WindowChoice, reportBlock: BlockRef): BlockSearch {
  if (choice === 'first' || choice === 'all') return null
  const starts = client.config.deployments.map(({ startBlock }) => startBlock)
  const earliest = Math.min(...starts)
  const number = earliest <= reportBlock.number ? earliest : 0
  const search = fetchBlockAtTime(client, reportBlock.timestamp - DAYS[choice] * DAY, { number }, reportBlock)
  // Whoever waits for it gets the failure; until then it is not unhandled.
  search.catch(() => undefined)
  return search
}

/**
 * Fixes the blocks of a window that ends at the report's block.
 *
 * `first` starts with the owner's first event in the pool, `all` with the pool's first block, `7d` and the like with the
 * block that `blockSearch` finds (the pool's first block where the pool is younger).
 */
export async function loadWindow(
  client: ChainClient,
  choice: WindowChoice,
  ledger: readonly LedgerEvent[],
  loadFirstPoolBlock: () => Promise<number>,
  blockSearch: BlockSearch,
  reportBlock: BlockRef,
): Promise<Window> {
  const end = { toBlock: reportBlock.number, toTimestamp: reportBlock.timestamp }
  const first = ledger[0]
  if (choice === 'first' && first !== undefined) {
    return { fromBlock: first.blockNumber, fromTimestamp: first.timestamp, ...end }
  }
  const [poolStart, daysAgo] = await Promise.all([loadFirstPoolBlock(), blockSearch])
  const fromBlock = Math.max(poolStart, daysAgo ?? poolStart)
  const timestamps = await fetchTimestamps(client, [fromBlock])
  return { fromBlock, fromTimestamp: timestamps.get(fromBlock) as number, ...end }
}
