import type { Pair } from '../domain/primitives'
import { TickRangeError, UintOutOfRangeError } from '../errors'

const MAX_UINT128 = (1n << 128n) - 1n

/** What a pool keeps about fee growth around a tick range. Pairs are per unit of liquidity, Q128.128, uint256, token0 then token1. */
export interface FeeGrowthState {
  /** The pool's own `slot0.tick`. Not a tick derived from the price: the two can differ by one on a boundary. */
  readonly tick: number
  readonly tickLower: number
  readonly tickUpper: number
  readonly feeGrowthGlobalX128: Pair
  /** `feeGrowthOutside0X128` and `feeGrowthOutside1X128` of the lower tick. */
  readonly feeGrowthOutsideLowerX128: Pair
  /** The same of the upper tick. */
  readonly feeGrowthOutsideUpperX128: Pair
}

/**
 * Computes the fee growth inside a tick range, per unit of liquidity.
 *
 * It wraps modulo 2^256 as the contracts' subtractions do. Only differences between two such values mean something: a value alone
 * depends on when the ticks were initialized.
 *
 * @returns Q128.128, uint256, token0 then token1.
 * @throws TickRangeError when `tickLower` is not below `tickUpper`.
 * @see https://github.com/Uniswap/v3-core/blob/v1.0.0/contracts/libraries/Tick.sol#L60-L95
 */
export function computeFeeGrowthInside(state: FeeGrowthState): Pair {
  const { tick, tickLower, tickUpper } = state
  const { feeGrowthGlobalX128: global, feeGrowthOutsideLowerX128: lower, feeGrowthOutsideUpperX128: upper } = state
  if (!(tickLower < tickUpper)) throw new TickRangeError(tickLower, tickUpper)

  // The contract's `global - below - above`, with what cancels modulo 2^256 left out.
  if (tick < tickLower) return [wrapUint256(lower[0] - upper[0]), wrapUint256(lower[1] - upper[1])]
  if (tick >= tickUpper) return [wrapUint256(upper[0] - lower[0]), wrapUint256(upper[1] - lower[1])]
  return [wrapUint256(global[0] - lower[0] - upper[0]), wrapUint256(global[1] - lower[1] - upper[1])]
}

/**
 * Computes the fees of one token that liquidity earned between two readings of the fee growth inside its range.
 *
 * The growth is a difference modulo 2^256, the product is rounded down, and of it the lowest 128 bits are kept: exactly what
 * `Position.update` and the position manager do.
 *
 * @param liquidity uint128.
 * @param feeGrowthInsideX128 the later reading, Q128.128, uint256.
 * @param feeGrowthInsideLastX128 the earlier reading.
 * @returns base units, uint128.
 * @throws UintOutOfRangeError when `liquidity` is no uint128.
 * @see https://github.com/Uniswap/v3-core/blob/v1.0.0/contracts/libraries/Position.sol#L61-L78
 */
export function computeFeesOwed(
  liquidity: bigint,
  feeGrowthInsideX128: bigint,
  feeGrowthInsideLastX128: bigint,
): bigint {
  if (liquidity < 0n || liquidity > MAX_UINT128) throw new UintOutOfRangeError('liquidity', 128, liquidity)
  const fees = (wrapUint256(feeGrowthInsideX128 - feeGrowthInsideLastX128) * liquidity) >> 128n
  return fees > MAX_UINT128 ? BigInt.asUintN(128, fees) : fees
}

/** A difference of uint256 values modulo 2^256. Most need no wrapping, and a comparison costs less than `asUintN`. */
function wrapUint256(difference: bigint): bigint {
  return difference < 0n ? BigInt.asUintN(256, difference) : difference
}
