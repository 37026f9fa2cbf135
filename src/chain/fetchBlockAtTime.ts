import type { ChainClient } from './chainClient'
import { fetchTimestamps } from './fetchTimestamps'

/** How many blocks are asked for side by side in each round: 20 million blocks take six rounds. */
const SECTIONS = 24

/**
 * Finds the last block whose timestamp is at or before `timestamp` (seconds), between two blocks that are known.
 *
 * Reads block headers, `SECTIONS` of them side by side in each round, so the rounds grow with the logarithm of the range.
 * A `timestamp` before `earliest` gives `earliest`.
 */
export async function fetchBlockAtTime(
  client: ChainClient,
  timestamp: number,
  earliest: { readonly number: number },
  latest: { readonly number: number; readonly timestamp: number },
): Promise<number> {
  if (timestamp >= latest.timestamp) return latest.number
  let low = earliest.number
  let high = latest.number
  while (high - low > 1) {
    const step = Math.max(1, Math.ceil((high - low) / (SECTIONS + 1)))
    const probes: number[] = []
    for (let block = low + step; block < high; block += step) probes.push(block)
    if (probes.length === 0) break
    const timestamps = await fetchTimestamps(client, probes)
    let below = low
    let above = high
    for (const block of probes) {
      if ((timestamps.get(block) as number) <= timestamp) below = Math.max(below, block)
      else above = Math.min(above, block)
    }
    low = below
    high = above
  }
  return low
}
