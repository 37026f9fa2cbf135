import { PRICE_SERVICE } from '../config/priceService'
import type { PriceQuote, PriceSource } from '../domain/prices'
import type { Address } from '../domain/primitives'
import { isSameAddress } from '../domain/primitives'
import type { PinnedFeed } from '../domain/chainConfig'
import type { PriceContext } from './priceContext'
import { findFeed, isInPool, listTokens, stablecoinRank } from './priceContext'
import type { PriceFacts } from './priceFacts'

/** A quote, or why there is none. */
export type Quoted = { readonly quote: PriceQuote } | { readonly why: string }

/** Seconds after which a feed's answer is stale: the slowest feeds write once a day. */
export const maxFeedAge = 25 * 3_600

/** A price of token0 in whole token1, where the pool has one. */
export type PoolRatio = { readonly price0In1: number } | { readonly why: string }

/** A direct price with the number of the law's rule that gave it. */
type Anchor = { readonly token: Address; readonly rule: number; readonly quote: PriceQuote }

export function quoteAt(value: number, sources: readonly PriceSource[]): Quoted {
  if (Number.isFinite(value) && value > 0) return { quote: { value, sources } }
  return { why: 'the price found is too far out to be used' }
}

/** Judges what a feed answered: positive, not from the future, and not older than 25 hours at the block's time. */
export function quoteByFeed(feed: PinnedFeed, facts: PriceFacts): Quoted | null {
  const found = facts.feeds.get(feed.feed.toLowerCase())
  if (!found) return null
  const { answer, decimals, updatedAt } = found
  if (answer <= 0n) return { why: `the feed ${feed.description} gave no price` }
  if (facts.timestamp === null || updatedAt > facts.timestamp) {
    return { why: `the age of what the feed ${feed.description} said is not known` }
  }
  if (facts.timestamp - updatedAt > maxFeedAge) {
    return { why: `the feed ${feed.description} had not been updated for more than 25 hours` }
  }
  return quoteAt(Number(answer) / Number(`1e${decimals}`), [
    { kind: 'feed', feed: feed.feed, description: feed.description, updatedAt },
  ])
}

function quoteByNativePool(context: PriceContext, { nativePool, whyNoNativePool }: PriceFacts): Quoted {
  if (!nativePool) return { why: whyNoNativePool ?? 'there is no feed for it, nor a pool against a stablecoin' }
  const { pool, stablecoin, price } = nativePool
  const symbol = context.config.stablecoins[stablecoinRank(context, stablecoin)]?.symbol ?? stablecoin
  return quoteAt(price, [
    { kind: 'assumed', symbol },
    { kind: 'pool', pool, against: stablecoin },
  ])
}

/** Rules 1 to 3: a token's price in USD from the chain without the compared pool. */
function quoteByChain(context: PriceContext, facts: PriceFacts, token: Address): Quoted & { readonly rule: number } {
  const { config } = context
  const stablecoin = config.stablecoins[stablecoinRank(context, token)]
  if (stablecoin) return { rule: 1, quote: { value: 1, sources: [{ kind: 'assumed', symbol: stablecoin.symbol }] } }
  const feed = findFeed(context, token)
  const byFeed = feed ? quoteByFeed(feed, facts) : null
  if (byFeed) return { rule: 2, ...byFeed }
  if (isSameAddress(token, config.wrappedNative.address)) return { rule: 3, ...quoteByNativePool(context, facts) }
  return { rule: 4, why: 'neither a stablecoin, a feed nor its pool prices it' }
}

/** Rules 1 to 3 and, where none of them has a price and the service was asked, rule 5: a token's price in USD without the compared pool. */
function quoteDirectly(context: PriceContext, facts: PriceFacts, token: Address): Quoted & { readonly rule: number } {
  const byChain = quoteByChain(context, facts, token)
  const said = facts.service?.get(token.toLowerCase())
  if ('quote' in byChain || said === undefined) return byChain
  if ('why' in said) return { rule: byChain.rule, why: `${byChain.why}, and ${said.why}` }
  const { price, confidence, timestamp } = said
  return { rule: 5, ...quoteAt(price, [{ kind: 'service', name: PRICE_SERVICE.name, confidence, timestamp }]) }
}

/**
 * The pool's token from whose price the other one's follows: the one that the earliest rule prices; of two by the same
 * rule the earlier stablecoin of the list, or the native coin.
 */
function chooseAnchor(context: PriceContext, facts: PriceFacts): Anchor | { readonly why: string } {
  const { pool, config } = context
  const direct = [pool.token0.address, pool.token1.address].map((token) => ({
    token,
    ...quoteDirectly(context, facts, token),
  }))
  const order = ({ token, rule }: { readonly token: Address; readonly rule: number }) => {
    if (rule === 1) return stablecoinRank(context, token)
    return 1_000 * rule + (isSameAddress(token, config.wrappedNative.address) ? 0 : 1)
  }
  const [first] = direct.filter((found) => 'quote' in found).sort((a, b) => order(a) - order(b))
  if (first) return first as Anchor
  const [reason] = direct.sort((a, b) => a.rule - b.rule)
  return { why: (reason as { readonly why: string }).why }
}

/** Rule 4: the price of the pool's other token by the pool's own ratio. */
export function quoteByRatio(
  { pool }: PriceContext,
  { price0In1 }: { readonly price0In1: number },
  anchor: { readonly token: Address; readonly quote: PriceQuote },
): Quoted {
  const { value, sources } = anchor.quote
  const isAnchor0 = isSameAddress(anchor.token, pool.token0.address)
  return quoteAt(isAnchor0 ? value / price0In1 : value * price0In1, [
    ...sources,
    { kind: 'pool', pool: pool.address, against: anchor.token },
  ])
}

/**
 * Computes the price of each token in USD at one block, by rules 1 to 5 of the law, keyed by lower-case address.
 *
 * The pool's two tokens always stand in the pool's own ratio: one of them is priced by rules 1 to 3, or by 5 where none of those has a
 * price, the other one by it.
 */
export function computeUsdQuotes(
  context: PriceContext,
  facts: PriceFacts,
  ratio: PoolRatio,
): ReadonlyMap<string, Quoted> {
  const anchor = chooseAnchor(context, facts)
  const quoteInPool = (token: Address): Quoted => {
    if ('why' in ratio) {
      const direct = quoteDirectly(context, facts, token)
      return 'quote' in direct ? direct : ratio
    }
    if ('why' in anchor) return anchor
    return isSameAddress(anchor.token, token) ? anchor : quoteByRatio(context, ratio, anchor)
  }
  return new Map(
    listTokens(context).map((token): [string, Quoted] => [
      token,
      isInPool(context, token) ? quoteInPool(token) : quoteDirectly(context, facts, token),
    ]),
  )
}
