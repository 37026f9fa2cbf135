import type { RawLog } from '../../chain/chainClient'
import type { Address, Pair } from '../../domain/primitives'
import { poolTopics } from './eventTopics'
import { hasShape, parseAddressTopic, parseTickTopic, readInt, readUint } from './logWords'

/** What a pool's log says about a range of one owner. */
export type PoolPositionEvent =
  | {
      readonly type: 'mint' | 'burn'
      readonly owner: Address
      readonly tickLower: number
      readonly tickUpper: number
      readonly liquidity: bigint
      readonly amounts: Pair
    }
  | {
      readonly type: 'collect'
      readonly owner: Address
      readonly tickLower: number
      readonly tickUpper: number
      /** What was really paid out. */
      readonly amounts: Pair
    }

/** What a pool's log says about its price: the state just after it. */
export interface PoolPriceEvent {
  readonly type: 'initialize' | 'swap'
  readonly sqrtPriceX96: bigint
  readonly tick: number
}

/**
 * Decodes `Mint`, `Burn` and `Collect` of a pool. Who emitted the log is the caller's to check.
 *
 * @returns `null` for any other log.
 * @see https://github.com/Uniswap/v3-core/blob/v1.0.0/contracts/interfaces/pool/IUniswapV3PoolEvents.sol
 */
export function decodePoolPositionLog(log: RawLog): PoolPositionEvent | null {
  switch (log.topics[0]) {
    case poolTopics.mint:
      if (!hasShape(log, 4, 4)) return null
      // Word 0 is the sender.
      return { type: 'mint', ...decodeRange(log), liquidity: readUint(log.data, 1), amounts: readPair(log, 2) }
    case poolTopics.burn:
      if (!hasShape(log, 4, 3)) return null
      return { type: 'burn', ...decodeRange(log), liquidity: readUint(log.data, 0), amounts: readPair(log, 1) }
    case poolTopics.collect:
      if (!hasShape(log, 4, 3)) return null
      // Word 0 is the recipient.
      return { type: 'collect', ...decodeRange(log), amounts: readPair(log, 1) }
    default:
      return null
  }
}

/**
 * Decodes `Swap` and `Initialize` of a pool. Who emitted the log is the caller's to check.
 *
 * @returns `null` for any other log.
 */
export function decodePoolPriceLog(log: RawLog): PoolPriceEvent | null {
  switch (log.topics[0]) {
    case poolTopics.initialize:
      if (!hasShape(log, 1, 2)) return null
      return { type: 'initialize', sqrtPriceX96: readUint(log.data, 0), tick: Number(readInt(log.data, 1)) }
    case poolTopics.swap:
      if (!hasShape(log, 3, 5)) return null
      return { type: 'swap', sqrtPriceX96: readUint(log.data, 2), tick: Number(readInt(log.data, 4)) }
    default:
      return null
  }
}

/** What a pool's log says about its fees: a swap's outcome, what a flash loan paid, or the protocol's share. */
export type PoolFeeEvent =
  | (Pick<PoolPriceEvent, 'sqrtPriceX96' | 'tick'> & {
      readonly type: 'swap'
      /** Signed: positive went into the pool. */
      readonly amounts: Pair
      readonly liquidity: bigint
    })
  | { readonly type: 'flash'; readonly paid: Pair }
  /** As in `slot0.feeProtocol`: token0's share in the low four bits, token1's above them. */
  | { readonly type: 'setFeeProtocol'; readonly before: number; readonly after: number }

/**
 * Decodes `Swap`, `Flash` and `SetFeeProtocol` of a pool. Who emitted the log is the caller's to check.
 *
 * @returns `null` for any other log.
 */
export function decodePoolFeeLog(log: RawLog): PoolFeeEvent | null {
  switch (log.topics[0]) {
    case poolTopics.swap:
      if (!hasShape(log, 3, 5)) return null
      return {
        type: 'swap',
        amounts: [readInt(log.data, 0), readInt(log.data, 1)],
        sqrtPriceX96: readUint(log.data, 2),
        liquidity: readUint(log.data, 3),
        tick: Number(readInt(log.data, 4)),
      }
    case poolTopics.flash:
      if (!hasShape(log, 3, 4)) return null
      return { type: 'flash', paid: readPair(log, 2) }
    case poolTopics.setFeeProtocol:
      if (!hasShape(log, 1, 4)) return null
      return { type: 'setFeeProtocol', before: readFeeProtocol(log, 0), after: readFeeProtocol(log, 2) }
    default:
      return null
  }
}

function readFeeProtocol(log: RawLog, index: number): number {
  const [share0, share1] = readPair(log, index)
  return Number(share0 + (share1 << 4n))
}

function decodeRange(log: RawLog): { owner: Address; tickLower: number; tickUpper: number } {
  return {
    owner: parseAddressTopic(log.topics[1]),
    tickLower: parseTickTopic(log.topics[2]),
    tickUpper: parseTickTopic(log.topics[3]),
  }
}

function readPair(log: RawLog, index: number): Pair {
  return [readUint(log.data, index), readUint(log.data, index + 1)]
}
