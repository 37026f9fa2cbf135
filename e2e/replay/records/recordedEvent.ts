import type { Address } from '../../../src/domain/primitives'

interface RecordedAt {
  readonly blockNumber: number
  /** Seconds. */
  readonly timestamp: number
}

export interface RecordedSwap extends RecordedAt {
  readonly type: 'swap'
  /** What the pool received (positive) or paid (negative). */
  readonly amount0: bigint
  readonly amount1: bigint
  /** State just after the swap. */
  readonly sqrtPriceX96: bigint
  readonly liquidity: bigint
  readonly tick: number
}

export interface RecordedLiquidityChange extends RecordedAt {
  readonly type: 'mint' | 'burn'
  /** The position's owner in the pool's own books. */
  readonly owner: Address
  readonly tickLower: number
  readonly tickUpper: number
  readonly liquidity: bigint
  /** `null` where the record is known to be wrong. */
  readonly amount0: bigint | null
  readonly amount1: bigint
}

/** An event of a pool as a file or a log tells it. */
export type RecordedEvent = RecordedSwap | RecordedLiquidityChange
