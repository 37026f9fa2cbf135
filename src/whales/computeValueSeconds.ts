import type { PositionHistory } from '../domain/ledger'
import type { Window } from '../domain/performance'
import type { Address } from '../domain/primitives'
import { isSameAddress } from '../domain/primitives'
import type { LiquidityStep } from './computeResidual'

/**
 * Computes the capital x time that an owner had with some positions at the least or at the most, in currency x seconds: each stretch of constant
 * liquidity at what it was worth at the least or at the most at any block of the window, whenever it was valued. Pure.
 *
 * @param valueOf the least or the most that liquidity was worth.
 */
export function computeValueSeconds(
  histories: readonly PositionHistory[],
  owner: Address,
  window: Window,
  valueOf: (step: LiquidityStep) => number,
): number {
  let sum = 0
  for (const { position, ownerships, opening, events } of histories) {
    const { tickLower, tickUpper } = position
    const own = ownerships.filter((ownership) => isSameAddress(ownership.owner, owner))
    const add = (liquidity: bigint, from: number, to: number) => {
      if (liquidity <= 0n || to <= from) return
      const seconds = own.reduce((total, ownership) => {
        const start = Math.max(from, ownership.from.timestamp)
        const end = Math.min(to, ownership.to?.timestamp ?? to)
        return total + Math.max(0, end - start)
      }, 0)
      if (seconds > 0) sum += valueOf({ tickLower, tickUpper, liquidity }) * seconds
    }
    let liquidity = opening?.liquidity ?? 0n
    let since = window.fromTimestamp
    for (const event of events) {
      if (event.type !== 'deposit' && event.type !== 'withdraw') continue
      const at = Math.max(event.timestamp, window.fromTimestamp)
      add(liquidity, since, at)
      liquidity += event.type === 'deposit' ? event.liquidity : -event.liquidity
      since = at
    }
    add(liquidity, since, window.toTimestamp)
  }
  return sum
}
