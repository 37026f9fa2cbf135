import type { BookEntry } from './computeBookEntries'

/** A time during which a position of the owner had liquidity. */
export interface LiquidityInterval {
  readonly positionId: string
  readonly fromBlock: number
  readonly fromTimestamp: number
  /** Block in which the liquidity went to zero or the position went away; the report's block while it is open. */
  readonly toBlock: number
  readonly toTimestamp: number
  readonly isOpen: boolean
}

/**
 * Computes when one position had liquidity, in order.
 *
 * @param entries of one position, in order, from the opening to the close.
 */
export function computeLiquidityIntervals(entries: readonly BookEntry[]): readonly LiquidityInterval[] {
  const intervals: LiquidityInterval[] = []
  let since: BookEntry | null = null
  for (const entry of entries) {
    if (since === null) {
      if (entry.liquidity > 0n && entry.type !== 'close') since = entry
    } else if (entry.liquidity === 0n || entry.type === 'close') {
      intervals.push({
        positionId: entry.positionId,
        fromBlock: since.blockNumber,
        fromTimestamp: since.timestamp,
        toBlock: entry.blockNumber,
        toTimestamp: entry.timestamp,
        isOpen: entry.type === 'close',
      })
      since = null
    }
  }
  return intervals
}
