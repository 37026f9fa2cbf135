import type { Pool } from '../domain/pool'
import { priceKey } from '../domain/prices'
import type { PriceQuote, PriceTable } from '../domain/prices'

/**
 * Fills a table at further blocks with the nearest earlier prices that it has (the nearest later ones before its first block).
 *
 * Good for ranking owners by size, and for nothing that is shown.
 */
export function computeSteppedPrices(prices: PriceTable, pool: Pool, blockNumbers: readonly number[]): PriceTable {
  const known = [...prices.sqrtPriceX96.keys()].sort((a, b) => a - b)
  const quotes = new Map<string, PriceQuote | null>(prices.quotes)
  const sqrtPriceX96 = new Map(prices.sqrtPriceX96)
  const whyUnknown = new Map(prices.whyUnknown)
  for (const blockNumber of new Set(blockNumbers)) {
    if (sqrtPriceX96.has(blockNumber)) continue
    const source = findNearest(known, blockNumber)
    if (source === undefined) continue
    sqrtPriceX96.set(blockNumber, prices.sqrtPriceX96.get(source) as bigint)
    for (const token of [pool.token0.address, pool.token1.address, prices.native]) {
      quotes.set(priceKey(token, blockNumber), prices.quotes.get(priceKey(token, source)) ?? null)
      const why = prices.whyUnknown?.get(priceKey(token, source))
      if (why !== undefined) whyUnknown.set(priceKey(token, blockNumber), why)
    }
  }
  return { ...prices, quotes, sqrtPriceX96, whyUnknown }
}

function findNearest(ascending: readonly number[], blockNumber: number): number | undefined {
  let low = 0
  let high = ascending.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((ascending[middle] as number) <= blockNumber) low = middle
    else high = middle - 1
  }
  return ascending[low]
}
