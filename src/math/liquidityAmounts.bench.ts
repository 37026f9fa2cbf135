import { bench, describe } from 'vitest'
import { computeAmountsForLiquidity } from './liquidityAmounts'
import { computeSqrtPriceX96AtTick } from './tickMath'
import { FeeAmount, formatJsbi, Pool, Position, SqrtPriceMath, TickMath, Token } from './v3Sdk.fixture'

const TICK = 195_000
const SQRT_PRICE_X96 = computeSqrtPriceX96AtTick(TICK) + 123_456_789n
const SDK_SQRT_PRICE_X96 = formatJsbi(SQRT_PRICE_X96)
const SDK_POOL = new Pool(
  new Token(1, '0x0000000000000000000000000000000000000001', 6),
  new Token(1, '0x0000000000000000000000000000000000000002', 18),
  FeeAmount.LOWEST,
  SDK_SQRT_PRICE_X96,
  0,
  TICK,
)

// 1,000 positions, a third of them each above, around and below the price, as wide as people make them.
const positions = Array.from({ length: 1000 }, (_, i) => {
  const width = 10 + ((i * 7919) % 30_000)
  const tickLower = TICK + 1 + ((i % 3) - 2) * width + (i % 3 === 1 ? Math.floor(width / 2) : 0)
  return { tickLower, tickUpper: tickLower + width, liquidity: 10n ** 15n + BigInt(i) * 987_654_321_987_654_321n }
})
const sdkPositions = positions.map((position) => ({ ...position, liquidity: formatJsbi(position.liquidity) }))
const last: { result: unknown } = { result: null }

/** The arithmetic of v3-sdk's `Position` alone, without its objects. */
function computeWithSdkMath({ tickLower, tickUpper, liquidity }: (typeof sdkPositions)[number]): void {
  const lower = TickMath.getSqrtRatioAtTick(tickLower)
  const upper = TickMath.getSqrtRatioAtTick(tickUpper)
  if (TICK < tickLower) {
    last.result = SqrtPriceMath.getAmount0Delta(lower, upper, liquidity, false)
  } else if (TICK < tickUpper) {
    last.result = SqrtPriceMath.getAmount0Delta(SDK_SQRT_PRICE_X96, upper, liquidity, false)
    last.result = SqrtPriceMath.getAmount1Delta(lower, SDK_SQRT_PRICE_X96, liquidity, false)
  } else {
    last.result = SqrtPriceMath.getAmount1Delta(lower, upper, liquidity, false)
  }
}

describe('amounts for liquidity, 1,000 positions', () => {
  bench('minnow', () => {
    for (const { tickLower, tickUpper, liquidity } of positions) {
      last.result = computeAmountsForLiquidity(SQRT_PRICE_X96, tickLower, tickUpper, liquidity)
    }
  })
  bench('v3-sdk, arithmetic only', () => {
    for (const position of sdkPositions) computeWithSdkMath(position)
  })
  bench('v3-sdk, Position', () => {
    for (const position of sdkPositions) {
      const sdkPosition = new Position({ pool: SDK_POOL, ...position })
      last.result = [sdkPosition.amount0, sdkPosition.amount1]
    }
  })
})
