import type { Pool, Token } from '../domain/pool'
import { priceKey, type PriceTable } from '../domain/prices'
import type { Address, Pair } from '../domain/primitives'
import type { Findings } from './findings'

const NATIVE_DECIMALS = 18

/** Turns exact amounts into values at the prices of a block. `null` is unknown; an amount of zero is worth 0 at any price. */
export interface Valuer {
  valuePair(amounts: Pair | null, blockNumber: number): number | null
  valueToken(token: Address, amount: bigint, blockNumber: number): number | null
  valueNative(wei: bigint, blockNumber: number): number | null
  /** Price of one whole token, for display: asking for it finds nothing missing. */
  quote(token: Address, blockNumber: number): number | null
  quoteNative(blockNumber: number): number | null
}

/**
 * Makes the valuer of one pool. Every price that is needed and unknown is noted in `findings`.
 *
 * @param rewardTokens tokens besides the pool's own and the native coin whose decimals are known.
 */
export function createValuer(
  pool: Pool,
  prices: PriceTable,
  rewardTokens: readonly Token[],
  findings: Findings,
): Valuer {
  const native: Token = { address: prices.native, symbol: 'the native coin', decimals: NATIVE_DECIMALS }
  const tokens = new Map(
    [...rewardTokens, native, pool.token0, pool.token1].map((token) => [token.address.toLowerCase(), token]),
  )
  const quotes = new Map<string, Map<number, number | null>>()

  /** Quotes are kept by token and block, because a string key for each look-up would cost more than the sum itself. */
  function quote(token: Address, blockNumber: number): number | null {
    let ofToken = quotes.get(token)
    if (!ofToken) quotes.set(token, (ofToken = new Map()))
    let value = ofToken.get(blockNumber)
    if (value === undefined) {
      const found = prices.quotes.get(priceKey(token, blockNumber))?.value
      value = found !== undefined && Number.isFinite(found) && found >= 0 ? found : null
      ofToken.set(blockNumber, value)
    }
    return value
  }

  function value(token: Token, amount: bigint, blockNumber: number): number | null {
    if (amount === 0n) return 0
    if (token.decimals === null) {
      findings.addUnknownDecimals(token)
      return null
    }
    const price = quote(token.address, blockNumber)
    if (price === null) {
      const why = prices.whyUnknown?.get(priceKey(token.address, blockNumber))
      findings.addUnknownPrice(token.address, token.symbol, blockNumber, why)
      return null
    }
    return (Number(amount) / 10 ** token.decimals) * price
  }

  return {
    quote,
    quoteNative: (blockNumber) => quote(native.address, blockNumber),
    valuePair(amounts, blockNumber) {
      if (amounts === null) return null
      const value0 = value(pool.token0, amounts[0], blockNumber)
      const value1 = value(pool.token1, amounts[1], blockNumber)
      return value0 === null || value1 === null ? null : value0 + value1
    },
    valueToken(address, amount, blockNumber) {
      const token = tokens.get(address.toLowerCase())
      return value(token ?? { address, symbol: address, decimals: null }, amount, blockNumber)
    },
    valueNative: (wei, blockNumber) => value(native, wei, blockNumber),
  }
}
