import type { Pool } from '../domain/pool'
import { priceKey } from '../domain/prices'
import type { PriceQuote, PriceTable } from '../domain/prices'
import { computePriceFromSqrtPriceX96 } from '../math/computePriceFromSqrtPriceX96'

/**
 * Values a pool's tokens by nothing but its own ratio, in base units of token1: good for comparing owners of the pool where prices
 * or decimals are unknown, and for nothing that is shown.
 *
 * Pure. Blocks at which the pool's own price is unknown stay unknown.
 */
export function computePoolUnits(pool: Pool, prices: PriceTable): { readonly pool: Pool; readonly prices: PriceTable } {
  const token0 = { ...pool.token0, decimals: 0 }
  const token1 = { ...pool.token1, decimals: 0 }
  const quotes = new Map<string, PriceQuote>()
  for (const [blockNumber, sqrtPriceX96] of prices.sqrtPriceX96) {
    quotes.set(priceKey(token0.address, blockNumber), {
      value: computePriceFromSqrtPriceX96(sqrtPriceX96, 0, 0),
      sources: [{ kind: 'unit' }, { kind: 'pool', pool: pool.address, against: token1.address }],
    })
    quotes.set(priceKey(token1.address, blockNumber), { value: 1, sources: [{ kind: 'unit' }] })
  }
  return { pool: { ...pool, token0, token1 }, prices: { ...prices, quotes } }
}
