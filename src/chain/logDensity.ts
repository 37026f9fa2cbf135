import type { BlockRange } from '../domain/primitives'
import { countBlocks } from './blockRanges'

/** An answer is aimed at this share of what the endpoint gives: it rises with each answer and falls with each refusal. */
const SHARE = { first: 0.9, rise: 0.01, most: 0.96, cut: 0.92, least: 0.6 }
/** Of a range that was refused before anything was answered, so many parts show how dense the logs are, each so much shorter. */
const SAMPLES = { count: 4, share: 256, shareOfSample: 8 }
/** A refused range that seemed to hold this part of what the endpoint gives, or less, is a surprise. */
const SURPRISE = 1 / 10
const MOST_SURPRISES = 12
/** A refused range holds more than so many logs; how many more is a guess. */
const REFUSED_EXCESS = 1.1
/** Pieces that may be on their way at a time are so many at first: what is refused teaches only who is cut later. */
const LEAST_WIDTH = 4
/** No logs in some blocks do not mean that there are none near: they count as so many. */
const NONE = 0.05
/** Of a range that was refused later, this part is read before the rest. */
const BEGINNING = 4
/** How far one answer moves what is expected near it. */
const TRUST = 0.25
/** Steps in which the length of a piece is found. */
const STEPS = 6

/** Logs for each block around one block. */
interface Point {
  readonly block: number
  readonly density: number
}

/**
 * How dense the logs of one filter are along a range, learnt from the answers to it: where an endpoint says how many logs it gives in
 * one answer, this says over how many blocks it can be asked.
 */
export class LogDensity {
  /** By block. Between two of them the density is taken to change evenly. */
  readonly #points: Point[] = []
  #share = SHARE.first
  #hasSampled = false
  #surprises = 0
  #width = LEAST_WIDTH
  /** Pieces that are on their way. */
  running = 0
  /** Samples that are still to be read. */
  samples = 0

  /** Pieces that may be on their way at a time where the number of logs counts: one more with each answer, half after a refusal. */
  get width(): number {
    return this.#width
  }

  /** Length, in blocks, of a first piece of an unread range that probably holds no more than so many logs: the range in pieces that are as full as each other. */
  blocksFor(range: BlockRange, mostLogs: number): number {
    const blocks = countBlocks(range)
    if (this.#points.length === 0) return blocks
    const logs = this.#logsIn(range)
    const pieces = Math.ceil(logs / (mostLogs * this.#share))
    if (pieces <= 1) return blocks
    let length = blocks / pieces
    for (let step = 0; step < STEPS; step++) {
      const held = this.#logsIn({ fromBlock: range.fromBlock, toBlock: range.fromBlock + length - 1 })
      length *= logs / pieces / held
    }
    return Math.min(blocks, Math.max(1, Math.floor(length)))
  }

  /** A range held so many logs. */
  answered(range: BlockRange, logs: number): void {
    const seen = (logs + NONE) / countBlocks(range)
    const expected = this.#points.length < SAMPLES.count ? seen : this.#logsIn(range) / countBlocks(range)
    // What one piece holds more than its neighbours is chance as a rule; what is far from what they hold is not.
    const isChance = seen < 2 * expected && expected < 2 * seen
    this.#know(range, isChance ? expected + TRUST * (seen - expected) : seen)
    this.#width++
    this.#share = Math.min(SHARE.most, this.#share + SHARE.rise)
  }

  /** Whether nothing was answered yet. */
  get isUnknown(): boolean {
    return this.#points.length === 0
  }

  /**
   * Whether `range` is to be taken to hold more than `mostLogs`, because the endpoint says so. Where that is far from what was answered so
   * far it is a sudden rise, a few times; then the endpoint must mean something else.
   */
  believes(range: BlockRange, mostLogs: number): boolean {
    if (this.isUnknown || this.#logsIn(range) > mostLogs * SURPRISE) return true
    return ++this.#surprises <= MOST_SURPRISES
  }

  /** Parts of a range that was refused before anything was answered; they have to be read before the rest can be cut. */
  chooseSamples(range: BlockRange): readonly BlockRange[] {
    const blocks = countBlocks(range)
    const count = this.#hasSampled || blocks < SAMPLES.share ? 1 : SAMPLES.count
    const length = Math.ceil(blocks / (this.#hasSampled ? SAMPLES.shareOfSample : SAMPLES.share))
    this.#hasSampled = true
    return Array.from({ length: count }, (_, index) => {
      const fromBlock = range.fromBlock + Math.floor((index * (blocks - length)) / Math.max(1, count - 1))
      return { fromBlock, toBlock: fromBlock + length - 1 }
    })
  }

  /** `range`, of more than one block, was refused because it holds more than `mostLogs`. Gives the beginning of it, to read before the rest. */
  exceeded(range: BlockRange, mostLogs: number): BlockRange {
    const blocks = countBlocks(range)
    this.#width = Math.max(LEAST_WIDTH, this.#width >> 1)
    const parts = this.#logsIn(range) > mostLogs / 2 ? 2 : BEGINNING
    // What had left before the last refusal does not count again.
    if (this.#logsIn(range) <= mostLogs) this.#share = Math.max(SHARE.least, this.#share * SHARE.cut)
    this.#know(range, Math.max(REFUSED_EXCESS * mostLogs, this.#logsIn(range)) / blocks)
    return { fromBlock: range.fromBlock, toBlock: range.fromBlock + Math.ceil(blocks / parts) - 1 }
  }

  /** Logs that an unread range probably holds. */
  #logsIn({ fromBlock, toBlock }: BlockRange): number {
    const middle = this.#densityAt((fromBlock + toBlock) / 2)
    const density = (this.#densityAt(fromBlock) + 2 * middle + this.#densityAt(toBlock)) / 4
    return density * (toBlock - fromBlock + 1)
  }

  #densityAt(block: number): number {
    const index = this.#indexOf(block)
    const [before, after] = [this.#points[index - 1], this.#points[index]]
    if (before === undefined || after === undefined) return (before ?? after)?.density ?? 0
    const share = (block - before.block) / (after.block - before.block)
    return before.density + share * (after.density - before.density)
  }

  /** Where the first point from a block on stands. */
  #indexOf(block: number): number {
    let [low, high] = [0, this.#points.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#points[middle] as Point).block < block) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Replaces what was guessed of a range. */
  #know(range: BlockRange, density: number): void {
    const start = this.#indexOf(range.fromBlock)
    const point = { block: (range.fromBlock + range.toBlock) / 2, density }
    this.#points.splice(start, this.#indexOf(range.toBlock + 1) - start, point)
  }
}
