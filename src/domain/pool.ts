import type { Address, ProtocolId } from './primitives'

/** A token as its contract describes it. `decimals` is `null` when the contract gives none that can be trusted. */
export interface Token {
  readonly address: Address
  /** Cleaned for display: no control, bidi or zero-width characters, at most 24 characters; the short address when unreadable. */
  readonly symbol: string
  readonly decimals: number | null
}

/** A pool's immutable facts. */
export interface Pool {
  readonly chainId: number
  readonly protocol: ProtocolId
  readonly address: Address
  readonly token0: Token
  readonly token1: Token
  /** Swap fee in hundredths of a basis point. */
  readonly feePpm: number
  readonly tickSpacing: number
}

/** A pool's state at the end of one block. */
export interface PoolState {
  readonly blockNumber: number
  readonly sqrtPriceX96: bigint
  readonly tick: number
  /** Active liquidity, the pool's own `liquidity()`. */
  readonly liquidity: bigint
}
