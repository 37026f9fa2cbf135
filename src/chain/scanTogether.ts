import type { LogBox } from '../domain/logBox'
import type { BlockRange } from '../domain/primitives'
import { LongScanError } from '../errors'
import { countBlocks, subtractRanges } from './blockRanges'
import type { ChainClient, LogFilter } from './chainClient'
import { areLogsHeld, holdLogs } from './heldLogs'
import { createLogBox } from './logBoxes'
import { countScanRequests, hasBlockCap, scanBlocksOf, scanLogs } from './scanLogs'

/** Scans of fewer requests are as well made one by one. */
const FEW_REQUESTS = 8
/** Requests for the newest blocks, whose answers show how many logs there are. */
const SAMPLE_REQUESTS = 4
/** More logs than this are not worth the requests that are spared. */
const MOST_LOGS = 100_000

/** What a client has read together. */
interface Together {
  /** Readings of the same filter follow each other: the later one finds what the earlier has read. */
  readonly last: Map<string, Promise<boolean>>
  /** Filters with too many logs: they are not tried again. */
  readonly dense: Set<string>
}

const readings = new WeakMap<ChainClient['memo'], Together>()

function readingsOf({ memo }: ChainClient): Together {
  const known = readings.get(memo)
  if (known) return known
  const together: Together = { last: new Map(), dense: new Set() }
  readings.set(memo, together)
  return together
}

/**
 * Reads the logs of a filter that covers several scans to come, once, and holds them: those scans then ask for nothing.
 *
 * Where an endpoint gives few blocks at a time, the events of all owners take as many requests as those of one: reading each owner's alone
 * multiplies them. Nothing is read where it gives all blocks at once, or where a scan takes few requests. Where there are more than
 * `mostLogs`, by the newest of them or as they are read, the scans are left to themselves.
 *
 * Reads `eth_getLogs`.
 *
 * @returns whether all logs of the range are held.
 * @throws as `scanLogs`, but for LongScanError.
 */
export function scanTogether(
  client: ChainClient,
  filter: LogFilter,
  range: BlockRange,
  mostLogs = MOST_LOGS,
): Promise<boolean> {
  const { last } = readingsOf(client)
  const key = keyOf(createLogBox(filter, range))
  const before = last.get(key) ?? Promise.resolve(false)
  const reading = before.catch(() => false).then(() => read(client, filter, range, mostLogs))
  last.set(key, reading)
  return reading
}

async function read(client: ChainClient, filter: LogFilter, range: BlockRange, mostLogs: number): Promise<boolean> {
  const box = createLogBox(filter, range)
  const { dense } = readingsOf(client)
  if (areLogsHeld(client, box)) return true
  if (dense.has(keyOf(box)) || !hasBlockCap(client) || countScanRequests(client, range) < FEW_REQUESTS) return false
  const sampled = Math.min(countBlocks(range), SAMPLE_REQUESTS * scanBlocksOf(client))
  const sample = { fromBlock: range.toBlock - sampled + 1, toBlock: range.toBlock }
  const newest = await scanLogs(client, filter, sample)
  holdLogs(client, { ...box, range: sample }, newest)
  const isDense = (newest.length / sampled) * countBlocks(range) > mostLogs
  for (const rest of subtractRanges(range, [sample])) {
    const others = isDense ? null : await scanIfFew(client, filter, rest, mostLogs)
    if (others === null) {
      dense.add(keyOf(box))
      return false
    }
    holdLogs(client, { ...box, range: rest }, others)
  }
  return true
}

async function scanIfFew(client: ChainClient, filter: LogFilter, range: BlockRange, fewLogs: number) {
  try {
    return await scanLogs(client, filter, range, { fewLogs })
  } catch (error) {
    if (error instanceof LongScanError) return null
    throw error
  }
}

function keyOf({ addresses, topics }: LogBox): string {
  return JSON.stringify([addresses, topics])
}
