import type { PriceTable } from '../domain/prices'

/** Puts two tables of the same pool and currency together; where both have a quote, the later one stands. */
export function mergePriceTables(earlier: PriceTable, later: PriceTable): PriceTable {
  const missing = new Map([...earlier.missing, ...later.missing].map((item) => [`${item.what}\n${item.why}`, item]))
  return {
    ...later,
    quotes: new Map([...earlier.quotes, ...later.quotes]),
    sqrtPriceX96: new Map([...earlier.sqrtPriceX96, ...later.sqrtPriceX96]),
    missing: [...missing.values()],
    whyUnknown: new Map([...(earlier.whyUnknown ?? []), ...(later.whyUnknown ?? [])]),
  }
}
