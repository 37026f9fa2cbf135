import { encodeAbiParameters, keccak256 } from 'viem'
import type { RawLog } from '../../chain/chainClient'
import type { Address, Hex } from '../../domain/primitives'
import { stakerTopics } from './eventTopics'
import { hasShape, parseAddressTopic, parseUintTopic, readAddress, readUint } from './logWords'

/** What identifies an incentive of the Uniswap V3 Staker. Times in seconds. */
export interface IncentiveKey {
  readonly rewardToken: Address
  readonly pool: Address
  readonly startTime: bigint
  readonly endTime: bigint
  readonly refundee: Address
}

export interface IncentiveCreated {
  readonly type: 'incentiveCreated'
  readonly incentiveId: Hex
  readonly key: IncentiveKey
}

/** `from` is the zero address when the NFT came in, `to` when it is about to leave. */
export interface DepositTransferred {
  readonly type: 'depositTransferred'
  readonly tokenId: bigint
  readonly from: Address
  readonly to: Address
}

export interface StakeChanged {
  readonly type: 'tokenStaked' | 'tokenUnstaked'
  readonly tokenId: bigint
  readonly incentiveId: Hex
}

/** It says neither which token was paid nor for which position. */
export interface RewardClaimed {
  readonly type: 'rewardClaimed'
  readonly to: Address
  readonly amount: bigint
}

export type StakerEvent = IncentiveCreated | DepositTransferred | StakeChanged | RewardClaimed

/**
 * Decodes the events of the Uniswap V3 Staker that Minnow reads. Who emitted the log is the caller's to check.
 *
 * @returns `null` for any other log.
 * @see https://github.com/Uniswap/v3-staker/blob/v1.0.2/contracts/interfaces/IUniswapV3Staker.sol
 */
export function decodeStakerLog(log: RawLog): StakerEvent | null {
  switch (log.topics[0]) {
    case stakerTopics.incentiveCreated:
      return hasShape(log, 3, 4) ? decodeIncentiveCreated(log) : null
    case stakerTopics.depositTransferred:
      if (!hasShape(log, 4, 0)) return null
      return {
        type: 'depositTransferred',
        tokenId: parseUintTopic(log.topics[1]),
        from: parseAddressTopic(log.topics[2]),
        to: parseAddressTopic(log.topics[3]),
      }
    case stakerTopics.tokenStaked:
      // Its word of data is the liquidity.
      return hasShape(log, 3, 1) ? decodeStake(log, 'tokenStaked') : null
    case stakerTopics.tokenUnstaked:
      return hasShape(log, 3, 0) ? decodeStake(log, 'tokenUnstaked') : null
    case stakerTopics.rewardClaimed:
      if (!hasShape(log, 2, 1)) return null
      return { type: 'rewardClaimed', to: parseAddressTopic(log.topics[1]), amount: readUint(log.data, 0) }
    default:
      return null
  }
}

/**
 * Computes an incentive's id from what identifies it.
 *
 * @see https://github.com/Uniswap/v3-staker/blob/v1.0.2/contracts/libraries/IncentiveId.sol
 */
export function computeIncentiveId(key: IncentiveKey): Hex {
  const types = ['address', 'address', 'uint256', 'uint256', 'address'] as const
  return keccak256(
    encodeAbiParameters(
      types.map((type) => ({ type })),
      [key.rewardToken, key.pool, key.startTime, key.endTime, key.refundee],
    ),
  )
}

function decodeIncentiveCreated(log: RawLog): StakerEvent {
  const key: IncentiveKey = {
    rewardToken: parseAddressTopic(log.topics[1]),
    pool: parseAddressTopic(log.topics[2]),
    startTime: readUint(log.data, 0),
    endTime: readUint(log.data, 1),
    refundee: readAddress(log.data, 2),
  }
  return { type: 'incentiveCreated', incentiveId: computeIncentiveId(key), key }
}

function decodeStake(log: RawLog, type: 'tokenStaked' | 'tokenUnstaked'): StakerEvent {
  return { type, tokenId: parseUintTopic(log.topics[1]), incentiveId: log.topics[2] as Hex }
}
