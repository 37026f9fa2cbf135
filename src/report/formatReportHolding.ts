import type { Pool, PoolState } from '../domain/pool'
import type { Position } from '../domain/position'
import type { ReportHolding } from '../domain/report'
import { computeAmountsForLiquidity } from '../math/liquidityAmounts'
import { formatTokens, isInRange } from './formatReportPool'

export interface ReportHoldingInput {
  readonly pool: Pool
  readonly state: PoolState
  readonly positions: readonly { readonly position: Position; readonly liquidity: bigint }[]
}

/** Writes what a wallet holds in a pool. What is owed for earlier withdrawals, and fees, are not part of it. */
export function formatReportHolding({ pool, state, positions }: ReportHoldingInput): ReportHolding {
  const amounts = positions.map(({ position: { tickLower, tickUpper }, liquidity }) =>
    computeAmountsForLiquidity(state.sqrtPriceX96, tickLower, tickUpper, liquidity),
  )
  const sum = (token: 0 | 1) => amounts.reduce((total, pair) => total + pair[token], 0n).toString()
  return {
    protocol: pool.protocol,
    pool: pool.address,
    feePpm: pool.feePpm,
    tokens: formatTokens(pool),
    principal: [sum(0), sum(1)],
    positions: positions.map(({ position, liquidity }) => ({
      id: position.id,
      tickLower: position.tickLower,
      tickUpper: position.tickUpper,
      liquidity: liquidity.toString(),
      inRange: liquidity > 0n && isInRange(position, state),
    })),
  }
}
