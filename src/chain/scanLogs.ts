import { createBoxTest } from '../domain/logBox'
import type { BlockRange } from '../domain/primitives'
import { InconsistentDataError } from '../errors'
import { countBlocks } from './blockRanges'
import type { ChainClient, LogFilter, RawLog } from './chainClient'
import { rememberTimestamps } from './fetchTimestamps'
import { createLogBox, createLogFilter, hasSameValues } from './logBoxes'
import { LogScan } from './logScan'
import { scanSizeOf } from './logSource'
import type { ScanOptions, ScanPart } from './logScan'
import { readKeptLogs } from './readKeptLogs'

/** How many blocks the endpoint gives in one answer about logs, by what it has shown so far; `Infinity` where it refused none yet. */
export function scanBlocksOf(client: ChainClient): number {
  return scanSizeOf(client).blocks
}

/** Whether the endpoint refused logs because of how many blocks were asked for, and not because of how much they hold. */
export function hasBlockCap(client: ChainClient): boolean {
  return scanSizeOf(client).hasBlockCap
}

/** How many requests a scan of a range takes at least, by what the endpoint has shown so far. */
export function countScanRequests(client: ChainClient, range: BlockRange): number {
  return Math.max(1, Math.ceil(countBlocks(range) / scanBlocksOf(client)))
}

/** Sorts logs as they happened, drops doubles, and refuses two versions of the same block or log. */
function orderLogs(client: ChainClient, logs: RawLog[]): readonly RawLog[] {
  logs.sort((a, b) => a.blockNumber - b.blockNumber || a.logIndex - b.logIndex)
  const ordered: RawLog[] = []
  for (const log of logs) {
    const last = ordered.at(-1)
    if (last?.blockNumber === log.blockNumber) {
      const isSameLog = last.logIndex === log.logIndex
      if (last.blockHash !== log.blockHash || (isSameLog && last.transactionHash !== log.transactionHash)) {
        throw new InconsistentDataError(`${client.host} gave two versions of block ${log.blockNumber}.`)
      }
      if (isSameLog) continue
    }
    ordered.push(log)
  }
  return ordered
}

/** Reads parts of a scan; each piece is kept as soon as it is there. */
function readParts(
  client: ChainClient,
  what: string,
  parts: readonly ScanPart[],
  blocksAtHand: number,
  options: ScanOptions = {},
) {
  const keep = ({ filter, range }: ScanPart, logs: readonly RawLog[]) =>
    client.cache?.addLogs(createLogBox(filter, range), logs)
  return new LogScan(client, what, parts, blocksAtHand, keep, options).run()
}

/** Reads what is missing of a scan beside what is kept of it, and keeps what is read. */
async function scanBesideCache(
  client: ChainClient,
  filter: LogFilter,
  range: BlockRange,
  options: ScanOptions,
): Promise<readonly RawLog[]> {
  const wanted = createLogBox(filter, range)
  const { logs: kept, missing, fresh, scattered } = await readKeptLogs(client, wanted)
  for (const { box, logs } of fresh) client.cache?.addLogs(box, logs)
  const parts = missing.map((box) => ({
    filter: hasSameValues(box, wanted) ? filter : createLogFilter(box, filter.what),
    range: box.range,
  }))
  const blocksMissing = parts.reduce((blocks, part) => blocks + countBlocks(part.range), 0)
  const blocksAtHand = Math.max(0, countBlocks(range) - blocksMissing)
  const read = await readParts(client, filter.what, parts, blocksAtHand, options)
  const logs = joinVersions(client, kept, read)
  if (logs === null) {
    await client.cache?.forgetReadLogs()
    return orderLogs(client, [...(await readParts(client, filter.what, [{ filter, range }], 0))])
  }
  if (scattered) client.cache?.addLogs(scattered.box, logs.filter(createBoxTest(scattered.box)), scattered.replaced)
  return logs
}

/** Puts kept logs and read ones in order; `null` where the chain contradicts what is kept. */
function joinVersions(client: ChainClient, kept: readonly RawLog[], read: readonly RawLog[]): readonly RawLog[] | null {
  try {
    return orderLogs(client, [...kept, ...read])
  } catch (error) {
    if (kept.length === 0 || !(error instanceof InconsistentDataError)) throw error
    return null
  }
}

/**
 * Reads all logs of a range that match a filter, sorted by `(blockNumber, logIndex)`, each once.
 *
 * Asks for the whole range first; where the endpoint refuses, for as much as it names or seems to take, pieces side by
 * side. What it was found to take is remembered for the client's next scans. Progress goes to `client.report`.
 *
 * What the client's cache has is not read again, and each piece is kept as soon as it is there: a scan that was stopped goes on
 * where it was. The logs are the same with and without a cache.
 *
 * Reads `eth_getLogs`.
 *
 * @throws LongScanError when it takes more than `fewRequests` or gives more than `fewLogs`;
 * LogScanError when even one block is refused, or when the pieces that the endpoint allows would be far too many;
 * InconsistentDataError when a log is malformed, was not asked for,
 * or two versions of a block were given; HistoryUnavailableError, RpcUnreachableError, RpcRateLimitedError,
 * RpcRefusedError as the endpoint fails.
 */
export async function scanLogs(
  client: ChainClient,
  filter: LogFilter,
  range: BlockRange,
  options: ScanOptions = {},
): Promise<readonly RawLog[]> {
  if (range.fromBlock > range.toBlock) return []
  const logs = await scanBesideCache(client, filter, range, options)
  rememberTimestamps(client, logs)
  return logs
}
