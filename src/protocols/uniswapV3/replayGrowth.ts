import type { Pair } from '../../domain/primitives'
import type { LogPlace } from './compareLogs'
import { compareLogs } from './compareLogs'

export interface TickRange {
  readonly tickLower: number
  readonly tickUpper: number
}

/** A block at whose end the pool's tick was in the range, or no longer was. */
export interface RangeCrossing {
  readonly blockNumber: number
  readonly isInside: boolean
}

/** The fee growth inside a range while a pool is replayed, from the replay's beginning on, and when the tick was inside. */
export class RangeGrowth {
  #growthX128: Pair = [0n, 0n]
  readonly #marks: { readonly place: LogPlace; readonly growthX128: Pair }[] = []
  readonly crossings: RangeCrossing[] = []

  constructor(readonly range: TickRange) {}

  contains(tick: number): boolean {
    return this.range.tickLower <= tick && tick < this.range.tickUpper
  }

  grow(token: 0 | 1, growthX128: bigint): void {
    const [growth0, growth1] = this.#growthX128
    this.#growthX128 = token === 0 ? [growth0 + growthX128, growth1] : [growth0, growth1 + growthX128]
  }

  /** Notes the growth after a log. Logs come in order. */
  mark(place: LogPlace): void {
    const last = this.#marks.at(-1)
    if (last && last.growthX128[0] === this.#growthX128[0] && last.growthX128[1] === this.#growthX128[1]) return
    this.#marks.push({
      place: { blockNumber: place.blockNumber, logIndex: place.logIndex },
      growthX128: this.#growthX128,
    })
  }

  /** Notes where the tick stands at the end of a block. */
  endBlock(blockNumber: number, tick: number): void {
    const isInside = this.contains(tick)
    if (this.crossings.at(-1)?.isInside !== isInside) this.crossings.push({ blockNumber, isInside })
  }

  /** The growth up to a place, what happened there included. */
  at(place: LogPlace): Pair {
    let low = 0
    let high = this.#marks.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (compareLogs((this.#marks[middle] as { place: LogPlace }).place, place) <= 0) low = middle + 1
      else high = middle
    }
    return this.#marks[low - 1]?.growthX128 ?? [0n, 0n]
  }
}
