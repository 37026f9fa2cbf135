import type { Address, Hex, Pair } from './primitives'

/** An initialized tick of a pool at the end of one block. */
export interface TickState {
  readonly tick: number
  /** Liquidity of all positions that begin or end here. */
  readonly liquidityGross: bigint
  /** Liquidity that comes in when the price rises past the tick; negative where more ends than begins. */
  readonly liquidityNet: bigint
  /** What the pool counted on the side of the tick where the price is not; every crossing changes it. Wraps. */
  readonly outside: {
    readonly seconds: number
    readonly feeGrowthX128: Pair
  }
}

/** A range of one owner in the pool's own books: for NFTs that owner is the position manager. */
export interface PoolRange {
  readonly poolOwner: Address
  readonly tickLower: number
  readonly tickUpper: number
}

/** Liquidity that came into a range (positive) or left it (negative), as the pool's `Mint` and `Burn` tell it. */
export interface LiquidityChange extends PoolRange {
  readonly blockNumber: number
  readonly logIndex: number
  readonly transactionHash: Hex
  readonly liquidity: bigint
  readonly amounts: Pair
}

/** The lowest and the highest `sqrtPriceX96` that a pool had. */
export interface SqrtPriceRange {
  readonly lowX96: bigint
  readonly highX96: bigint
}

/** What a pool's logs of some blocks say of its liquidity. */
export interface PoolChanges {
  /** In order; a change of nothing is none. */
  readonly changes: readonly LiquidityChange[]
  /** Prices that swaps left; `null` where there was none, or where swaps were not asked for. */
  readonly prices: SqrtPriceRange | null
}

/** Key of a range, equal for equal ranges. */
export function poolRangeKey({ poolOwner, tickLower, tickUpper }: PoolRange): string {
  return `${poolOwner.toLowerCase()} ${tickLower} ${tickUpper}`
}
