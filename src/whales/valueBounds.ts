import type { Pool } from '../domain/pool'
import type { SqrtPriceRange } from '../domain/poolLiquidity'
import { priceKey } from '../domain/prices'
import type { PriceQuote, PriceTable } from '../domain/prices'
import type { LiquidityStep } from './computeResidual'

/** A price that moves and is read at some blocks only is taken to be at most this much higher or lower in between. */
const LEVEL_MARGIN = 1.5
/** More than what rounding of floating-point numbers can take away. */
const ROUNDING = 1 + 1e-9

/**
 * The least and the most that one base unit of a token was worth over a window, in the currency of a report; `null` for a token that is not
 * counted in. The other token always stands in the pool's own ratio to it.
 */
export interface UnitBounds {
  readonly unit0: ValueBounds | null
  readonly unit1: ValueBounds | null
  /** Whether they hold at every block, or only if a price between those that were read was not far from them. */
  readonly isExact: boolean
}

export interface ValueBounds {
  readonly low: number
  readonly high: number
}

/**
 * Computes from the prices of some blocks what the tokens can have been worth at any block; `null` where no price is known.
 *
 * Exact where one of the tokens cannot move: it is the currency itself, or counts as 1. Else both are counted in, with a margin.
 */
export function computeUnitBounds(
  { token0, token1 }: Pool,
  prices: PriceTable,
  blockNumbers: readonly number[],
): UnitBounds | null {
  const quotesOf = (token: Pool['token0']) =>
    blockNumbers.flatMap((blockNumber) => prices.quotes.get(priceKey(token.address, blockNumber)) ?? [])
  const [quotes0, quotes1] = [quotesOf(token0), quotesOf(token1)]
  if (token0.decimals === null || token1.decimals === null || quotes0.length === 0 || quotes1.length === 0) return null
  const unit0 = findBounds(quotes0, 10 ** token0.decimals)
  const unit1 = findBounds(quotes1, 10 ** token1.decimals)
  if (quotes0.every(isConstant)) return { unit0, unit1: null, isExact: true }
  if (quotes1.every(isConstant)) return { unit0: null, unit1, isExact: true }
  return { unit0: withMargin(unit0), unit1: withMargin(unit1), isExact: false }
}

/**
 * Computes the least and the most that liquidity was worth at any block of a window, in the currency of `units`. `high` is `Infinity` where
 * no token is counted in.
 *
 * Counted in either token, liquidity is worth most at one end of the range of prices and least at the other: in token1 most at the highest, in
 * token0 at the lowest.
 *
 * @param prices between which the pool's price was at the end of every block of the window.
 */
export function computeValueBounds(
  steps: readonly LiquidityStep[],
  prices: SqrtPriceRange,
  { unit0, unit1 }: Pick<UnitBounds, 'unit0' | 'unit1'>,
): ValueBounds {
  const lowest = Number(prices.lowX96) / 2 ** 96
  const highest = Number(prices.highX96) / 2 ** 96
  let [low, high] = [0, 0]
  for (const { tickLower, tickUpper, liquidity } of steps) {
    const scale = Number(liquidity)
    const range = { lower: sqrtPriceAt(tickLower), upper: sqrtPriceAt(tickUpper) }
    const in0 = (sqrtPrice: number) => computeInToken1(sqrtPrice, range) / sqrtPrice ** 2
    const in1 = (sqrtPrice: number) => computeInToken1(sqrtPrice, range)
    high += scale * Math.min(unit0 ? in0(lowest) * unit0.high : Infinity, unit1 ? in1(highest) * unit1.high : Infinity)
    low += scale * Math.max(unit0 ? in0(highest) * unit0.low : 0, unit1 ? in1(lowest) * unit1.low : 0)
  }
  return { low: low / ROUNDING, high: high * ROUNDING }
}

/** Worth of one unit of liquidity in base units of token1. */
function computeInToken1(sqrtPrice: number, { lower, upper }: { readonly lower: number; readonly upper: number }) {
  const inside = Math.min(Math.max(sqrtPrice, lower), upper)
  return (1 / inside - 1 / upper) * sqrtPrice ** 2 + (inside - lower)
}

function sqrtPriceAt(tick: number): number {
  return 1.0001 ** (tick / 2)
}

function findBounds(quotes: readonly PriceQuote[], base: number): ValueBounds {
  const values = quotes.map(({ value }) => value / base)
  return { low: Math.min(...values), high: Math.max(...values) }
}

function withMargin({ low, high }: ValueBounds): ValueBounds {
  return { low: low / LEVEL_MARGIN, high: high * LEVEL_MARGIN }
}

/** Whether a price is what it is by definition, at every block. */
function isConstant({ sources }: PriceQuote): boolean {
  return sources.length > 0 && sources.every(({ kind }) => kind === 'unit' || kind === 'assumed')
}
