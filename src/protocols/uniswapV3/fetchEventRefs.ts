import type { ChainClient, RawLog } from '../../chain/chainClient'
import { fetchTimestamps } from '../../chain/fetchTimestamps'
import type { EventRef } from '../../domain/ledger'

/**
 * Gives each log its place on the chain with its time.
 *
 * Reads the blocks of those logs only that the node gave without a timestamp.
 */
export async function fetchEventRefs(client: ChainClient, logs: readonly RawLog[]): Promise<(log: RawLog) => EventRef> {
  const blockNumbers = logs.filter((log) => log.timestamp === null).map((log) => log.blockNumber)
  const timestamps = await fetchTimestamps(client, blockNumbers)
  return (log) => ({
    blockNumber: log.blockNumber,
    timestamp: log.timestamp ?? (timestamps.get(log.blockNumber) as number),
    logIndex: log.logIndex,
    transactionHash: log.transactionHash,
  })
}
