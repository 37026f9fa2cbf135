import type { PriceQuote } from '../domain/prices'
import type { Address } from '../domain/primitives'
import { isSameAddress } from '../domain/primitives'
import { computePriceFromSqrtPriceX96 } from '../math/computePriceFromSqrtPriceX96'
import { computeUsdQuotes, quoteAt, quoteByFeed, quoteByRatio } from './computeUsdQuotes'
import type { PoolRatio, Quoted } from './computeUsdQuotes'
import type { PriceContext } from './priceContext'
import { findEtherFeed, findUnitToken, isInPool, listTokens, nameCurrency, nameToken } from './priceContext'
import type { PriceFacts } from './priceFacts'

/** One block's quotes by lower-case address, and a sentence for each one that is not known: for all of them, and by address. */
export interface BlockQuotes {
  readonly quotes: ReadonlyMap<string, PriceQuote | null>
  readonly missing: readonly { readonly what: string; readonly why: string }[]
  readonly whyUnknown: ReadonlyMap<string, string>
}

/** The pool's own price of token0 in whole token1, or why it cannot be computed. */
export function computeRatio({ pool }: PriceContext, { sqrtPriceX96 }: PriceFacts): PoolRatio {
  if (sqrtPriceX96 === null) return { why: 'the pool had no price yet' }
  const unreadable = [pool.token0, pool.token1].find(({ decimals }) => decimals === null)
  if (unreadable) return { why: `the decimals of ${unreadable.symbol} cannot be read` }
  return {
    price0In1: computePriceFromSqrtPriceX96(
      sqrtPriceX96,
      pool.token0.decimals as number,
      pool.token1.decimals as number,
    ),
  }
}

/** Price of the report's currency in USD, where that is not one of the tokens. */
function quoteUnit(
  context: PriceContext,
  facts: PriceFacts,
  unit: Address | null,
  usd: ReadonlyMap<string, Quoted>,
): Quoted {
  if (unit !== null) return usd.get(unit.toLowerCase()) ?? { why: 'it is not among the tokens' }
  const feed = findEtherFeed(context)
  return (feed && quoteByFeed(feed, facts)) ?? { why: 'this chain has no feed for ETH' }
}

/** Prices in a currency other than USD: by the pool's ratio where the currency is in the pool, else both through USD. */
function quoteInUnit(context: PriceContext, facts: PriceFacts, ratio: PoolRatio): ReadonlyMap<string, Quoted> {
  const usd = computeUsdQuotes(context, facts, ratio)
  const unit = findUnitToken(context)
  const unitInUsd = quoteUnit(context, facts, unit, usd)
  const one = { value: 1, sources: [{ kind: 'unit' }] } as const

  const quote = (token: Address): Quoted => {
    if (unit !== null && isSameAddress(token, unit)) return { quote: one }
    if (unit !== null && isInPool(context, unit) && isInPool(context, token) && 'price0In1' in ratio) {
      return quoteByRatio(context, ratio, { token: unit, quote: one })
    }
    const inUsd = usd.get(token) as Quoted
    if ('why' in inUsd) return inUsd
    if ('why' in unitInUsd) return { why: `${nameCurrency(context)} has no price in USD: ${unitInUsd.why}` }
    return quoteAt(inUsd.quote.value / unitInUsd.quote.value, [...unitInUsd.quote.sources, ...inUsd.quote.sources])
  }
  return new Map(listTokens(context).map((token): [string, Quoted] => [token, quote(token)]))
}

/**
 * Computes the price of each token in the report's currency at one block, from what was read there.
 *
 * Rules 1 to 5 of the law, in their order; the pool's two tokens stand in the pool's own ratio whatever the currency. A price that is not
 * known is `null` with a reason, never 0. Numbers are floating point, amounts are not.
 */
export function computeQuotes(context: PriceContext, facts: PriceFacts): BlockQuotes {
  const ratio = computeRatio(context, facts)
  const quoted =
    context.currency === 'USD' ? computeUsdQuotes(context, facts, ratio) : quoteInUnit(context, facts, ratio)
  const quotes = new Map<string, PriceQuote | null>()
  const missing: { what: string; why: string }[] = []
  const whyUnknown = new Map<string, string>()
  for (const [token, found] of quoted) {
    quotes.set(token, 'quote' in found ? found.quote : null)
    if ('why' in found) {
      const what = `Price of ${nameToken(context, token as Address)} in ${nameCurrency(context)}`
      const why = `${found.why.charAt(0).toUpperCase()}${found.why.slice(1)}.`
      missing.push({ what, why })
      whyUnknown.set(token, why)
    }
  }
  return { quotes, missing, whyUnknown }
}
