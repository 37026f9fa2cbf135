import type { ChainClient } from '../chain/chainClient'
import { fetchTimestamps } from '../chain/fetchTimestamps'
import type { EventRef } from '../domain/ledger'
import type { Window } from '../domain/performance'
import { computeSampleBlocks } from './computeSampleBlocks'

/** A block at which figures over time are computed. */
export interface Sample {
  readonly blockNumber: number
  readonly timestamp: number
}

/** Picks the blocks of the charts over a window, among them those of the owner's events, and reads their times. */
export async function loadSamples(
  client: ChainClient,
  window: Window,
  events: readonly EventRef[],
  limit: number,
): Promise<readonly Sample[]> {
  const known = new Map(events.map(({ blockNumber, timestamp }) => [blockNumber, timestamp]))
  known.set(window.fromBlock, window.fromTimestamp).set(window.toBlock, window.toTimestamp)
  const blocks = computeSampleBlocks(window.fromBlock, window.toBlock, [...known.keys()], limit)
  const read = await fetchTimestamps(
    client,
    blocks.filter((block) => !known.has(block)),
  )
  return blocks.map((blockNumber) => ({
    blockNumber,
    timestamp: (known.get(blockNumber) ?? read.get(blockNumber)) as number,
  }))
}
