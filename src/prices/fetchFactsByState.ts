import type { ChainClient } from '../chain/chainClient'
import { fetchTimestampsFromState } from '../chain/fetchTimestamps'
import { ContractRevertedError } from '../errors'
import type { ProtocolAdapter } from '../protocols/adapter'
import { computePriceNeeds } from './computePriceNeeds'
import type { PriceNeeds } from './computePriceNeeds'
import { fetchFeedAnswers } from './fetchFeedAnswers'
import { computeNativePrice, fetchNativePools } from './fetchNativePools'
import type { PriceContext } from './priceContext'
import { findFeed } from './priceContext'
import type { FeedAnswer, NativePoolPrice, PriceFacts } from './priceFacts'

/** The pool's price at the end of a block; `null` before it existed or had one. */
async function fetchSqrtPriceX96(
  client: ChainClient,
  adapter: ProtocolAdapter,
  { pool }: PriceContext,
  blockNumber: number,
): Promise<bigint | null> {
  try {
    const { sqrtPriceX96 } = await adapter.poolState(client, pool, blockNumber)
    return sqrtPriceX96 === 0n ? null : sqrtPriceX96
  } catch (error) {
    if (error instanceof ContractRevertedError) return null
    throw error
  }
}

async function fetchNativePoolPrice(client: ChainClient, blockNumber: number): Promise<NativePoolPrice | null> {
  const [deepest] = await fetchNativePools(client, blockNumber)
  return deepest ? computeNativePrice(client.config, deepest, deepest.sqrtPriceX96) : null
}

/** Whether the native coin needs its pool: it has no feed at that block. */
function lacksNativeFeed(context: PriceContext, feeds: ReadonlyMap<string, FeedAnswer>): boolean {
  const feed = findFeed(context, context.config.wrappedNative.address)
  return feed === undefined || !feeds.has(feed.feed.toLowerCase())
}

async function fetchTimestamp(client: ChainClient, { feeds }: PriceNeeds, blockNumber: number): Promise<number | null> {
  if (feeds.length === 0) return null
  return (await fetchTimestampsFromState(client, [blockNumber])).get(blockNumber) ?? null
}

/**
 * Reads what prices need at the end of one block from the chain's state there.
 *
 * Reads the pool's price, the feeds and the block's time in one multicall; only where it turns out that the pool had no price,
 * or the native coin not the feed that the chain's configuration names, a second multicall follows.
 *
 * @throws HistoryUnavailableError where the endpoint keeps no state of that block.
 */
export async function fetchFactsByState(
  client: ChainClient,
  adapter: ProtocolAdapter,
  context: PriceContext,
  blockNumber: number,
): Promise<PriceFacts> {
  const likely = computePriceNeeds(context, true)
  const hasFeed = findFeed(context, context.config.wrappedNative.address) !== undefined
  const readsPoolAtOnce = likely.native && !hasFeed
  const [sqrtPriceX96, likelyFeeds, likelyTimestamp, likelyPool] = await Promise.all([
    fetchSqrtPriceX96(client, adapter, context, blockNumber),
    fetchFeedAnswers(client, likely.feeds, blockNumber),
    fetchTimestamp(client, likely, blockNumber),
    readsPoolAtOnce ? fetchNativePoolPrice(client, blockNumber) : null,
  ])

  if (sqrtPriceX96 !== null) {
    const readsPoolNow = likely.native && !readsPoolAtOnce && lacksNativeFeed(context, likelyFeeds)
    const nativePool = readsPoolNow ? await fetchNativePoolPrice(client, blockNumber) : likelyPool
    return { blockNumber, timestamp: likelyTimestamp, sqrtPriceX96, feeds: likelyFeeds, nativePool }
  }
  const needs = computePriceNeeds(context, false)
  const [feeds, timestamp, nativePool] = await Promise.all([
    fetchFeedAnswers(client, needs.feeds, blockNumber),
    fetchTimestamp(client, needs, blockNumber),
    needs.native && !readsPoolAtOnce ? fetchNativePoolPrice(client, blockNumber) : likelyPool,
  ])
  return { blockNumber, timestamp, sqrtPriceX96, feeds, nativePool }
}
