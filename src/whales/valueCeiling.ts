import type { Pool } from '../domain/pool'
import type { SqrtPriceRange } from '../domain/poolLiquidity'
import { priceKey } from '../domain/prices'
import type { PriceQuote, PriceTable } from '../domain/prices'
import type { LiquidityStep } from './computeResidual'

/** A price that moves and is read at some blocks only is taken to be at most this much higher in between. */
const LEVEL_MARGIN = 1.5
/** More than what rounding of floating-point numbers can take away. */
const ROUNDING = 1 + 1e-9

/**
 * The most that one base unit of each token was worth over a window, in the currency of a report; `null` where that token is not counted in.
 * The other token always stands in the pool's own ratio to it.
 */
export interface UnitCeilings {
  readonly unit0: number | null
  readonly unit1: number | null
  /** Whether that holds at every block, or only if a price between those that were read was not far above them. */
  readonly isExact: boolean
}

/**
 * Computes from the prices of some blocks the most that the tokens can have been worth at any block; `null` where no price is known.
 *
 * Exact where one of the tokens cannot move: it is the currency itself, or counts as 1. Else both are counted in, with a margin.
 */
export function computeUnitCeilings(
  { token0, token1 }: Pool,
  prices: PriceTable,
  blockNumbers: readonly number[],
): UnitCeilings | null {
  const quotesOf = (token: Pool['token0']) =>
    blockNumbers.flatMap((blockNumber) => prices.quotes.get(priceKey(token.address, blockNumber)) ?? [])
  const [quotes0, quotes1] = [quotesOf(token0), quotesOf(token1)]
  if (token0.decimals === null || token1.decimals === null || quotes0.length === 0 || quotes1.length === 0) return null
  const unit0 = findHighest(quotes0) / 10 ** token0.decimals
  const unit1 = findHighest(quotes1) / 10 ** token1.decimals
  if (quotes0.every(isConstant)) return { unit0, unit1: null, isExact: true }
  if (quotes1.every(isConstant)) return { unit0: null, unit1, isExact: true }
  return { unit0: unit0 * LEVEL_MARGIN, unit1: unit1 * LEVEL_MARGIN, isExact: false }
}

/**
 * Computes the most that liquidity was worth at any block of a window, in the currency of `units`. `Infinity` where that has no bound.
 *
 * Counted in either token, liquidity is worth most at one end of the range of prices: in token1 at the highest, in token0 at the lowest.
 *
 * @param prices between which the pool's price was at the end of every block of the window.
 */
export function computeValueCeiling(
  steps: readonly LiquidityStep[],
  prices: SqrtPriceRange,
  { unit0, unit1 }: Pick<UnitCeilings, 'unit0' | 'unit1'>,
): number {
  const low = Number(prices.lowX96) / 2 ** 96
  const high = Number(prices.highX96) / 2 ** 96
  let sum = 0
  for (const { tickLower, tickUpper, liquidity } of steps) {
    const lower = sqrtPriceAt(tickLower)
    const upper = sqrtPriceAt(tickUpper)
    const atLow = clamp(low, lower, upper)
    const atHigh = clamp(high, lower, upper)
    const inToken0 = unit0 === null ? Infinity : (1 / atLow - 1 / upper + (atLow - lower) / low ** 2) * unit0
    const inToken1 = unit1 === null ? Infinity : ((1 / atHigh - 1 / upper) * high ** 2 + atHigh - lower) * unit1
    sum += Math.min(inToken0, inToken1) * Number(liquidity)
  }
  return sum * ROUNDING
}

function sqrtPriceAt(tick: number): number {
  return 1.0001 ** (tick / 2)
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}

function findHighest(quotes: readonly PriceQuote[]): number {
  return quotes.reduce((highest, { value }) => Math.max(highest, value), 0)
}

/** Whether a price is what it is by definition, at every block. */
function isConstant({ sources }: PriceQuote): boolean {
  return sources.length > 0 && sources.every(({ kind }) => kind === 'unit' || kind === 'assumed')
}
