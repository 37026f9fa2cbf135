import type { Address } from '../domain/primitives'
import { computeQuotes, computeRatio } from './computeQuotes'
import { computeUsdQuotes } from './computeUsdQuotes'
import type { PriceContext } from './priceContext'
import { findUnitToken, isInPool } from './priceContext'
import type { PriceFacts } from './priceFacts'

/**
 * Lists the tokens (lower case) whose price in USD rules 1 to 4 do not give at a block, as far as a quote is missing for want of it.
 * Of the pool's two tokens either both are listed or none: the price of one gives the other's.
 */
export function listUnpricedTokens(context: PriceContext, facts: PriceFacts): readonly Address[] {
  const { quotes } = computeQuotes(context, facts)
  const unknown = [...quotes].flatMap(([token, quote]) => (quote === null ? [token as Address] : []))
  if (unknown.length === 0) return []
  const ratio = computeRatio(context, facts)
  const usd = computeUsdQuotes(context, facts, ratio)
  const unit = context.currency === 'USD' ? null : findUnitToken(context)?.toLowerCase()
  const { token0, token1 } = context.pool
  const pair = [token0.address, token1.address].map((token) => token.toLowerCase() as Address)
  const wanted = unit ? [...unknown, unit as Address] : unknown
  const withPair = wanted.some((token) => isInPool(context, token)) ? [...wanted, ...pair] : wanted
  // A pool without a price, or a token that cannot be counted, is not helped by anybody's price.
  const canHelp = (token: Address) => 'price0In1' in ratio || !isInPool(context, token)
  return [...new Set(withPair)].filter((token) => 'why' in (usd.get(token) ?? {}) && canHelp(token))
}
