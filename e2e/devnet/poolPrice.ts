import type { DevnetToken } from './deployments'

/** A pool's tokens in its own order, and which of the two a story quotes prices in. */
export interface PricedPair {
  readonly token0: DevnetToken
  readonly token1: DevnetToken
  /** Prices are in this token per one `base`. */
  readonly quote: DevnetToken
  readonly base: DevnetToken
}

/** Price range in whole quote tokens per whole base token. */
export interface PriceRange {
  readonly from: number
  readonly to: number
}

export interface TickRange {
  readonly tickLower: number
  readonly tickUpper: number
}

const minTick = -887272
const maxTick = 887272

/** token1 per token0 in base units, from a price in whole tokens. */
function computeRawPrice(pair: PricedPair, price: number): number {
  const token1PerToken0 = pair.quote === pair.token1 ? price : 1 / price
  return token1PerToken0 * 10 ** (pair.token1.decimals - pair.token0.decimals)
}

/** The pool's square root price for a price in whole tokens; exact to about 15 digits. */
export function computeSqrtPriceX96(pair: PricedPair, price: number): bigint {
  const sqrtPrice = Math.sqrt(computeRawPrice(pair, price))
  // 2^53 holds all digits of a double for every price that tokens have; the rest is shifted in.
  const shift = Math.max(0, Math.min(96, 52 - Math.floor(Math.log2(sqrtPrice))))
  return BigInt(Math.round(sqrtPrice * 2 ** shift)) << BigInt(96 - shift)
}

/** Price in whole quote tokens per whole base token. */
export function computePrice(pair: PricedPair, sqrtPriceX96: bigint): number {
  const sqrtPrice = Number(sqrtPriceX96) / 2 ** 96
  const token1PerToken0 = sqrtPrice ** 2 / 10 ** (pair.token1.decimals - pair.token0.decimals)
  return pair.quote === pair.token1 ? token1PerToken0 : 1 / token1PerToken0
}

/** The tick range nearest to a price range. */
export function computeTickRange(pair: PricedPair, tickSpacing: number, range: PriceRange): TickRange {
  const ticks = [range.from, range.to]
    .map((price) => Math.log(computeRawPrice(pair, price)) / Math.log(1.0001))
    .map((tick) => Math.round(tick / tickSpacing) * tickSpacing)
    .sort((a, b) => a - b)
  return { tickLower: ticks[0] as number, tickUpper: ticks[1] as number }
}

/** The widest range of a tick spacing. */
export function computeFullRange(tickSpacing: number): TickRange {
  return {
    tickLower: Math.ceil(minTick / tickSpacing) * tickSpacing,
    tickUpper: Math.floor(maxTick / tickSpacing) * tickSpacing,
  }
}

/** Amounts in base units that make a position of this worth (in whole quote tokens) in a range at the pool's price. */
export function computeAmountsOfWorth(
  pair: PricedPair,
  sqrtPriceX96: bigint,
  ticks: TickRange,
  worth: number,
): readonly [bigint, bigint] {
  const perLiquidity = computePerLiquidity(pair, sqrtPriceX96, ticks)
  const liquidity = (worth * 10 ** pair.quote.decimals) / perLiquidity.worth
  return [toBaseUnits(liquidity * perLiquidity.amount0), toBaseUnits(liquidity * perLiquidity.amount1)]
}

/** Liquidity of a position of this worth (in whole quote tokens). */
export function computeLiquidityOfWorth(
  pair: PricedPair,
  sqrtPriceX96: bigint,
  ticks: TickRange,
  worth: number,
): bigint {
  const perLiquidity = computePerLiquidity(pair, sqrtPriceX96, ticks)
  return BigInt(Math.floor((worth * 10 ** pair.quote.decimals) / perLiquidity.worth))
}

/** What one unit of liquidity holds at a price, in base units, and its worth in base units of the quote token. */
function computePerLiquidity(pair: PricedPair, sqrtPriceX96: bigint, { tickLower, tickUpper }: TickRange) {
  const sqrtLower = 1.0001 ** (tickLower / 2)
  const sqrtUpper = 1.0001 ** (tickUpper / 2)
  const sqrtCurrent = Number(sqrtPriceX96) / 2 ** 96
  const sqrtInside = Math.min(Math.max(sqrtCurrent, sqrtLower), sqrtUpper)
  const amount0 = 1 / sqrtInside - 1 / sqrtUpper
  const amount1 = sqrtInside - sqrtLower
  const worth = pair.quote === pair.token1 ? amount0 * sqrtCurrent ** 2 + amount1 : amount0 + amount1 / sqrtCurrent ** 2
  return { amount0, amount1, worth }
}

function toBaseUnits(value: number): bigint {
  // One unit more, since the position manager rounds liquidity down and amounts up.
  return BigInt(Math.ceil(value)) + 1n
}
