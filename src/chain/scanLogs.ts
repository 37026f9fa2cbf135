import type { BlockRange } from '../domain/primitives'
import { InconsistentDataError, LogScanError, RpcLimitError, RpcRateLimitedError, RpcUnreachableError } from '../errors'
import { countBlocks, subtractRanges } from './blockRanges'
import type { ChainClient, LogFilter, RawLog } from './chainClient'
import { fetchLogs } from './fetchLogs'
import { rememberTimestamps } from './fetchTimestamps'
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

/** A part of a scan: one filter over one range. A probe finds out whether its length is answered. */
interface Piece {
  readonly filter: LogFilter
  readonly range: BlockRange
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
  #done = 0
  #hardships = 0
  /** While one probe is out nothing longer than what is proven is asked for: refusals come one at a time. */
  #isProbing = false
  #reportedAt = 0

  constructor(client: ChainClient, filter: LogFilter, range: BlockRange) {
    this.#client = client
    this.#what = filter.what
    this.#size = scanSizeOf(client)
    const filters = splitFilter(filter, maxAlternatives)
    this.#pending = filters.map((part) => ({ filter: part, range, isProbe: false })).reverse()
    this.#total = filters.length * countBlocks(range)
  }

  async run(): Promise<readonly RawLog[]> {
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
    return orderLogs(this.#client, this.#logs)
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
    } catch (error) {
      this.#lessThan(piece, error)
      return
    } finally {
      if (piece.isProbe) this.#isProbing = false
    }
    this.#hardships = 0
    this.#size.succeeded(countBlocks(piece.range))
    this.#done += countBlocks(piece.range)
    this.#report(this.#done === this.#total)
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
    if (error instanceof RpcLimitError && error.kind === 'range') this.#checkEffort(piece, error)
  }

  #checkEffort({ range }: Piece, cause: RpcLimitError): void {
    const requests = Math.ceil((this.#total - this.#done) / this.#size.blocks)
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
    const left = this.#total - this.#done
    const secondsLeft = this.#done === 0 ? null : Math.round(((now - this.#startedAt) / 1_000) * (left / this.#done))
    this.#client.report({ step: this.#what, done: this.#done, total: this.#total, unit: 'blocks', secondsLeft })
  }
}

/**
 * Reads all logs of a range that match a filter, sorted by `(blockNumber, logIndex)`, each once.
 *
 * Asks for the whole range first; where the endpoint refuses, for as much as it names or seems to take, pieces side by
 * side. What it was found to take is remembered for the client's next scans. Progress goes to `client.report`.
 *
 * Reads `eth_getLogs`.
 *
 * @throws LogScanError when even one block is refused, or when the pieces that the endpoint allows would be far too many;
 * InconsistentDataError when a log is malformed, was not asked for,
 * or two versions of a block were given; HistoryUnavailableError, RpcUnreachableError, RpcRateLimitedError,
 * RpcRefusedError as the endpoint fails.
 */
export async function scanLogs(client: ChainClient, filter: LogFilter, range: BlockRange): Promise<readonly RawLog[]> {
  if (range.fromBlock > range.toBlock) return []
  const logs = await new LogScan(client, filter, range).run()
  rememberTimestamps(client, logs)
  return logs
}
