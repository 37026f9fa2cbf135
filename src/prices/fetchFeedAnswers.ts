import type { ChainClient } from '../chain/chainClient'
import { fetchContracts } from '../chain/fetchContracts'
import type { PinnedFeed } from '../domain/chainConfig'
import { decimalsCall, latestRoundCall } from './feedCalls'
import type { FeedAnswer } from './priceFacts'

/**
 * Reads what feeds answer at the end of a block, keyed by lower-case address. A feed that has no code there, or gives no
 * answer, is absent.
 *
 * Reads `latestRoundData` and `decimals` of each feed in one multicall.
 *
 * @throws HistoryUnavailableError where the endpoint keeps no state of that block.
 */
export async function fetchFeedAnswers(
  client: ChainClient,
  feeds: readonly PinnedFeed[],
  blockNumber: number,
): Promise<ReadonlyMap<string, FeedAnswer>> {
  const [rounds, decimals] = await Promise.all([
    fetchContracts(
      client,
      feeds.map(({ feed }) => latestRoundCall(feed)),
      blockNumber,
    ),
    fetchContracts(
      client,
      feeds.map(({ feed }) => decimalsCall(feed)),
      blockNumber,
    ),
  ])
  const answers = new Map<string, FeedAnswer>()
  feeds.forEach(({ feed }, index) => {
    const [round, unit] = [rounds[index], decimals[index]]
    if (!round?.ok || !unit?.ok) return
    const [, answer, , updatedAt] = round.value
    answers.set(feed.toLowerCase(), { answer, decimals: unit.value, updatedAt: Number(updatedAt) })
  })
  return answers
}
