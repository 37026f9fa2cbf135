import type { ChainClient } from '../chain/chainClient'
import { fetchTimestamps } from '../chain/fetchTimestamps'
import type { ProtocolAdapter } from '../protocols/adapter'
import { computePriceNeeds } from './computePriceNeeds'
import { fetchFeedHistory } from './fetchFeedHistory'
import { fetchNativePricesByLogs } from './fetchNativePricesByLogs'
import type { PriceContext } from './priceContext'
import { findFeed } from './priceContext'
import type { FeedAnswer, PriceFacts } from './priceFacts'

type Feeds = ReadonlyMap<string, FeedAnswer>

/** What feeds answered at the time of each block, found from their rounds; keyed by block, then by lower-case feed. */
async function fetchFeedsByRounds(
  client: ChainClient,
  context: PriceContext,
  timestamps: ReadonlyMap<number, number>,
  pricedBlocks: ReadonlySet<number>,
  reportBlock: number,
): Promise<ReadonlyMap<number, Feeds>> {
  const byBlock = new Map<number, Map<string, FeedAnswer>>([...timestamps.keys()].map((block) => [block, new Map()]))
  const needsOf = (block: number) => computePriceNeeds(context, pricedBlocks.has(block)).feeds
  const feeds = new Set([...timestamps.keys()].flatMap(needsOf))
  await Promise.all(
    [...feeds].map(async ({ feed }) => {
      const blocks = [...timestamps].filter(([block]) => needsOf(block).some((needed) => needed.feed === feed))
      const answers = await fetchFeedHistory(
        client,
        feed,
        blocks.map(([, timestamp]) => timestamp),
        reportBlock,
      )
      for (const [block, timestamp] of blocks) {
        const answer = answers.get(timestamp)
        if (answer) byBlock.get(block)?.set(feed.toLowerCase(), answer)
      }
    }),
  )
  return byBlock
}

/**
 * Finds what prices need at the end of past blocks on an endpoint that has no state of them: pools' prices from their own
 * `Swap` logs, feeds' answers from their rounds as the report's block knows them.
 *
 * Reads logs of the compared pool, block headers, and `getRoundData` of the feeds in batches; what tells which pool of the
 * native coin was the deepest, and its logs, only for blocks at which no feed prices it.
 */
export async function fetchFactsByLogs(
  client: ChainClient,
  adapter: ProtocolAdapter,
  context: PriceContext,
  blockNumbers: readonly number[],
  reportBlock: number,
): Promise<readonly PriceFacts[]> {
  const sqrtPrices = await adapter.pricesFromLogs(client, context.pool, blockNumbers, reportBlock)
  const priced = new Set(sqrtPrices.keys())
  const needsOf = (block: number) => computePriceNeeds(context, priced.has(block))
  const timed = blockNumbers.filter((block) => needsOf(block).feeds.length > 0)
  const timestamps = await fetchTimestamps(client, timed)
  const feeds = await fetchFeedsByRounds(client, context, timestamps, priced, reportBlock)

  const nativeFeed = findFeed(context, context.config.wrappedNative.address)?.feed.toLowerCase()
  const hasNativeFeed = (block: number) => nativeFeed !== undefined && feeds.get(block)?.has(nativeFeed) === true
  const native = await fetchNativePricesByLogs(
    client,
    adapter,
    blockNumbers.filter((block) => needsOf(block).native && !hasNativeFeed(block)),
    reportBlock,
  )
  return blockNumbers.map((blockNumber) => ({
    blockNumber,
    timestamp: timestamps.get(blockNumber) ?? null,
    sqrtPriceX96: sqrtPrices.get(blockNumber) ?? null,
    feeds: feeds.get(blockNumber) ?? new Map<string, FeedAnswer>(),
    nativePool: native.prices.get(blockNumber) ?? null,
    ...(native.whyUnknown !== null && { whyNoNativePool: native.whyUnknown }),
  }))
}
