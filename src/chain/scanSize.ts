import type { BlockRange } from '../domain/primitives'
import type { RpcLimitError } from '../errors'
import { countBlocks, intersectRanges } from './blockRanges'

/** Caps that endpoints are known to have: where one refuses a range without a number, the next lower one is tried. */
const usualCaps = [50_000, 10_000, 5_000, 2_000, 1_000, 500, 100, 25, 10, 5, 1]

/** Growth after a full-sized piece was answered: careful below the last length that held too much and near a cap. */
const carefulGrowth = 1.2
const fastGrowth = 2
/** As many lengths are tried side by side where an endpoint refuses without a number. */
const mostTries = 4
/** A refused length this close above an accepted one is taken as the cap: finding it exactly is not worth more refusals. */
const nearEnough = 1.25

/**
 * How many blocks to ask an endpoint for at once, learnt from what it answers, and how many logs it says it gives.
 *
 * Starts without a bound, shrinks to what a refusal names (or to the next usual cap, or by half), grows slowly after
 * success, and never again reaches a length that was refused for its length alone.
 */
export class ScanSize {
  #blocks = Number.POSITIVE_INFINITY
  /** Shortest range that was refused for its length. */
  #refused = Number.POSITIVE_INFINITY
  /** Longest range that was answered. */
  #accepted = 0
  /** Last range that held too much: a matter of the place, so it is no bound. */
  #overfull = 0
  /** Whether it began with a cap that was learnt before. */
  #isSupposed = false
  /** Nothing was answered since a range was refused without a number. */
  #isSearching = false
  #mostLogs = Infinity

  /** Blocks that the next request should cover. */
  get blocks(): number {
    return this.#blocks
  }

  /** Longest range that is known to be answered: as long as nothing was refused, any. */
  get proven(): number {
    return this.#blocks === Number.POSITIVE_INFINITY ? this.#blocks : this.#accepted
  }

  /** The most blocks that were answered where more were refused for their number, now or before; `null` where none were. */
  get learnt(): number | null {
    return this.hasBlockCap && this.#accepted > 0 ? this.#accepted : null
  }

  /** Starts with what was learnt of the endpoint before: it can give more by now, and is asked for more once it gave so much. */
  suppose(blocks: number): void {
    if (this.#blocks !== Number.POSITIVE_INFINITY) return
    this.#blocks = blocks
    this.#accepted = blocks
    this.#isSupposed = true
  }

  /** Whether ranges are refused for their length alone, and not for what they hold: now, or when the endpoint was asked before. */
  get hasBlockCap(): boolean {
    return this.#isSupposed || this.#refused !== Number.POSITIVE_INFINITY
  }

  /** Logs in one answer, where the endpoint has named a number; else `Infinity`. */
  get mostLogs(): number {
    return this.#mostLogs
  }

  /** The endpoint named how many logs it gives in one answer. */
  namedLogs(mostLogs: number): void {
    this.#mostLogs = Math.min(this.#mostLogs, mostLogs)
  }

  /**
   * The next length to try beyond what is proven, while others are on their way: several only while nothing shorter is known to be
   * answered, each a usual cap below the others. `null` for none.
   */
  nextTry(running: ReadonlySet<number>): number | null {
    if (running.size === 0) return this.#blocks
    if (!this.#isSearching || running.size >= mostTries) return null
    return usualCaps.find((cap) => cap < Math.min(...running)) ?? null
  }

  /** A range of `blocks` blocks was answered. */
  succeeded(blocks: number): void {
    this.#isSearching = false
    this.#accepted = Math.max(this.#accepted, blocks)
    if (blocks < this.#blocks) return
    const bound = this.#refused <= this.#accepted * nearEnough ? this.#accepted : this.#refused - 1
    const isFar = this.#blocks > this.#overfull && this.#blocks * fastGrowth < this.#refused * 0.75
    const growth = isFar ? fastGrowth : carefulGrowth
    this.#blocks = Math.min(Math.max(this.#blocks + 1, Math.floor(this.#blocks * growth)), bound)
  }

  /**
   * `piece`, of more than one block, was refused. Gives the range to ask for first instead: always smaller, within the
   * piece. A suggestion or a cap that is no smaller than what was refused is not followed.
   */
  refused(piece: BlockRange, error: Pick<RpcLimitError, 'kind' | 'blockCap' | 'suggestedRange'>): BlockRange {
    const length = countBlocks(piece)
    const cap = error.blockCap !== null && error.blockCap < length ? error.blockCap : null
    if (this.#accepted >= length) this.#accepted = 0
    if (error.kind === 'range') this.#refused = Math.min(this.#refused, cap === null ? length : cap + 1)
    else this.#overfull = length
    const suggested = error.suggestedRange === null ? null : intersectRanges(piece, error.suggestedRange)
    if (suggested && countBlocks(suggested) < length) {
      this.#blocks = Math.min(this.#blocks, countBlocks(suggested))
      return suggested
    }
    // What the endpoint itself names needs no proof.
    if (cap !== null) this.#accepted = Math.max(this.#accepted, cap)
    this.#isSearching = cap === null && error.kind === 'range' && this.#accepted === 0
    return this.#shrinkTo(piece, cap ?? this.#next(length, error.kind))
  }

  /** `piece`, of more than one block, was not answered in time. Gives the first quarter of it. */
  timedOut(piece: BlockRange): BlockRange {
    this.#isSearching = false
    return this.#shrinkTo(piece, Math.max(1, Math.floor(countBlocks(piece) / 4)))
  }

  #next(length: number, kind: RpcLimitError['kind']): number {
    const half = Math.floor(length / 2)
    if (kind !== 'range') return half
    if (this.#accepted > half) return this.#accepted
    return Math.min(half, usualCaps.find((usual) => usual < length) ?? half)
  }

  #shrinkTo(piece: BlockRange, blocks: number): BlockRange {
    this.#blocks = Math.min(this.#blocks, blocks)
    return { fromBlock: piece.fromBlock, toBlock: piece.fromBlock + blocks - 1 }
  }
}
