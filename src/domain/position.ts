import type { Address, Pair } from './primitives'

/** A position's immutable facts. */
export interface Position {
  /** NFT id in decimal, or `<pool>-<owner>-<tickLower>-<tickUpper>` for liquidity that a contract holds in the pool itself. */
  readonly id: string
  readonly kind: 'nft' | 'direct'
  readonly pool: Address
  /** Who owns the liquidity in the pool's own books: the position manager for NFTs. */
  readonly poolOwner: Address
  readonly tickLower: number
  readonly tickUpper: number
}

/** A position's state at the end of one block, read from the chain. */
export interface Snapshot {
  readonly positionId: string
  readonly blockNumber: number
  readonly liquidity: bigint
  /** What a full `collect` would pay out at the end of that block: owed principal and fees, to the last unit. */
  readonly collectable: Pair
  /** Cumulative seconds that the pool's tick spent inside the range (wraps modulo 2^32); `null` when a tick is not initialized. */
  readonly secondsInside: number | null
  /** What the position manager noted when the NFT was last touched; absent for other liquidity, and where it was not read. */
  readonly noted?: PositionNotes
}

/** What a position's books keep from its last deposit, withdrawal or collect: they stay the same until the next one. */
export interface PositionNotes {
  readonly feeGrowthInsideLastX128: Pair
  readonly tokensOwed: Pair
}
