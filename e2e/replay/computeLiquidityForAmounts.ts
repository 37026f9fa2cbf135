import type { Pair } from '../../src/domain/primitives'
import { computeSqrtPriceX96AtTick } from '../../src/math/tickMath'
import type { RecordedRange } from './records/fartcoinFiles'

/**
 * The liquidity that the position manager makes of the desired amounts at a price.
 *
 * @see https://github.com/Uniswap/v3-periphery/blob/v1.0.0/contracts/libraries/LiquidityAmounts.sol#L56-L78
 */
export function computeLiquidityForAmounts(
  sqrtPriceX96: bigint,
  { tickLower, tickUpper }: RecordedRange,
  [amount0, amount1]: Pair,
): bigint {
  const lower = computeSqrtPriceX96AtTick(tickLower)
  const upper = computeSqrtPriceX96AtTick(tickUpper)
  const ofAmount0 = (from: bigint) => (amount0 * ((from * upper) >> 96n)) / (upper - from)
  const ofAmount1 = (to: bigint) => (amount1 << 96n) / (to - lower)
  if (sqrtPriceX96 <= lower) return ofAmount0(lower)
  if (sqrtPriceX96 >= upper) return ofAmount1(upper)
  const [liquidity0, liquidity1] = [ofAmount0(sqrtPriceX96), ofAmount1(sqrtPriceX96)]
  return liquidity0 < liquidity1 ? liquidity0 : liquidity1
}
