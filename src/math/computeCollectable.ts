import type { Pair } from '../domain/primitives'
import { InconsistentDataError } from '../errors'
import { computeTokensOwed, type FeeBooks } from './computeTokensOwed'

/** What decides the payout of `NonfungiblePositionManager.collect`, all read at one block. */
export interface CollectableState {
  /** The NFT's own books: `positions(tokenId)` of the position manager. */
  readonly position: FeeBooks
  /** The pool's books of the position manager in the same tick range: all its NFTs of that range together. */
  readonly poolPosition: FeeBooks
  /** Fee growth inside the range at that block, see `computeFeeGrowthInside`. */
  readonly feeGrowthInsideX128: Pair
}

/**
 * Computes what `NonfungiblePositionManager.collect` with uint128 maxima pays out, to the last unit.
 *
 * The position manager first lets the pool update its books, but only when the NFT has liquidity. It then asks for what its own books
 * owe the NFT, and the pool pays at most what its books owe the position manager. The pool rounds down on the sum of all NFTs of the
 * range, at other moments than the NFT's own books do, so it can owe a few units less.
 *
 * @returns base units of token0 and token1.
 * @throws InconsistentDataError when the NFT has more liquidity than the pool knows of.
 * @throws UintOutOfRangeError when a liquidity is no uint128.
 * @see https://github.com/Uniswap/v3-periphery/blob/v1.0.0/contracts/NonfungiblePositionManager.sol#L309-L373
 * @see https://github.com/Uniswap/v3-core/blob/v1.0.0/contracts/UniswapV3Pool.sol#L488-L513
 */
export function computeCollectable({ position, poolPosition, feeGrowthInsideX128 }: CollectableState): Pair {
  if (position.liquidity > poolPosition.liquidity) {
    throw new InconsistentDataError('A position has more liquidity than the pool holds for its range.', {
      details: `position: ${position.liquidity}, pool: ${poolPosition.liquidity}`,
    })
  }
  if (position.liquidity === 0n) return min(position.tokensOwed, poolPosition.tokensOwed)
  return min(computeTokensOwed(position, feeGrowthInsideX128), computeTokensOwed(poolPosition, feeGrowthInsideX128))
}

function min(a: Pair, b: Pair): Pair {
  return [a[0] < b[0] ? a[0] : b[0], a[1] < b[1] ? a[1] : b[1]]
}
