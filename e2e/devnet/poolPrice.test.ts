import { TickMath } from '@uniswap/v3-sdk'
import { expect, test } from 'vitest'
import { mainnetDeployment } from './deployments'
import {
  computeAmountsOfWorth,
  computeFullRange,
  computeLiquidityOfWorth,
  computePrice,
  computeSqrtPriceX96,
  computeTickRange,
} from './poolPrice'
import { computePoolAddress } from './storyPool'

const { usdc, weth, rndr, factory } = mainnetDeployment
const usdcWeth = { token0: usdc, token1: weth, base: weth, quote: usdc }
const rndrWeth = { token0: rndr, token1: weth, base: rndr, quote: weth }

test.each([0.000001, 1, 2_431.27, 90_000_000])('a price of %d survives the way through sqrtPriceX96', (price) => {
  for (const pair of [usdcWeth, rndrWeth]) {
    expect(computePrice(pair, computeSqrtPriceX96(pair, price)) / price).toBeCloseTo(1, 12)
  }
})

test('the square root price of a tick is the one of the SDK', () => {
  const price = 1.0001 ** -59_000
  const expected = BigInt(TickMath.getSqrtRatioAtTick(-59_000).toString())
  expect(Number(computeSqrtPriceX96(rndrWeth, price)) / Number(expected)).toBeCloseTo(1, 12)
})

test('a price range becomes ticks in order, whichever token is quoted', () => {
  const { tickLower, tickUpper } = computeTickRange(usdcWeth, 10, { from: 2_000, to: 3_000 })
  expect(tickLower).toBeLessThan(tickUpper)
  expect([tickLower % 10, tickUpper % 10]).toEqual([0, 0])
  // USDC per WETH falls as the tick rises: the upper tick is the lower price.
  const priceAt = (tick: number) => 1e12 / 1.0001 ** tick
  expect(priceAt(tickUpper) / 2_000).toBeCloseTo(1, 2)
  expect(priceAt(tickLower) / 3_000).toBeCloseTo(1, 2)
})

test('amounts of a worth are worth that much', () => {
  const sqrtPriceX96 = computeSqrtPriceX96(usdcWeth, 2_500)
  for (const range of [
    { from: 2_000, to: 3_000 },
    { from: 2_600, to: 3_000 },
    { from: 1_000, to: 2_400 },
  ]) {
    const ticks = computeTickRange(usdcWeth, 10, range)
    const [usdcAmount, wethAmount] = computeAmountsOfWorth(usdcWeth, sqrtPriceX96, ticks, 1_240)
    expect(Number(usdcAmount) / 1e6 + (Number(wethAmount) / 1e18) * 2_500).toBeCloseTo(1_240, 4)
    expect(computeLiquidityOfWorth(usdcWeth, sqrtPriceX96, ticks, 1_240)).toBeGreaterThan(0n)
  }
})

test('the full range is the widest that the tick spacing allows', () => {
  expect(computeFullRange(60)).toEqual({ tickLower: -887_220, tickUpper: 887_220 })
  expect(computeFullRange(1)).toEqual({ tickLower: TickMath.MIN_TICK, tickUpper: TickMath.MAX_TICK })
})

test('pools have the addresses that they have on mainnet', () => {
  const addressOf = (fee: number) => computePoolAddress(factory, usdc.address, weth.address, fee)
  expect(addressOf(500)).toBe('0x88e6A0c2dDD26FEEb64F039a2c41296FcB3f5640')
  expect(addressOf(3000)).toBe('0x8ad599c3A0ff1De082011EFDDc58f1908eb6e6D8')
})
