import { parseAbi } from 'viem'
import type { ContractCall } from '../chain/contractCall'
import { contractCall } from '../chain/contractCall'
import type { Address } from '../domain/primitives'

/** Source: AggregatorV3Interface of @chainlink/contracts. */
const feedAbi = parseAbi([
  'function decimals() view returns (uint8)',
  'function latestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)',
  'function getRoundData(uint80 roundId) view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)',
])

/** `[roundId, answer, startedAt, updatedAt, answeredInRound]`, times in seconds. */
export type RoundData = readonly [bigint, bigint, bigint, bigint, bigint]

export function decimalsCall(contract: Address): ContractCall<number> {
  return contractCall(feedAbi, contract, 'decimals', [])
}

export function latestRoundCall(feed: Address): ContractCall<RoundData> {
  return contractCall(feedAbi, feed, 'latestRoundData', [])
}

export function roundCall(feed: Address, roundId: bigint): ContractCall<RoundData> {
  return contractCall(feedAbi, feed, 'getRoundData', [roundId])
}
