import type { PositionHistory, PositionOpening } from '../domain/ledger'

/** What of a history tells how much liquidity there was. */
export interface LiquidityLedger extends Pick<PositionHistory, 'position' | 'events'> {
  readonly opening?: Pick<PositionOpening, 'liquidity'>
}

/** Liquidity that a position's own events leave in it: what it opens with, and increases less decreases. */
export function computeLedgerLiquidity(history: Pick<LiquidityLedger, 'opening' | 'events'>): bigint {
  let liquidity = history.opening?.liquidity ?? 0n
  for (const event of history.events) {
    if (event.type === 'deposit') liquidity += event.liquidity
    else if (event.type === 'withdraw') liquidity -= event.liquidity
  }
  return liquidity
}

/**
 * Adds up the liquidity of the positions that are in range at `tick`: the completeness proof of the whale search.
 *
 * When it equals the pool's own `liquidity()`, no position in range is missing from `histories`.
 * A range holds its lower tick and not its upper one, as in UniswapV3Pool.
 */
export function computeActiveLiquidity(histories: readonly PositionHistory[], tick: number): bigint {
  return histories.reduce(
    (sum, history) =>
      history.position.tickLower <= tick && tick < history.position.tickUpper
        ? sum + computeLedgerLiquidity(history)
        : sum,
    0n,
  )
}
