import { createBoxTest } from '../domain/logBox'
import type { BlockRange } from '../domain/primitives'
import {
  InconsistentDataError,
  LogScanError,
  LongScanError,
  RpcLimitError,
  RpcRateLimitedError,
  RpcUnreachableError,
} from '../errors'
import { countBlocks, subtractRanges } from './blockRanges'
import type { ChainClient, LogFilter, RawLog } from './chainClient'
import { fetchLogs } from './fetchLogs'
import { rememberTimestamps } from './fetchTimestamps'
import { createLogBox, createLogFilter, hasSameValues } from './logBoxes'
import { readKeptLogs } from './readKeptLogs'
import { ScanSize } from './scanSize'
import { countAlternatives, splitFilter } from './splitFilter'

/** More alternatives than this in one list are refused by some endpoints. */
const maxAlternatives = 500
/** Readers of one scan; how many requests really run at a time is the host's own limit. */
const readers = 24
/** Failures in a row that are met with smaller pieces before they count as the endpoint's own state. */
const maxHardships = 3
const progressEveryMs = 100
/** A scan that would take more requests than this would take hours: that is said instead. */
const maxRequests = 100_000

/** A part of a scan: one filter over one range. */
interface ScanPart {
  readonly filter: LogFilter
  readonly range: BlockRange
}

/** As much of a part as one request asks for. A probe finds out whether its length is answered. */
interface Piece extends ScanPart {
  readonly isProbe: boolean
}

/** What endpoints showed of themselves stays with the client: the next scan starts with it. */
const sizes = new WeakMap<ChainClient, ScanSize>()

function scanSizeOf(client: ChainClient): ScanSize {
  const known = sizes.get(client)
  if (known) return known
  const size = new ScanSize()
  sizes.set(client, size)
  return size
}

/** How many blocks the endpoint gives in one answer about logs, by what it has shown so far; `Infinity` where it refused none yet. */
export function scanBlocksOf(client: ChainClient): number {
  return scanSizeOf(client).blocks
}

/** How many requests a scan of a range takes at least, by what the endpoint has shown so far. */
export function countScanRequests(client: ChainClient, range: BlockRange): number {
  return Math.max(1, Math.ceil(countBlocks(range) / scanBlocksOf(client)))
}

export interface ScanOptions {
  /** Where the endpoint takes so few blocks at once that it would be more requests than this, the scan ends with LongScanError. */
  readonly fewRequests?: number
  /** The scan is a part of a longer one, for the progress line: blocks that were done before, and those still to come after it. */
  readonly around?: { readonly before: number; readonly after: number }
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

/** One scan while it runs: what is still to be read, what came, and what the endpoint can take. */
class LogScan {
  readonly #client: ChainClient
  readonly #what: string
  readonly #size: ScanSize
  /** Next piece last. */
  readonly #pending: Piece[]
  readonly #logs: RawLog[] = []
  readonly #startedAt = Date.now()
  readonly #total: number
  /** Blocks of other parts that are still to come. */
  readonly #after: number
  readonly #fewRequests: number
  /** Blocks that need not be read. */
  readonly #atHand: number
  #done: number
  #hardships = 0
  /** While one probe is out nothing longer than what is proven is asked for: refusals come one at a time. */
  #isProbing = false
  #reportedAt = 0

  constructor(
    client: ChainClient,
    what: string,
    parts: readonly ScanPart[],
    blocksAtHand: number,
    { fewRequests = Number.POSITIVE_INFINITY, around = { before: 0, after: 0 } }: ScanOptions = {},
  ) {
    this.#client = client
    this.#what = what
    this.#size = scanSizeOf(client)
    const pieces = parts.flatMap(({ filter, range }) =>
      splitFilter(filter, maxAlternatives).map((split): Piece => ({ filter: split, range, isProbe: false })),
    )
    this.#pending = pieces.reverse()
    this.#fewRequests = fewRequests
    this.#after = around.after
    this.#atHand = blocksAtHand + around.before
    this.#done = this.#atHand
    this.#total = pieces.reduce((total, { range }) => total + countBlocks(range), this.#atHand)
  }

  /** All logs, as they came. */
  async run(): Promise<readonly RawLog[]> {
    this.#checkIsShort()
    const running = new Set<Promise<void>>()
    let failure: { readonly error: unknown } | null = null
    while (failure === null && (this.#pending.length > 0 || running.size > 0)) {
      const piece = running.size < readers ? this.#take() : null
      if (piece === null) {
        await Promise.race(running)
        continue
      }
      const reading = this.#read(piece)
        .catch((error: unknown) => {
          failure ??= { error }
        })
        .finally(() => running.delete(reading))
      running.add(reading)
    }
    if (failure !== null) throw (failure as { readonly error: unknown }).error
    this.#report(true)
    return this.#logs
  }

  /** The next piece, no longer than the endpoint takes right now; the rest of it stays for later. */
  #take(): Piece | null {
    const next = this.#pending.at(-1)
    if (!next) return null
    const wanted = Math.min(countBlocks(next.range), this.#size.blocks)
    const isProbe = wanted > this.#size.proven && !this.#isProbing
    const blocks = isProbe ? wanted : Math.min(wanted, this.#size.proven)
    if (blocks === 0) return null
    this.#pending.pop()
    if (isProbe) this.#isProbing = true
    const range = { fromBlock: next.range.fromBlock, toBlock: next.range.fromBlock + blocks - 1 }
    this.#putBack(next.filter, subtractRanges(next.range, [range]))
    return { filter: next.filter, range, isProbe }
  }

  #putBack(filter: LogFilter, ranges: readonly BlockRange[]): void {
    for (const range of [...ranges].reverse()) this.#pending.push({ filter, range, isProbe: false })
  }

  async #read(piece: Piece): Promise<void> {
    try {
      const logs = await fetchLogs(this.#client, piece.filter, piece.range)
      for (const log of logs) this.#logs.push(log)
      this.#client.cache?.addLogs(createLogBox(piece.filter, piece.range), logs)
    } catch (error) {
      this.#lessThan(piece, error)
      return
    } finally {
      if (piece.isProbe) this.#isProbing = false
    }
    this.#hardships = 0
    this.#size.succeeded(countBlocks(piece.range))
    this.#done += countBlocks(piece.range)
    this.#report(false)
  }

  /** Puts a refused piece back in smaller ones, or throws when less would not help. */
  #lessThan(piece: Piece, error: unknown): void {
    if (error instanceof RpcLimitError && error.kind === 'filter') {
      const alternatives = countAlternatives(piece.filter)
      if (alternatives < 2) throw this.#giveUp(piece, error)
      for (const filter of splitFilter(piece.filter, Math.ceil(alternatives / 2))) this.#putBack(filter, [piece.range])
      return
    }
    const isHardship = error instanceof RpcUnreachableError || error instanceof RpcRateLimitedError
    if (!isHardship && !(error instanceof RpcLimitError)) throw error
    // Pieces that were on their way before the size shrank do not count again.
    const isFirst = countBlocks(piece.range) <= this.#size.blocks
    if (isHardship && isFirst && ++this.#hardships > maxHardships) throw error
    if (countBlocks(piece.range) === 1) throw this.#giveUp(piece, error)
    const first = isHardship ? this.#size.timedOut(piece.range) : this.#size.refused(piece.range, error)
    this.#putBack(piece.filter, [first, ...subtractRanges(piece.range, [first])])
    if (error instanceof RpcLimitError && error.kind === 'range') {
      this.#checkIsShort()
      this.#checkEffort(piece, error)
    }
  }

  #countRequestsLeft(): number {
    return Math.ceil((this.#total - this.#done) / this.#size.blocks)
  }

  #checkIsShort(): void {
    const requests = this.#countRequestsLeft()
    if (requests > this.#fewRequests) throw new LongScanError(this.#client.host, requests)
  }

  #checkEffort({ range }: Piece, cause: RpcLimitError): void {
    const requests = this.#countRequestsLeft()
    if (requests <= maxRequests) return
    throw new LogScanError(this.#client.host, range.fromBlock, range.toBlock, {
      details: `It gives ${this.#size.blocks} blocks in one answer, so this would take ${requests} requests.`,
      cause,
    })
  }

  #giveUp({ range }: Piece, error: RpcLimitError | RpcUnreachableError | RpcRateLimitedError): Error {
    if (!(error instanceof RpcLimitError)) return error
    const { host } = this.#client
    return new LogScanError(host, range.fromBlock, range.toBlock, { details: error.details ?? undefined, cause: error })
  }

  #report(isLast: boolean): void {
    const now = Date.now()
    if (!isLast && now - this.#reportedAt < progressEveryMs) return
    this.#reportedAt = now
    const left = this.#total + this.#after - this.#done
    const read = this.#done - this.#atHand
    const secondsLeft = read === 0 ? null : Math.round(((now - this.#startedAt) / 1_000) * (left / read))
    const total = this.#total + this.#after
    this.#client.report({ step: this.#what, done: this.#done, total, unit: 'blocks', secondsLeft })
  }
}

/** Reads what is missing of a scan beside what is kept of it, and keeps what is read. */
async function scanBesideCache(
  client: ChainClient,
  filter: LogFilter,
  range: BlockRange,
  options: ScanOptions,
): Promise<readonly RawLog[]> {
  const wanted = createLogBox(filter, range)
  const { logs: kept, missing, scattered } = await readKeptLogs(client, wanted)
  const parts = missing.map((box) => ({
    filter: hasSameValues(box, wanted) ? filter : createLogFilter(box, filter.what),
    range: box.range,
  }))
  const blocksMissing = parts.reduce((blocks, part) => blocks + countBlocks(part.range), 0)
  const blocksAtHand = Math.max(0, countBlocks(range) - blocksMissing)
  const read = await new LogScan(client, filter.what, parts, blocksAtHand, options).run()
  const logs = joinVersions(client, kept, read)
  if (logs === null) {
    await client.cache?.forgetReadLogs()
    return orderLogs(client, [...(await new LogScan(client, filter.what, [{ filter, range }], 0).run())])
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
 * @throws LongScanError when it takes more than `fewRequests`;
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
