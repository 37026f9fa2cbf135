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

/** How fees grew inside a range while a pool was replayed, from the replay's beginning on, and when the tick was inside. */
export interface RangeGrowth {
  /** The growth up to a place, what happened there included. */
  at(place: LogPlace): Pair
  /** In order, from the replay's beginning on. */
  readonly crossings: readonly RangeCrossing[]
}

/** The pool came over a tick that bounds a range, or below it. */
interface Pass {
  readonly place: LogPlace
  readonly isAbove: boolean
  /** Growth below the tick, and all growth, up to then. */
  readonly belowX128: Pair
  readonly allX128: Pair
}

interface Bound {
  readonly tick: number
  readonly wasAbove: boolean
  readonly passes: Pass[]
  /** Ends of blocks after which the pool stood on its other side. */
  readonly blocks: { readonly blockNumber: number; readonly isAbove: boolean }[]
}

const START: LogPlace = { blockNumber: -1, logIndex: -1 }

/**
 * Notes how fees grow inside of ranges while a pool is replayed, as the pool itself does: one sum for all, and one for each tick that bounds a
 * range, which changes when the price comes across it. What a swap costs does not depend on how many ranges there are.
 *
 * @see https://github.com/Uniswap/v3-core/blob/v1.0.0/contracts/libraries/Tick.sol#L60-L97
 */
export class PoolGrowth {
  /** Ascending. */
  readonly #bounds: readonly Bound[]
  readonly #boundAt: ReadonlyMap<number, Bound>
  /** All growth after each log that brought some. */
  readonly #sums: { readonly place: LogPlace; readonly allX128: Pair }[] = []
  #allX128: Pair = [0n, 0n]
  /** Bounds at or below the tick, while a log is replayed and at the end of the last block. */
  #passed: number
  #passedAtBlock: number
  #place = START
  #startBlock: number | null = null

  /** @param tick where the pool stands when the replay begins. */
  constructor(ranges: readonly TickRange[], tick: number) {
    const ticks = [...new Set(ranges.flatMap(({ tickLower, tickUpper }) => [tickLower, tickUpper]))]
    this.#bounds = ticks
      .sort((a, b) => a - b)
      .map((bound) => ({ tick: bound, wasAbove: bound <= tick, passes: [], blocks: [] }))
    this.#boundAt = new Map(this.#bounds.map((bound) => [bound.tick, bound]))
    this.#passed = this.#bounds.filter(({ wasAbove }) => wasAbove).length
    this.#passedAtBlock = this.#passed
  }

  /** The log that is replayed next. Logs come in order. */
  startLog({ blockNumber, logIndex }: LogPlace): void {
    this.#place = { blockNumber, logIndex }
  }

  /** Fees per unit of liquidity that the pool took in while it stood at a tick. */
  grow(token: 0 | 1, growthX128: bigint, tick: number): void {
    this.#passed = this.#pass(this.#passed, tick, (bound, isAbove) => {
      const belowX128 = this.#below(bound, this.#allX128)
      bound.passes.push({ place: this.#place, isAbove, belowX128, allX128: this.#allX128 })
    })
    const [all0, all1] = this.#allX128
    this.#allX128 = token === 0 ? [all0 + growthX128, all1] : [all0, all1 + growthX128]
    if (this.#sums.at(-1)?.place === this.#place) this.#sums.pop()
    this.#sums.push({ place: this.#place, allX128: this.#allX128 })
  }

  /** Notes where the tick stands at the end of a block. */
  endBlock(blockNumber: number, tick: number): void {
    this.#startBlock ??= blockNumber
    this.#passedAtBlock = this.#pass(this.#passedAtBlock, tick, (bound, isAbove) =>
      bound.blocks.push({ blockNumber, isAbove }),
    )
  }

  /** What was noted for a range, which must be one of those that were named at the beginning. */
  inside({ tickLower, tickUpper }: TickRange): RangeGrowth {
    const [lower, upper] = [this.#boundAt.get(tickLower) as Bound, this.#boundAt.get(tickUpper) as Bound]
    const startBlock = this.#startBlock
    return {
      at: (place) => {
        const allX128 = findLast(this.#sums, place)?.allX128 ?? [0n, 0n]
        const [below, upTo] = [this.#below(lower, allX128, place), this.#below(upper, allX128, place)]
        return [upTo[0] - below[0], upTo[1] - below[1]]
      },
      get crossings() {
        return startBlock === null ? [] : listCrossings(lower, upper, startBlock)
      },
    }
  }

  /** Goes from bound to bound to where the tick is; gives how many are at or below it. */
  #pass(passed: number, tick: number, note: (bound: Bound, isAbove: boolean) => void): number {
    let at = passed
    for (let next = this.#bounds[at]; next !== undefined && next.tick <= tick; next = this.#bounds[at]) {
      note(next, true)
      at += 1
    }
    for (let last = this.#bounds[at - 1]; last !== undefined && last.tick > tick; last = this.#bounds[at - 1]) {
      note(last, false)
      at -= 1
    }
    return at
  }

  /** Growth below a bound: since the pool came below it, all growth is. */
  #below({ wasAbove, passes }: Bound, allX128: Pair, place: LogPlace | null = null): Pair {
    const pass = place === null ? passes.at(-1) : findLast(passes, place)
    if (pass === undefined) return wasAbove ? [0n, 0n] : allX128
    const { isAbove, belowX128 } = pass
    if (isAbove) return belowX128
    return [belowX128[0] + allX128[0] - pass.allX128[0], belowX128[1] + allX128[1] - pass.allX128[1]]
  }
}

/** The last one at or before a place, of those in order. */
function findLast<T extends { readonly place: LogPlace }>(items: readonly T[], place: LogPlace): T | undefined {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (compareLogs((items[middle] as T).place, place) <= 0) low = middle + 1
    else high = middle
  }
  return items[low - 1]
}

function listCrossings(lower: Bound, upper: Bound, startBlock: number): readonly RangeCrossing[] {
  let [isOverLower, isOverUpper] = [lower.wasAbove, upper.wasAbove]
  const crossings: RangeCrossing[] = []
  const note = (blockNumber: number) => {
    const isInside = isOverLower && !isOverUpper
    if (crossings.at(-1)?.isInside !== isInside) crossings.push({ blockNumber, isInside })
  }
  const overLower = new Map(lower.blocks.map(({ blockNumber, isAbove }) => [blockNumber, isAbove]))
  const overUpper = new Map(upper.blocks.map(({ blockNumber, isAbove }) => [blockNumber, isAbove]))
  for (const block of [...new Set([startBlock, ...overLower.keys(), ...overUpper.keys()])].sort((a, b) => a - b)) {
    isOverLower = overLower.get(block) ?? isOverLower
    isOverUpper = overUpper.get(block) ?? isOverUpper
    note(block)
  }
  return crossings
}
