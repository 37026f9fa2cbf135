import type { ReportPool } from '../../domain/report'
import { formatPrice, formatSymbol } from '../format'

/** How a pool's price is told: which token is counted in which. */
export interface PoolPriceScale {
  /** `WETH in USDC`. */
  readonly name: string
  /** Symbol of the token that prices are counted in. */
  readonly quote: string
  readonly base: string
  /** The price is told the other way round than the pool's own token1 per token0. */
  readonly isInverted: boolean
}

type Priced = Pick<ReportPool, 'tokens' | 'priceSources'>

/** How close to money a token is: a stablecoin, then a coin with its own feed, then what is only priced through the pool. */
function rankOf({ tokens, priceSources }: Priced, index: 0 | 1): number {
  const address = tokens[index]?.address.toLowerCase()
  const kind = priceSources.find(({ token }) => token.toLowerCase() === address)?.sources.at(-1)?.kind
  return kind === 'assumed' || kind === 'unit' ? 2 : kind === 'feed' ? 1 : 0
}

/** Prices are told in the token nearer to money, as people do: WETH in USDC, RNDR in WETH. */
export function poolPriceScaleOf(pool: Priced): PoolPriceScale {
  const isInverted = rankOf(pool, 0) > rankOf(pool, 1)
  const symbols = [0, 1].map((index) => formatSymbol(pool.tokens[index]?.symbol ?? `token ${index}`)) as [
    string,
    string,
  ]
  const [base, quote] = isInverted ? [symbols[1], symbols[0]] : symbols
  return { name: `${base} in ${quote}`, base, quote, isInverted }
}

/** A price of token1 per token0 in whole tokens, told by the scale. */
export function scalePrice(price: number, { isInverted }: PoolPriceScale): number {
  return isInverted ? 1 / price : price
}

/** Bounds of a range as prices, lower first; `null` while a token's decimals are unknown. For display only. */
export function computeRangePrices(
  { tickLower, tickUpper }: { readonly tickLower: number; readonly tickUpper: number },
  { tokens }: Pick<ReportPool, 'tokens'>,
  scale: PoolPriceScale,
): readonly [number, number] | null {
  const decimals0 = tokens[0]?.decimals ?? null
  const decimals1 = tokens[1]?.decimals ?? null
  if (decimals0 === null || decimals1 === null) return null
  const priceAt = (tick: number) => scalePrice(1.0001 ** tick * 10 ** (decimals0 - decimals1), scale)
  const lower = priceAt(tickLower)
  const upper = priceAt(tickUpper)
  return lower < upper ? [lower, upper] : [upper, lower]
}

/** Ticks within this of the ends are a full range, whatever the spacing rounded them to. */
const fullRangeTick = 887_272 - 400

/** `1,980.2 to 2,830.5 USDC`, `the full range`, or ticks where decimals are unknown. */
export function formatRange(
  range: { readonly tickLower: number; readonly tickUpper: number },
  pool: Pick<ReportPool, 'tokens'>,
  scale: PoolPriceScale,
): string {
  if (range.tickLower <= -fullRangeTick && range.tickUpper >= fullRangeTick) return 'the full range'
  const prices = computeRangePrices(range, pool, scale)
  if (prices === null) return `ticks ${`${range.tickLower} to ${range.tickUpper}`.replaceAll('-', '−')}`
  return `${formatPrice(prices[0])} to ${formatPrice(prices[1])} ${scale.quote}`
}
