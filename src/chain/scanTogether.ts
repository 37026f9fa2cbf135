import type { LogBox } from '../domain/logBox'
import type { BlockRange } from '../domain/primitives'
import { LongScanError } from '../errors'
import { countBlocks } from './blockRanges'
import type { ChainClient, LogFilter } from './chainClient'
import { areLogsHeld, holdLogs } from './heldLogs'
import { createLogBox } from './logBoxes'
import type { ScanOptions } from './logScan'
import { countScanRequests, hasBlockCap, scanBlocksOf, scanLogs } from './scanLogs'

/** Scans of fewer requests are as well made one by one. */
const FEW_REQUESTS = 8
/** Requests for the newest blocks, whose answers show how many logs there are. */
const SAMPLE_REQUESTS = 4
const MOST_LOGS = 100_000

export interface TogetherOptions extends Pick<ScanOptions, 'around'> {
  /** More logs than this are not worth the requests that are spared. @default 100_000 */
  readonly mostLogs?: number
}

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
 * multiplies them. Nothing is read where it gives all blocks at once, where a scan takes few requests, or where the last visit did without.
 * Where there are more than `mostLogs`, by the newest of them or as they are read, the scans are left to themselves.
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
  options: TogetherOptions = {},
): Promise<boolean> {
  const { last } = readingsOf(client)
  const key = keyOf(createLogBox(filter, range))
  const before = last.get(key) ?? Promise.resolve(false)
  const reading = before.catch(() => false).then(() => read(client, filter, range, options))
  last.set(key, reading)
  return reading
}

async function read(
  client: ChainClient,
  filter: LogFilter,
  range: BlockRange,
  { mostLogs = MOST_LOGS, around = { before: 0, after: 0 } }: TogetherOptions,
): Promise<boolean> {
  const box = createLogBox(filter, range)
  const { dense } = readingsOf(client)
  if (areLogsHeld(client, box)) return true
  if (dense.has(keyOf(box)) || !hasBlockCap(client) || countScanRequests(client, range) < FEW_REQUESTS) return false
  // Then what the scans themselves asked for is kept, and they go on from there.
  if ((await client.ahead?.hasAskedLogs(box)) === false) return false
  const sampled = Math.min(countBlocks(range), SAMPLE_REQUESTS * scanBlocksOf(client))
  const left = countBlocks(range) - sampled
  const sample = { fromBlock: range.fromBlock + left, toBlock: range.toBlock }
  const newest = await scanLogs(client, filter, sample, { around: { ...around, after: around.after + left } })
  holdLogs(client, { ...box, range: sample }, newest)
  if (left === 0) return true
  const rest = { fromBlock: range.fromBlock, toBlock: sample.fromBlock - 1 }
  const isDense = (newest.length / sampled) * countBlocks(range) > mostLogs
  const limits = { fewLogs: mostLogs, around: { ...around, before: around.before + sampled } }
  const others = isDense ? null : await scanIfFew(client, filter, rest, limits)
  if (others === null) {
    dense.add(keyOf(box))
    return false
  }
  holdLogs(client, { ...box, range: rest }, others)
  return true
}

async function scanIfFew(client: ChainClient, filter: LogFilter, range: BlockRange, limits: ScanOptions) {
  try {
    return await scanLogs(client, filter, range, limits)
  } catch (error) {
    if (error instanceof LongScanError) return null
    throw error
  }
}

function keyOf({ addresses, topics }: LogBox): string {
  return JSON.stringify([addresses, topics])
}
