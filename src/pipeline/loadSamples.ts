import type { ChainClient } from '../chain/chainClient'
import { fetchTimestamps, fetchTimestampsFromState } from '../chain/fetchTimestamps'

/** A block at which figures over time are computed. */
export interface Sample {
  readonly blockNumber: number
  readonly timestamp: number
}

/** Reads the times of the charts' blocks: with archive state together with the states that are read there anyway. */
export async function loadSamples(
  client: ChainClient,
  blockNumbers: readonly number[],
  hasArchiveState: boolean,
): Promise<readonly Sample[]> {
  const fetchTimes = hasArchiveState ? fetchTimestampsFromState : fetchTimestamps
  const timestamps = await fetchTimes(client, blockNumbers)
  return blockNumbers.map((blockNumber) => ({ blockNumber, timestamp: timestamps.get(blockNumber) as number }))
}
