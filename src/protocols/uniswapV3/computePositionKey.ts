import { encodePacked, keccak256 } from 'viem'
import type { Position } from '../../domain/position'
import type { Hex } from '../../domain/primitives'

/**
 * Computes the key under which a pool keeps an owner's range.
 *
 * @see https://github.com/Uniswap/v3-core/blob/v1.0.0/contracts/libraries/Position.sol#L36
 */
export function computePositionKey({
  poolOwner,
  tickLower,
  tickUpper,
}: Pick<Position, 'poolOwner' | 'tickLower' | 'tickUpper'>): Hex {
  return keccak256(encodePacked(['address', 'int24', 'int24'], [poolOwner, tickLower, tickUpper]))
}
