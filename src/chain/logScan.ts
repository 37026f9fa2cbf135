import type { BlockRange } from '../domain/primitives'
import {
  CancelledError,
  LogScanError,
  LongScanError,
  RpcLimitError,
  RpcRateLimitedError,
  RpcUnreachableError,
} from '../errors'
import { countBlocks, intersectRanges, subtractRanges } from './blockRanges'
import type { ChainClient, LogFilter, RawLog } from './chainClient'
import { fetchLogs } from './fetchLogs'
import { LogDensity } from './logDensity'
import { LogSource } from './logSource'
import { countAlternatives, splitFilter } from './splitFilter'

/** More alternatives than this in one list are refused by some endpoints. */
const maxAlternatives = 500
/** Where there are several endpoints none takes more than it can soon answer: the others may be faster. */
const readersBesideOthers = 8
/** Failures in a row that are met with smaller pieces before they count as the endpoint's own state. */
const maxHardships = 3
const progressEveryMs = 100
/** So many answers tell how long the rest takes. */
const ESTIMATED_FROM = 9
/** A scan that would take more requests than this would take hours: that is said instead. */
const maxRequests = 100_000

/** A part of a scan: one filter over one range. */
export interface ScanPart {
  readonly filter: LogFilter
  readonly range: BlockRange
}

/** As much of a part as one request asks for. A sample is read before other pieces of its filter: it shows how dense the logs are. */
interface Piece extends ScanPart {
  readonly isSample: boolean
  /** The blocks that follow it, up to this one, wait until it was answered: it was taken from a range that was refused. */
  readonly waitingTo: number | null
}

/** A piece on its way. A try finds out whether its length is answered. */
interface SentPiece extends Piece {
  readonly isTry: boolean
}

export interface ScanOptions {
  /** Where the endpoint takes so few blocks at once that it would be more requests than this, the scan ends with LongScanError. */
  readonly fewRequests?: number
  /** Where there are more logs than this, the scan ends with LongScanError. */
  readonly fewLogs?: number
  /** The scan is a part of a longer one, for the progress line: blocks that were done before, and those still to come after it. */
  readonly around?: { readonly before: number; readonly after: number }
}

/** Takes the logs of a part that was read. */
export type KeepPiece = (part: ScanPart, logs: readonly RawLog[]) => void

/** One scan while it runs: what is still to be read, what came, and what the endpoint can take. */
export class LogScan {
  readonly #client: ChainClient
  readonly #what: string
  readonly #keep: KeepPiece
  /** Endpoints that are read from, the report's own first. One that fails leaves, unless it is the last. */
  readonly #sources: LogSource[]
  /** Next piece last. */
  readonly #pending: Piece[]
  readonly #densities = new Map<LogFilter, LogDensity>()
  readonly #logs: RawLog[] = []
  /** When the first answer came, and what was done by then: before it the scan may have waited for its turn. */
  #measuredFrom: { readonly time: number; readonly done: number } | null = null
  readonly #total: number
  /** Blocks of other parts that are still to come. */
  readonly #after: number
  readonly #fewRequests: number
  readonly #fewLogs: number
  /** Blocks that need not be read. */
  readonly #atHand: number
  #done: number
  #reportedAt = 0
  #answers = 0
  /** Whether a piece was refused for what it holds: how many requests that makes shows only as they are made. */
  #isOverfull = false

  /** @param keep called with each piece as soon as it is there */
  constructor(
    client: ChainClient,
    what: string,
    parts: readonly ScanPart[],
    blocksAtHand: number,
    keep: KeepPiece,
    { fewRequests = Infinity, fewLogs = Infinity, around = { before: 0, after: 0 } }: ScanOptions = {},
  ) {
    this.#client = client
    this.#what = what
    this.#keep = keep
    this.#sources = [new LogSource(client)]
    const pieces = parts.flatMap(({ filter, range }) =>
      splitFilter(filter, maxAlternatives).map((split): Piece => ({
        filter: split,
        range,
        isSample: false,
        waitingTo: null,
      })),
    )
    this.#pending = pieces.reverse()
    this.#fewRequests = fewRequests
    this.#fewLogs = fewLogs
    this.#after = around.after
    this.#atHand = blocksAtHand + around.before
    this.#done = this.#atHand
    this.#total = pieces.reduce((total, { range }) => total + countBlocks(range), this.#atHand)
  }

  /** All logs, as they came. */
  async run(): Promise<readonly RawLog[]> {
    this.#checkIsShort()
    const running = new Set<Promise<void>>()
    let joining: Promise<void> | null = this.#join().finally(() => (joining = null))
    let failure: { readonly error: unknown } | null = null
    while (failure === null && (this.#pending.length > 0 || running.size > 0)) {
      const next = this.#takeNext()
      if (next === null) {
        await Promise.race(joining === null ? running : [...running, joining])
        continue
      }
      const { piece, source } = next
      const density = this.#densityOf(piece.filter)
      source.running++
      density.running++
      const reading = this.#read(piece, source)
        .catch((error: unknown) => {
          failure ??= { error }
        })
        .finally(() => {
          source.running--
          density.running--
          running.delete(reading)
        })
      running.add(reading)
    }
    if (failure !== null) throw (failure as { readonly error: unknown }).error
    this.#report(true)
    return this.#logs
  }

  /** The client's other endpoints read along as soon as they have shown that they are of the same chain. */
  async #join(): Promise<void> {
    for (const helper of (await this.#client.helpers) ?? []) this.#sources.push(new LogSource(helper))
  }

  /** The endpoint with the fewest requests on their way takes the next piece. */
  #takeNext(): { readonly piece: SentPiece; readonly source: LogSource } | null {
    const isAlone = this.#sources.length === 1
    const free = this.#sources
      .filter(({ running, width }) => running < (isAlone ? width : readersBesideOthers))
      .sort((a, b) => a.running - b.running)
    for (const source of free) {
      const piece = this.#take(source)
      if (piece !== null) return { piece, source }
    }
    return null
  }

  /** The next piece that need not wait, no longer than the endpoint takes right now; the rest of it stays for later. */
  #take(source: LogSource): SentPiece | null {
    for (let index = this.#pending.length - 1; index >= 0; index--) {
      const next = this.#pending[index] as Piece
      const blocks = this.#cut(next, source)
      if (blocks === null) continue
      const range = { fromBlock: next.range.fromBlock, toBlock: next.range.fromBlock + blocks - 1 }
      const rest = subtractRanges(next.range, [range])
      this.#pending.splice(index, 1, ...rest.map((left) => ({ ...next, range: left, isSample: false })))
      const isTry = blocks > source.size.proven
      if (isTry) source.tries.add(blocks)
      return { ...next, range, isTry, waitingTo: rest.length === 0 ? next.waitingTo : null }
    }
    return null
  }

  /** How many blocks of a piece the endpoint is asked for now; `null` while what is on its way has to tell first. */
  #cut({ filter, range, isSample }: Piece, { size, tries }: LogSource): number | null {
    const density = this.#densityOf(filter)
    if (density.samples > 0 && !isSample) return null
    const isCounted = size.mostLogs !== Infinity && !isSample
    if (isCounted && density.running >= density.width) return null
    const wanted = isCounted ? density.blocksFor(range, size.mostLogs) : countBlocks(range)
    if (wanted <= size.proven) return wanted
    const longest = Math.min(wanted, size.nextTry(tries) ?? 0)
    if (longest > size.proven) return longest
    // Before several tries are over the longest of them may turn out well: nothing short is asked for meanwhile.
    return tries.size > 1 || size.proven === 0 ? null : size.proven
  }

  #densityOf(filter: LogFilter): LogDensity {
    const known = this.#densities.get(filter)
    if (known) return known
    const density = new LogDensity()
    this.#densities.set(filter, density)
    return density
  }

  #putBack(filter: LogFilter, ranges: readonly BlockRange[]): void {
    for (const range of [...ranges].reverse()) this.#pending.push({ filter, range, isSample: false, waitingTo: null })
  }

  /** Puts back what waited for a piece. */
  #release({ filter, range, waitingTo }: Piece): void {
    if (waitingTo !== null) this.#putBack(filter, [{ fromBlock: range.toBlock + 1, toBlock: waitingTo }])
  }

  /** Puts back a piece that held more logs than the endpoint gives: what tells how dense they are first. */
  #cutFull({ filter, range, waitingTo }: Piece, mostLogs: number, suggested: BlockRange | null): void {
    const density = this.#densityOf(filter)
    const whole = { fromBlock: range.fromBlock, toBlock: waitingTo ?? range.toBlock }
    const proposed = suggested && intersectRanges(range, suggested)
    const isUseful = proposed?.fromBlock === range.fromBlock && proposed.toBlock < range.toBlock
    if (density.isUnknown && !isUseful) {
      const samples = density.chooseSamples(range)
      this.#putBack(filter, subtractRanges(whole, samples))
      density.samples += samples.length
      for (const sample of [...samples].reverse()) {
        this.#pending.push({ filter, range: sample, isSample: true, waitingTo: null })
      }
      return
    }
    const cut = density.isUnknown ? range : density.exceeded(range, mostLogs)
    const first = isUseful ? proposed : cut
    this.#pending.push({ filter, range: first, isSample: false, waitingTo: whole.toBlock })
  }

  async #read(piece: SentPiece, source: LogSource): Promise<void> {
    try {
      const logs = await fetchLogs(source.client, piece.filter, piece.range)
      for (const log of logs) this.#logs.push(log)
      this.#densityOf(piece.filter).answered(piece.range, logs.length)
      this.#release(piece)
      this.#keep(piece, logs)
    } catch (error) {
      this.#handleFailure(piece, source, error)
      return
    } finally {
      if (piece.isTry) source.tries.delete(countBlocks(piece.range))
      if (piece.isSample) this.#densityOf(piece.filter).samples--
    }
    if (this.#logs.length > this.#fewLogs) {
      throw new LongScanError(this.#client.host, `there are more than ${this.#fewLogs} of them`)
    }
    source.hardships = 0
    source.size.succeeded(countBlocks(piece.range))
    this.#done += countBlocks(piece.range)
    this.#answers++
    this.#measuredFrom ??= { time: Date.now(), done: this.#done }
    this.#checkIsFew()
    this.#report(false)
  }

  /** Asks for less where that can help; an endpoint that fails otherwise leaves its piece to the others, if there are any. */
  #handleFailure(piece: Piece, source: LogSource, error: unknown): void {
    try {
      this.#lessThan(piece, source, error)
    } catch (final) {
      if (final instanceof CancelledError || final instanceof LongScanError || this.#client.signal.aborted) throw final
      const others = this.#sources.filter((other) => other !== source)
      if (others.length === 0) throw final
      this.#sources.splice(0, this.#sources.length, ...others)
      this.#putBack(piece.filter, [piece.range])
      this.#release(piece)
    }
  }

  /** Puts a refused piece back in smaller ones, or throws when less would not help. */
  #lessThan(piece: Piece, source: LogSource, error: unknown): void {
    if (error instanceof RpcLimitError && error.kind === 'filter') {
      const alternatives = countAlternatives(piece.filter)
      if (alternatives < 2) throw this.#giveUp(piece, source, error)
      this.#release(piece)
      for (const filter of splitFilter(piece.filter, Math.ceil(alternatives / 2))) this.#putBack(filter, [piece.range])
      return
    }
    const isHardship = error instanceof RpcUnreachableError || error instanceof RpcRateLimitedError
    if (!isHardship && !(error instanceof RpcLimitError)) throw error
    const { size } = source
    // Pieces that were on their way before the size shrank do not count again.
    const isFirst = countBlocks(piece.range) <= size.blocks
    if (isHardship && isFirst && ++source.hardships > maxHardships) throw error
    if (countBlocks(piece.range) === 1) throw this.#giveUp(piece, source, error)
    if (error instanceof RpcLimitError && this.#isTooFull(piece, error)) {
      size.namedLogs(error.logCap)
      this.#cutFull(piece, error.logCap, error.suggestedRange)
      this.#isOverfull = true
      this.#checkIsFew()
      return
    }
    this.#release(piece)
    const first = isHardship ? size.timedOut(piece.range) : size.refused(piece.range, error)
    this.#putBack(piece.filter, [first, ...subtractRanges(piece.range, [first])])
    if (error instanceof RpcLimitError && error.kind === 'size') {
      this.#isOverfull = true
      this.#checkIsFew()
    }
    if (error instanceof RpcLimitError && error.kind === 'range') {
      this.#checkIsShort()
      this.#checkEffort(piece, error)
    }
  }

  /** Whether a piece was refused for the number of its logs, and the endpoint said how many it gives. */
  #isTooFull({ filter, range }: Piece, error: RpcLimitError): error is RpcLimitError & { readonly logCap: number } {
    if (error.kind !== 'size' || error.logCap === null) return false
    return this.#densityOf(filter).believes(range, error.logCap)
  }

  /** Blocks in one answer of the endpoint that gives most. */
  get #mostBlocks(): number {
    return Math.max(...this.#sources.map(({ size }) => size.blocks))
  }

  #countRequestsLeft(): number {
    return Math.ceil((this.#total - this.#done) / this.#mostBlocks)
  }

  #checkIsShort(): void {
    const requests = this.#countRequestsLeft()
    if (requests <= this.#fewRequests) return
    throw new LongScanError(this.#client.host, `it gives so few blocks at a time that it takes ${requests} requests`)
  }

  #checkIsFew(): void {
    if (!this.#isOverfull || this.#pending.length === 0 || this.#answers < this.#fewRequests) return
    throw new LongScanError(
      this.#client.host,
      `it gives so few events at a time that it takes more than ${this.#fewRequests} requests`,
    )
  }

  #checkEffort({ range }: Piece, cause: RpcLimitError): void {
    const requests = this.#countRequestsLeft()
    if (requests <= maxRequests) return
    throw new LogScanError(this.#client.host, range.fromBlock, range.toBlock, {
      details: `It gives ${this.#mostBlocks} blocks in one answer, so this would take ${requests} requests.`,
      cause,
    })
  }

  #giveUp(
    { range }: Piece,
    { client }: LogSource,
    error: RpcLimitError | RpcUnreachableError | RpcRateLimitedError,
  ): Error {
    if (!(error instanceof RpcLimitError)) return error
    // Several endpoints of BNB Smart Chain say "limit exceeded" because eth_getLogs is off there.
    const words = this.#answers > 0 ? [] : ['It refused even a single block: it seems to give no events at all.']
    return new LogScanError(client.host, range.fromBlock, range.toBlock, {
      details: [...words, error.details ?? ''].filter((text) => text !== '').join(' ') || undefined,
      cause: error,
    })
  }

  #report(isLast: boolean): void {
    const now = Date.now()
    if (!isLast && now - this.#reportedAt < progressEveryMs) return
    this.#reportedAt = now
    const secondsLeft = this.#estimateSecondsLeft(now)
    const total = this.#total + this.#after
    this.#client.report({ step: this.#what, done: this.#done, total, unit: 'blocks', secondsLeft })
  }

  /** As fast as since the first answer; `null` while too few came to tell. */
  #estimateSecondsLeft(now: number): number | null {
    const left = this.#total + this.#after - this.#done
    if (left === 0 && this.#answers > 0) return 0
    if (this.#measuredFrom === null || this.#answers < ESTIMATED_FROM) return null
    const { time, done } = this.#measuredFrom
    return Math.round(((now - time) / 1_000) * (left / (this.#done - done)))
  }
}
