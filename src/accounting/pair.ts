import type { Pair } from '../domain/primitives'

export const ZERO_PAIR: Pair = [0n, 0n]

export function addPairs(a: Pair, b: Pair): Pair {
  return [a[0] + b[0], a[1] + b[1]]
}

export function subtractPairs(a: Pair, b: Pair): Pair {
  return [a[0] - b[0], a[1] - b[1]]
}

/** The smaller amount of each token. */
export function minPair(a: Pair, b: Pair): Pair {
  return [a[0] < b[0] ? a[0] : b[0], a[1] < b[1] ? a[1] : b[1]]
}

export function isZeroPair(pair: Pair): boolean {
  return pair[0] === 0n && pair[1] === 0n
}
