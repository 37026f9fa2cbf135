import type { ChainClient, RawLog } from '../../chain/chainClient'
import type { CollectEvent, PositionHistory } from '../../domain/ledger'
import type { Missing } from '../../domain/coverage'
import type { Pool } from '../../domain/pool'
import type { Position } from '../../domain/position'
import type { BlockRange } from '../../domain/primitives'
import { decodePoolPositionLog } from './decodePoolLog'
import type { PoolPositionEvent } from './decodePoolLog'
import { fetchPoolPositionLogs } from './fetchPoolPositionLogs'
import { groupBy } from './groupBy'
import { isSameRange } from './isSameRange'

interface Payout {
  readonly log: RawLog
  readonly event: PoolPositionEvent
}

/**
 * Puts what the pool really paid into each collect of a range of blocks, for all positions of the pool at once: as `replacePayouts` does
 * it from receipts, one owner at a time.
 *
 * Reads the pool's `Mint`, `Burn` and `Collect` logs of the range, as a search for its owners does: the same blocks once per client. A
 * collect without its log stays as it is and is said in `missing`.
 */
export async function fetchPoolPayouts(
  client: ChainClient,
  pool: Pool,
  histories: readonly PositionHistory[],
  range: BlockRange,
): Promise<readonly PositionHistory[]> {
  return replacePoolPayouts(histories, await fetchPoolPositionLogs(client, pool, range), range)
}

/** The pure part of `fetchPoolPayouts`: `logs` hold the pool's `Collect` logs of `range`. */
export function replacePoolPayouts(
  histories: readonly PositionHistory[],
  logs: readonly RawLog[],
  { fromBlock, toBlock }: BlockRange,
): readonly PositionHistory[] {
  const payouts = logs.flatMap((log): readonly Payout[] => {
    const event = decodePoolPositionLog(log)
    return event?.type === 'collect' ? [{ log, event }] : []
  })
  const byTransaction = groupBy(payouts, ({ log }) => log.transactionHash)
  return histories.map((history) => {
    if (history.position.kind !== 'nft') return history
    const missing: Missing[] = []
    const events = history.events.map((event) => {
      if (event.type !== 'collect' || event.blockNumber < fromBlock || event.blockNumber > toBlock) return event
      if (event.amounts.every((amount) => amount === 0n)) return event
      const paid = findPayout(history.position, event, byTransaction.get(event.transactionHash) ?? [])
      if (paid === undefined) missing.push(describeMissing(event))
      return paid === undefined ? event : { ...event, amounts: paid.event.amounts }
    })
    return missing.length === 0
      ? { ...history, events }
      : { ...history, events, missing: [...(history.missing ?? []), ...missing] }
  })
}

/** What the pool paid for a collect: its last `Collect` for this range before the position manager's own. */
function findPayout(position: Position, collect: CollectEvent, payouts: readonly Payout[]): Payout | undefined {
  return payouts.findLast(({ log, event }) => log.logIndex < collect.logIndex && isSameRange(event, position))
}

function describeMissing({ positionId, transactionHash }: CollectEvent): Missing {
  return {
    what: `Exact payout of a collect of position ${positionId}`,
    why: `The pool's log of ${transactionHash} was not given, so what was asked for is counted: it can be a few units too much.`,
  }
}
