import { SqrtPriceOutOfRangeError, TickOutOfRangeError } from '../errors'

/** Lowest tick of any pool: the price 1.0001^tick is just above 2^-128. */
export const MIN_TICK = -887272
/** Highest tick of any pool. */
export const MAX_TICK = 887272
/** Square root price at `MIN_TICK`: the lowest that a pool can have. */
export const MIN_SQRT_PRICE_X96 = 4295128739n
/** Square root price at `MAX_TICK`: a pool's price is always below it. */
export const MAX_SQRT_PRICE_X96 = 1461446703485210103287273052203988822378723970342n

const Q128 = 1n << 128n
const MAX_UINT256 = (1n << 256n) - 1n
const MAX_UINT32 = 0xffffffffn

/** `1 / sqrt(1.0001)^(2^i)` as Q128, rounded as in TickMath.sol. */
const MULTIPLIERS_X128: readonly bigint[] = [
  0xfffcb933bd6fad37aa2d162d1a594001n,
  0xfff97272373d413259a46990580e213an,
  0xfff2e50f5f656932ef12357cf3c7fdccn,
  0xffe5caca7e10e4e61c3624eaa0941cd0n,
  0xffcb9843d60f6159c9db58835c926644n,
  0xff973b41fa98c081472e6896dfb254c0n,
  0xff2ea16466c96a3843ec78b326b52861n,
  0xfe5dee046a99a2a811c461f1969c3053n,
  0xfcbe86c7900a88aedcffc83b479aa3a4n,
  0xf987a7253ac413176f2b074cf7815e54n,
  0xf3392b0822b70005940c7a398e4b70f3n,
  0xe7159475a2c29b7443b29c7fa6e889d9n,
  0xd097f3bdfd2022b8845ad8f792aa5825n,
  0xa9f746462d870fdf8a65dc1f90e061e5n,
  0x70d869a156d2a1b890bb3df62baf32f7n,
  0x31be135f97d08fd981231505542fcfa6n,
  0x9aa508b5b7a84e1c677de54f3e99bc9n,
  0x5d6af8dedb81196699c329225ee604n,
  0x2216e584f5fa1ea926041bedfe98n,
  0x48a170391f7dc42444e8fa2n,
]

const LOW_BITS = 11
const LOW_MASK = (1 << LOW_BITS) - 1
const HIGH_MULTIPLIERS_X128 = MULTIPLIERS_X128.slice(LOW_BITS)

/**
 * What TickMath.sol's chain of multiplications gives for the lowest bits of a tick, for all their values.
 *
 * The contract multiplies from the lowest bit up and cuts the product after each step, so this is a prefix of the very same chain:
 * going on from it gives the contract's result bit by bit.
 */
const LOW_RATIOS_X128 = computeLowRatiosX128()

function computeLowRatiosX128(): readonly bigint[] {
  const ratios = [Q128]
  for (const multiplier of MULTIPLIERS_X128.slice(0, LOW_BITS)) {
    for (const ratio of [...ratios]) ratios.push((ratio * multiplier) >> 128n)
  }
  return ratios
}

/**
 * Computes the square root of the price at a tick, `sqrt(1.0001^tick) * 2^96`, bit by bit as the contracts do.
 *
 * @param tick from `MIN_TICK` to `MAX_TICK`, both included.
 * @returns Q64.96, rounded up, of token1 per token0 in base units.
 * @throws TickOutOfRangeError when `tick` is no such whole number.
 * @see https://github.com/Uniswap/v3-core/blob/v1.0.0/contracts/libraries/TickMath.sol#L23-L54
 */
export function computeSqrtPriceX96AtTick(tick: number): bigint {
  const absTick = tick < 0 ? -tick : tick
  if (!(absTick <= MAX_TICK) || !Number.isInteger(tick)) throw new TickOutOfRangeError(tick)

  let ratioX128 = LOW_RATIOS_X128[absTick & LOW_MASK] as bigint
  for (let bits = absTick >>> LOW_BITS, i = 0; bits !== 0; bits >>>= 1, i++) {
    if ((bits & 1) !== 0) ratioX128 = (ratioX128 * (HIGH_MULTIPLIERS_X128[i] as bigint)) >> 128n
  }
  if (tick > 0) ratioX128 = MAX_UINT256 / ratioX128
  return (ratioX128 + MAX_UINT32) >> 32n
}

const TICKS_PER_LOG_SQRT_PRICE = 2 / Math.log(1.0001)

/**
 * How far, in ticks, the floating-point logarithm may be from a tick's own boundary. Rounding up to a whole Q64.96 moves a boundary by
 * at most 2 / (MIN_SQRT_PRICE_X96 * log(1.0001)) = 4.7e-6 ticks, double precision by less than 1e-9.
 */
const BOUNDARY_TOLERANCE = 1e-5

/**
 * Computes the tick of a square root price: the greatest tick whose square root price is not above it.
 *
 * This is the tick that the contracts derive from a price. A pool's own `slot0.tick` is one lower while its price rests exactly on a
 * boundary that a swap crossed downwards: where fee growth is concerned, read the pool's tick.
 *
 * @param sqrtPriceX96 Q64.96, from `MIN_SQRT_PRICE_X96` to below `MAX_SQRT_PRICE_X96`.
 * @throws SqrtPriceOutOfRangeError when the price lies outside.
 * @see https://github.com/Uniswap/v3-core/blob/v1.0.0/contracts/libraries/TickMath.sol#L61-L204
 */
export function computeTickAtSqrtPriceX96(sqrtPriceX96: bigint): number {
  if (sqrtPriceX96 < MIN_SQRT_PRICE_X96 || sqrtPriceX96 >= MAX_SQRT_PRICE_X96) {
    throw new SqrtPriceOutOfRangeError(sqrtPriceX96)
  }
  const estimate = Math.log(Number(sqrtPriceX96) / 2 ** 96) * TICKS_PER_LOG_SQRT_PRICE
  const nearest = Math.floor(estimate + 0.5)
  if (Math.abs(estimate - nearest) > BOUNDARY_TOLERANCE) return Math.floor(estimate)
  return computeSqrtPriceX96AtTick(nearest) <= sqrtPriceX96 ? nearest : nearest - 1
}
