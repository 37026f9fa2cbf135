import type { Position } from '../domain/position'
import type { Bounds } from './computeBounds'
import { computePrincipal, type BookEntry, type BookSources } from './computeBookEntries'
import type { Valuer } from './createValuer'
import { SECONDS_PER_YEAR } from './secondsPerYear'
import { sumOrNull } from './sumOrNull'

/** Capital just after an entry of the books, at that block's prices. */
export interface CapitalPoint {
  readonly timestamp: number
  readonly capital: number | null
}

/**
 * Computes the owner's capital just after each entry: the value of all principal that is theirs then, at that block's prices.
 *
 * @param entries of one or all positions of an owner, in order. One point comes back for each.
 */
export function computeCapitalPoints(
  entries: readonly BookEntry[],
  positions: ReadonlyMap<string, Position>,
  sources: Pick<BookSources, 'sqrtPriceX96' | 'findings'>,
  valuer: Valuer,
): readonly CapitalPoint[] {
  const open = new Map<string, { position: Position; liquidity: bigint }>()
  return entries.map((entry) => {
    const { positionId, liquidity, blockNumber, timestamp } = entry
    const position = positions.get(positionId)
    if (liquidity === 0n || !position) open.delete(positionId)
    else open.set(positionId, { position, liquidity })
    const values = [...open.values()].map((held) =>
      valuer.valuePair(
        computePrincipal(held.position, held.liquidity, blockNumber, sources.sqrtPriceX96, sources.findings),
        blockNumber,
      ),
    )
    return { timestamp, capital: sumOrNull(values) }
  })
}

/**
 * Integrates capital over time, in the report's currency x years of 365 days.
 *
 * Capital stands from one point to the next and from the last one to the end of the window. Capital that is unknown but
 * stood for no time (several events in one block) does no harm.
 */
export function integrateCapital(points: readonly CapitalPoint[], bounds: Bounds): number | null {
  return sumOrNull(
    points.map(({ timestamp, capital }, index) => {
      const seconds = (points[index + 1]?.timestamp ?? bounds.endTimestamp) - timestamp
      return seconds === 0 ? 0 : capital === null ? null : (capital * seconds) / SECONDS_PER_YEAR
    }),
  )
}
