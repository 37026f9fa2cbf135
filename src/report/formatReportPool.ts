import type { PerformanceResult, PositionResult } from '../accounting/computePerformance'
import { computeGap } from '../comparison/computeGap'
import type { Coverage } from '../domain/coverage'
import type { Window } from '../domain/performance'
import type { Pool, PoolState } from '../domain/pool'
import { priceKey } from '../domain/prices'
import type { PriceTable } from '../domain/prices'
import type { Position } from '../domain/position'
import type { ReportCandidate, ReportPool, ReportPosition, ReportSeries, ReportWhale } from '../domain/report'
import { computePriceFromSqrtPriceX96 } from '../math/computePriceFromSqrtPriceX96'
import { formatReportPerformance } from './formatReportPerformance'

/** The whale's figures, what it is, and what may be said of its rank. */
export interface ReportWhaleInput {
  readonly result: PerformanceResult
  readonly kind: ReportWhale['kind']
  readonly claim: ReportWhale['claim']
}

export interface ReportPoolInput {
  readonly pool: Pool
  readonly deploymentName: string
  readonly window: Window
  /** What was asked for and why it is shorter; `null` where it is what was asked for. */
  readonly shorter: { readonly asked: Window; readonly why: string } | null
  readonly state: PoolState
  readonly prices: PriceTable
  readonly you: PerformanceResult
  readonly whale: ReportWhaleInput | null
  /** Why `whale` is `null`. */
  readonly whaleUnavailable: string | null
  readonly candidates: readonly ReportCandidate[]
  readonly coverage: Coverage
  readonly looksLikeSpam: boolean
  /** Net at each sample; the prices are taken from `prices`. */
  readonly series: Omit<ReportSeries, 'price'> | null
}

/** Writes one pool of a report: both sides, the gap between them, and what they rest on. */
export function formatReportPool(input: ReportPoolInput): ReportPool {
  const { pool, state, you, whale, whaleUnavailable, coverage } = input
  return {
    protocol: pool.protocol,
    pool: pool.address,
    feePpm: pool.feePpm,
    tokens: formatTokens(pool),
    window: formatWindow(input),
    you: formatReportPerformance(you, computeShareOfPool(you, state)),
    positions: you.positions.map((position) => formatPosition(position, state)),
    whale: whale && formatWhale(whale, state),
    ...(whaleUnavailable === null ? {} : { whaleUnavailable }),
    gap: whale && computeGap(you.performance.rates, whale.result.performance.rates),
    coverage: formatCoverage(coverage),
    ...(input.looksLikeSpam && { looksLikeSpam: true }),
    deploymentName: input.deploymentName,
    state: {
      sqrtPriceX96: state.sqrtPriceX96.toString(),
      tick: state.tick,
      liquidity: state.liquidity.toString(),
    },
    priceSources: listPriceSources(input),
    candidates: input.candidates.map(({ owner, kind, capitalYears }) => ({ owner, kind, capitalYears })),
    series: input.series && { ...input.series, price: input.series.blocks.map((block) => computePrice(input, block)) },
  }
}

/** The tokens of a pool as a report has them. */
export function formatTokens({ token0, token1 }: Pool): ReportPool['tokens'] {
  return [token0, token1].map(({ address, symbol, decimals }) => ({ address, symbol, decimals }))
}

function formatWhale({ result, kind, claim }: ReportWhaleInput, state: PoolState): ReportWhale {
  return {
    ...formatReportPerformance(result, computeShareOfPool(result, state)),
    kind,
    claim,
    positions: result.positions.map(({ position }) => position.id),
  }
}

function formatPosition(result: PositionResult, state: PoolState): ReportPosition {
  const { position, status, liquidity } = result
  const inRange = liquidity > 0n && isInRange(position, state)
  return {
    id: position.id,
    status,
    tickLower: position.tickLower,
    tickUpper: position.tickUpper,
    liquidity: liquidity.toString(),
    inRange,
    performance: formatReportPerformance(result, computeShare(inRange ? liquidity : 0n, state)),
  }
}

/** Whether a position is in range at a pool's state, whatever it holds. */
export function isInRange({ tickLower, tickUpper }: Position, { tick }: PoolState): boolean {
  return tickLower <= tick && tick < tickUpper
}

/** The owner's liquidity in range as a share of the pool's own. */
function computeShareOfPool({ positions }: PerformanceResult, state: PoolState): number | null {
  const active = positions.reduce(
    (sum, { position, liquidity }) => (isInRange(position, state) ? sum + liquidity : sum),
    0n,
  )
  return computeShare(active, state)
}

/** Eight digits are enough for a percentage, and keep the division of two large integers exact until the end. */
function computeShare(liquidity: bigint, state: PoolState): number | null {
  return state.liquidity === 0n ? null : Number((liquidity * 100_000_000n) / state.liquidity) / 100_000_000
}

/** Writes what the data covers; amounts as text. */
export function formatCoverage({
  complete,
  missing,
  activeLiquidity,
  scanned,
  proof,
}: Coverage): ReportPool['coverage'] {
  return {
    complete,
    missing,
    ...(activeLiquidity && {
      activeLiquidity: { pool: activeLiquidity.pool.toString(), found: activeLiquidity.found.toString() },
    }),
    ...(scanned && { scanned }),
    ...(proof !== undefined && { proof }),
  }
}

function formatWindow({ window, shorter }: ReportPoolInput): ReportPool['window'] {
  if (shorter === null) return window
  const { asked, why } = shorter
  return { ...window, shortened: { fromBlock: asked.fromBlock, fromTimestamp: asked.fromTimestamp, why } }
}

/** How each price of a pool was found, as of the window's last block. */
export function listPriceSources({
  pool,
  prices,
  window,
}: Pick<ReportPoolInput, 'pool' | 'prices' | 'window'>): ReportPool['priceSources'] {
  const priced = new Map([pool.token0.address, pool.token1.address, prices.native].map((it) => [it.toLowerCase(), it]))
  return [...priced.values()].map((token) => {
    const quote = prices.quotes.get(priceKey(token, window.toBlock))
    return { token, value: quote?.value ?? null, sources: quote?.sources ?? [] }
  })
}

/** Token1 per token0 in whole tokens; `null` where the price or a token's decimals are not known. */
function computePrice({ pool: { token0, token1 }, prices }: ReportPoolInput, blockNumber: number): number | null {
  const sqrtPriceX96 = prices.sqrtPriceX96.get(blockNumber)
  if (sqrtPriceX96 === undefined || token0.decimals === null || token1.decimals === null) return null
  return computePriceFromSqrtPriceX96(sqrtPriceX96, token0.decimals, token1.decimals)
}
