import { parseAbi } from 'viem'
import type { ChainClient, RawLog } from './chainClient'
import { contractCall } from './contractCall'
import { fetchBlock } from './fetchBlock'
import { fetchContracts } from './fetchContracts'
import { memoised } from './memoised'

const clockAbi = parseAbi(['function getCurrentBlockTimestamp() view returns (uint256 timestamp)'])

/** Fetched times by block number; all functions of this file fill it. */
const memo = 'fetchTimestamps'

async function fetchFromHeader(client: ChainClient, blockNumber: number): Promise<number> {
  const key = String(blockNumber)
  const kept = (await client.cache?.readFacts('time', [key]))?.get(key)
  if (kept !== undefined && /^\d{1,12}$/.test(kept)) return Number(kept)
  const { timestamp } = await fetchBlock(client, blockNumber)
  client.cache?.addFacts('time', [{ key, blockNumber, text: String(timestamp) }])
  return timestamp
}

async function fetchFromState(client: ChainClient, blockNumber: number): Promise<number> {
  const call = contractCall(clockAbi, client.config.multicall3, 'getCurrentBlockTimestamp', [])
  const [answer] = await fetchContracts(client, [call], blockNumber)
  return answer.ok ? Number(answer.value) : await fetchFromHeader(client, blockNumber)
}

async function fetchEach(
  client: ChainClient,
  blockNumbers: readonly number[],
  fetchOne: (client: ChainClient, blockNumber: number) => Promise<number>,
): Promise<ReadonlyMap<number, number>> {
  const distinct = [...new Set(blockNumbers)]
  const timestamps = await Promise.all(
    distinct.map((blockNumber) => memoised(client, memo, String(blockNumber), () => fetchOne(client, blockNumber))),
  )
  return new Map(distinct.map((blockNumber, index) => [blockNumber, timestamps[index] as number]))
}

/**
 * Reads the time (seconds) of each block; each block once per client, and none that a log already told.
 *
 * Reads one block header for each number, side by side; none for those that an earlier visit kept.
 */
export function fetchTimestamps(
  client: ChainClient,
  blockNumbers: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  return fetchEach(client, blockNumbers, fetchFromHeader)
}

/**
 * The same for blocks whose state is read anyway: asks Multicall3 for the time in the same request (see `fetchContracts`), and
 * reads the header only where Multicall3 was not there yet.
 *
 * @throws HistoryUnavailableError where the endpoint keeps no state of a block.
 */
export function fetchTimestampsFromState(
  client: ChainClient,
  blockNumbers: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  return fetchEach(client, blockNumbers, fetchFromState)
}

/** Takes note of times that came with something else, logs above all, so that nobody reads those blocks for them. */
export function rememberTimestamps(
  client: ChainClient,
  logs: readonly Pick<RawLog, 'blockNumber' | 'timestamp'>[],
): void {
  for (const { blockNumber, timestamp } of logs) {
    if (timestamp !== null) void memoised(client, memo, String(blockNumber), () => Promise.resolve(timestamp))
  }
}
