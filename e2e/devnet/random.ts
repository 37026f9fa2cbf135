/** Seeded random numbers: the same seed gives the same story. */
export interface Random {
  /** Uniform in `[0, 1)`. */
  next(): number
  /** Uniform in `[low, high)`. */
  between(low: number, high: number): number
  /** Uniform integer, both ends included. */
  integer(low: number, high: number): number
  /** Standard normal. */
  normal(): number
  pick<T>(items: readonly T[]): T
}

/** Creates a generator from a seed (mulberry32). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    integer: (low, high) => low + Math.floor(next() * (high - low + 1)),
    // Box-Muller; 1 - next() is never 0.
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    pick(items) {
      if (items.length === 0) throw new Error('Nothing to pick from.')
      return items[Math.floor(next() * items.length)] as (typeof items)[number]
    },
  }
}
