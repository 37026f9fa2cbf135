import { MAX_TICK, MIN_TICK } from './tickMath'

const TICKS_PER_WORD = 256

/** The next tick at which a swap stops: an initialized one, or the end of a word of the bitmap. */
export interface NextTick {
  readonly tick: number
  readonly isInitialized: boolean
}

interface TickLiquidity {
  gross: bigint
  net: bigint
}

/** The initialized ticks of a pool, which `Mint` and `Burn` change, with the search that a swap does on them. */
export class TickSet {
  readonly #ticks = new Map<number, TickLiquidity>()
  /** Initialized ticks in units of the spacing, in ascending order. */
  readonly #compressed: number[] = []

  constructor(readonly tickSpacing: number) {}

  /** Adds liquidity to a range; negative takes it out. */
  addRange(tickLower: number, tickUpper: number, liquidity: bigint): void {
    this.add(tickLower, liquidity, liquidity)
    this.add(tickUpper, liquidity, -liquidity)
  }

  /** Adds to a tick's `liquidityGross` and `liquidityNet`. A tick is initialized while its gross liquidity is not zero. */
  add(tick: number, gross: bigint, net: bigint): void {
    const known = this.#ticks.get(tick) ?? { gross: 0n, net: 0n }
    const wasInitialized = known.gross !== 0n
    known.gross += gross
    known.net += net
    this.#ticks.set(tick, known)
    const isInitialized = known.gross !== 0n
    if (wasInitialized === isInitialized) return
    const compressed = Math.floor(tick / this.tickSpacing)
    const index = this.#findIndex(compressed)
    if (isInitialized) this.#compressed.splice(index, 0, compressed)
    else this.#compressed.splice(index, 1)
  }

  /** Liquidity that comes in when the tick is crossed upwards. */
  netOf(tick: number): bigint {
    return this.#ticks.get(tick)?.net ?? 0n
  }

  /** Liquidity of all ranges that hold a tick. */
  liquidityAt(tick: number): bigint {
    let liquidity = 0n
    for (const [at, { net }] of this.#ticks) if (at <= tick) liquidity += net
    return liquidity
  }

  /**
   * Finds where a swap stops next, within the word of the bitmap that it looks at.
   *
   * @param isDown whether the price falls: the tick itself is looked at then too.
   * @see https://github.com/Uniswap/v3-core/blob/v1.0.0/contracts/libraries/TickBitmap.sol#L42-L77
   */
  next(tick: number, isDown: boolean): NextTick {
    const compressed = Math.floor(tick / this.tickSpacing)
    return isDown ? this.#nextDown(compressed) : this.#nextUp(compressed + 1)
  }

  #nextDown(compressed: number): NextTick {
    const wordStart = Math.floor(compressed / TICKS_PER_WORD) * TICKS_PER_WORD
    const found = this.#compressed[this.#findIndex(compressed + 1) - 1]
    return found !== undefined && found >= wordStart ? this.#at(found, true) : this.#at(wordStart, false)
  }

  #nextUp(compressed: number): NextTick {
    const wordEnd = Math.floor(compressed / TICKS_PER_WORD) * TICKS_PER_WORD + TICKS_PER_WORD - 1
    const found = this.#compressed[this.#findIndex(compressed)]
    return found !== undefined && found <= wordEnd ? this.#at(found, true) : this.#at(wordEnd, false)
  }

  #at(compressed: number, isInitialized: boolean): NextTick {
    return { tick: Math.min(Math.max(compressed * this.tickSpacing, MIN_TICK), MAX_TICK), isInitialized }
  }

  /** Index of the first initialized tick at or above `compressed`. */
  #findIndex(compressed: number): number {
    let low = 0
    let high = this.#compressed.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#compressed[middle] as number) < compressed) low = middle + 1
      else high = middle
    }
    return low
  }
}
