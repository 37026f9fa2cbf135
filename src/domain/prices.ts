import type { Address, Currency } from './primitives'

/** Where a price comes from, for the evidence panel. */
export type PriceSource =
  | { readonly kind: 'unit' }
  | { readonly kind: 'assumed'; readonly symbol: string }
  | { readonly kind: 'feed'; readonly feed: Address; readonly description: string; readonly updatedAt: number }
  | { readonly kind: 'pool'; readonly pool: Address; readonly against: Address }
  | { readonly kind: 'service'; readonly name: string; readonly confidence: number; readonly timestamp: number }

/** Price of one whole token in the table's currency, and how it was found: the last source is the one nearest to the token. */
export interface PriceQuote {
  readonly value: number
  readonly sources: readonly PriceSource[]
}

/**
 * Prices of tokens at the end of blocks, in one currency.
 * `quotes` is keyed by `priceKey(token, blockNumber)`; a missing or `null` entry is an unknown price, never zero.
 * `sqrtPriceX96` holds the compared pool's own price at the end of each block that was asked for.
 */
export interface PriceTable {
  readonly currency: Currency
  /** The wrapped native coin, which also prices gas. */
  readonly native: Address
  readonly quotes: ReadonlyMap<string, PriceQuote | null>
  readonly sqrtPriceX96: ReadonlyMap<number, bigint>
  /** Why quotes are missing, one sentence each, for `coverage.missing`. */
  readonly missing: readonly { readonly what: string; readonly why: string }[]
  /** The same for single quotes: a sentence by `priceKey`, as far as a reason is known. */
  readonly whyUnknown?: ReadonlyMap<string, string>
}

/** Key of a quote: lower-case address and block number. */
export function priceKey(token: Address, blockNumber: number): string {
  return `${token.toLowerCase()}@${blockNumber}`
}
