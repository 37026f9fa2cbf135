import type { PinnedFeed } from '../domain/chainConfig'
import type { Address } from '../domain/primitives'
import { isSameAddress } from '../domain/primitives'
import type { PriceContext } from './priceContext'
import { findEtherFeed, findUnitToken, isInPool, listTokens, stablecoinRank } from './priceContext'

/** What must be read of a block, beside the compared pool's price. */
export interface PriceNeeds {
  readonly feeds: readonly PinnedFeed[]
  /** The wrapped native coin needs a price of its own: by its feed, else by a pool. */
  readonly native: boolean
}

/** Tokens that need a price in USD which is not the pool's ratio. */
function listDirectTokens(context: PriceContext, hasPoolPrice: boolean): readonly Address[] {
  const { pool, currency } = context
  const hasRatio = hasPoolPrice && pool.token0.decimals !== null && pool.token1.decimals !== null
  const unit = findUnitToken(context)
  const isPricedByRatio = (token: Address) => hasRatio && isInPool(context, token)
  const hasUnitInPool = unit !== null && isPricedByRatio(unit)
  const wanted = listTokens(context).filter(
    (token) => !(unit !== null && isSameAddress(token, unit)) && !(hasUnitInPool && isPricedByRatio(token)),
  )
  if (wanted.length === 0) return []
  const poolTokens = [pool.token0.address, pool.token1.address]
  const anchors = poolTokens.some((token) => stablecoinRank(context, token) >= 0) ? [] : poolTokens
  const inUsd = unit === null || currency === 'USD' ? wanted : [...wanted, unit]
  return inUsd.flatMap((token) => (isPricedByRatio(token) ? anchors : [token]))
}

/**
 * Says what has to be read so that every token of `context` can get a quote by the rules of the law, and no more: a pool
 * against a stablecoin needs no feed, nor does a report in one of the pool's own tokens.
 */
export function computePriceNeeds(context: PriceContext, hasPoolPrice: boolean): PriceNeeds {
  const { config, currency } = context
  const direct = listDirectTokens(context, hasPoolPrice).filter((token) => stablecoinRank(context, token) < 0)
  const isDirect = (token: Address) => direct.some((other) => isSameAddress(other, token))
  const feeds = new Set(config.feeds.filter(({ tokens }) => tokens.some(isDirect)))
  const etherFeed = findEtherFeed(context)
  if (currency === 'ETH' && findUnitToken(context) === null && etherFeed) feeds.add(etherFeed)
  return { feeds: [...feeds], native: isDirect(config.wrappedNative.address) }
}
