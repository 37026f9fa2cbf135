import type { RawLog } from '../../chain/chainClient'
import type { Address, Pair } from '../../domain/primitives'
import { positionManagerTopics } from './eventTopics'
import { hasShape, parseAddressTopic, parseUintTopic, readUint } from './logWords'

/** What the position manager's log says. `amounts` of `collect` are what was asked for: the pool can pay a few units less. */
export type PositionManagerEvent =
  | {
      readonly type: 'increase' | 'decrease'
      readonly tokenId: bigint
      readonly liquidity: bigint
      readonly amounts: Pair
    }
  | { readonly type: 'collect'; readonly tokenId: bigint; readonly amounts: Pair }
  | { readonly type: 'transfer'; readonly tokenId: bigint; readonly from: Address; readonly to: Address }

/**
 * Decodes `IncreaseLiquidity`, `DecreaseLiquidity`, `Collect` and `Transfer` of the position manager, straight from the words
 * of topics and data. Who emitted the log is the caller's to check.
 *
 * @returns `null` for any other log, also for one with the topic of these events and another shape (an ERC-20 `Transfer`).
 * @see https://github.com/Uniswap/v3-periphery/blob/v1.0.0/contracts/interfaces/INonfungiblePositionManager.sol#L27-L46
 */
export function decodePositionManagerLog(log: RawLog): PositionManagerEvent | null {
  switch (log.topics[0]) {
    case positionManagerTopics.increaseLiquidity:
      return decodeLiquidity(log, 'increase')
    case positionManagerTopics.decreaseLiquidity:
      return decodeLiquidity(log, 'decrease')
    case positionManagerTopics.collect:
      if (!hasShape(log, 2, 3)) return null
      return {
        type: 'collect',
        tokenId: parseUintTopic(log.topics[1]),
        amounts: [readUint(log.data, 1), readUint(log.data, 2)],
      }
    case positionManagerTopics.transfer:
      if (!hasShape(log, 4, 0)) return null
      return {
        type: 'transfer',
        tokenId: parseUintTopic(log.topics[3]),
        from: parseAddressTopic(log.topics[1]),
        to: parseAddressTopic(log.topics[2]),
      }
    default:
      return null
  }
}

function decodeLiquidity(log: RawLog, type: 'increase' | 'decrease'): PositionManagerEvent | null {
  if (!hasShape(log, 2, 3)) return null
  return {
    type,
    tokenId: parseUintTopic(log.topics[1]),
    liquidity: readUint(log.data, 0),
    amounts: [readUint(log.data, 1), readUint(log.data, 2)],
  }
}
