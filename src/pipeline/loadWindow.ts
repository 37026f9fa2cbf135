import type { ChainClient } from '../chain/chainClient'
import { fetchBlockAtTime } from '../chain/fetchBlockAtTime'
import { fetchTimestamps } from '../chain/fetchTimestamps'
import type { LedgerEvent } from '../domain/ledger'
import type { Window } from '../domain/performance'
import type { BlockRef } from '../domain/primitives'
import type { WindowChoice } from '../domain/request'

const DAY = 86_400
const DAYS: Record<Exclude<WindowChoice, 'first' | 'all'>, number> = { '7d': 7, '30d': 30, '90d': 90 }

/**
 * Fixes the blocks of a window that ends at the report's block.
 *
 * `first` starts with the owner's first event in the pool, `all` with the pool's first block, `7d` and the like with the
 * last block that is at least so many days old (the pool's first block where the pool is younger).
 * Reads block headers; see `fetchBlockAtTime`.
 */
export async function loadWindow(
  client: ChainClient,
  choice: WindowChoice,
  ledger: readonly LedgerEvent[],
  loadFirstPoolBlock: () => Promise<number>,
  reportBlock: BlockRef,
): Promise<Window> {
  const end = { toBlock: reportBlock.number, toTimestamp: reportBlock.timestamp }
  const first = ledger[0]
  if (choice === 'first' && first !== undefined) {
    return { fromBlock: first.blockNumber, fromTimestamp: first.timestamp, ...end }
  }
  const poolStart = await loadFirstPoolBlock()
  const fromBlock =
    choice === 'first' || choice === 'all'
      ? poolStart
      : await fetchBlockAtTime(client, reportBlock.timestamp - DAYS[choice] * DAY, { number: poolStart }, reportBlock)
  const timestamps = await fetchTimestamps(client, [fromBlock])
  return { fromBlock, fromTimestamp: timestamps.get(fromBlock) as number, ...end }
}
