import type { ChainClient } from './chainClient'
import { fetchTimestamps } from './fetchTimestamps'

/** A block with its time; `null` while that is not known. */
interface Bound {
  readonly number: number
  readonly timestamp: number | null
}

/** Blocks up to so many are simply all read. */
const FEW = 24
const EVEN_SECTIONS = 8
/** Around the estimate, distances grow by this factor. */
const GROWTH = 8

/** The newest block less 1, 2, 4, 8, ...: what is looked for is mostly far nearer to it than to the chain's first block. */
function planFirstProbes(low: number, high: number): readonly number[] {
  const probes = [low]
  for (let distance = 1; high - distance > low; distance *= 2) probes.push(high - distance)
  return probes
}

/**
 * Blocks are mostly made at a steady pace, so the block is near to where a line between the bounds is at that time: probes stand
 * ever closer around that place. Others are spread evenly, for a chain whose pace changed.
 */
function planProbes(low: Bound, high: Bound, timestamp: number): readonly number[] {
  const span = high.number - low.number
  if (span <= FEW) return Array.from({ length: span - 1 }, (_, index) => low.number + 1 + index)
  const [from, to] = [low.timestamp ?? timestamp, high.timestamp ?? timestamp]
  const estimate = low.number + Math.round((span * (timestamp - from)) / Math.max(1, to - from))
  const probes = [estimate]
  for (let share = 1 / GROWTH; span * share >= 1; share /= GROWTH) {
    probes.push(
      estimate - Math.ceil((estimate - low.number) * share),
      estimate + Math.ceil((high.number - estimate) * share),
    )
  }
  for (let section = 1; section < EVEN_SECTIONS; section++) {
    probes.push(low.number + Math.round((span * section) / EVEN_SECTIONS))
  }
  return probes.filter((block) => block > low.number && block < high.number)
}

/**
 * Finds the last block whose timestamp is at or before `timestamp` (seconds), between two blocks that are known.
 *
 * Reads block headers, at most some 25 side by side in each round. Where blocks come at a steady pace four rounds are
 * enough for any range; at worst a round leaves an eighth of it. A `timestamp` before `earliest` gives `earliest`.
 */
export async function fetchBlockAtTime(
  client: ChainClient,
  timestamp: number,
  earliest: { readonly number: number },
  latest: { readonly number: number; readonly timestamp: number },
): Promise<number> {
  if (timestamp >= latest.timestamp || earliest.number >= latest.number) return latest.number
  let low: Bound = { number: earliest.number, timestamp: null }
  let high: Bound = latest
  let probes = planFirstProbes(low.number, high.number)
  for (;;) {
    for (const [number, time] of await fetchTimestamps(client, probes)) {
      if (time <= timestamp && number >= low.number) low = { number, timestamp: time }
      else if (time > timestamp && number < high.number) high = { number, timestamp: time }
    }
    if (high.number - low.number <= 1 || high.number <= earliest.number) return low.number
    probes = planProbes(low, high, timestamp)
  }
}
