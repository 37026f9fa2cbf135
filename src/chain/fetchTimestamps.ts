import type { ChainClient } from './chainClient'
import { fetchBlock } from './fetchBlock'
import { memoised } from './memoised'

/**
 * Reads the time (seconds) of each block; each block once per client.
 *
 * Reads one block header for each number, side by side. Where logs carry their block's time, use that instead.
 */
export async function fetchTimestamps(
  client: ChainClient,
  blockNumbers: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const distinct = [...new Set(blockNumbers)]
  const timestamps = await Promise.all(
    distinct.map((blockNumber) =>
      memoised(client, 'fetchTimestamps', String(blockNumber), async () => {
        const block = await fetchBlock(client, blockNumber)
        return block.timestamp
      }),
    ),
  )
  return new Map(distinct.map((blockNumber, index) => [blockNumber, timestamps[index] as number]))
}
