import type { PositionHistory } from '../domain/ledger'
import type { Address } from '../domain/primitives'

/** An owner in a pool with every position they ever held there. */
export interface RankedOwner {
  readonly owner: Address
  readonly histories: readonly PositionHistory[]
  /** Capital times time in the window, in the report's currency x years; `null` where a price is unknown. */
  readonly capitalYears: number | null
}

/** Sorts positions to the beneficial owners who hold or held them; one that changed hands stands with each of its owners. */
export function computeHistoriesByOwner(
  histories: readonly PositionHistory[],
): ReadonlyMap<string, { readonly owner: Address; readonly histories: readonly PositionHistory[] }> {
  const byOwner = new Map<string, { owner: Address; histories: PositionHistory[] }>()
  for (const history of histories) {
    const owners = new Map(history.ownerships.map(({ owner }) => [owner.toLowerCase(), owner]))
    for (const [key, owner] of owners) {
      const entry = byOwner.get(key) ?? { owner, histories: [] }
      entry.histories.push(history)
      byOwner.set(key, entry)
    }
  }
  return byOwner
}

/**
 * Ranks the owners of a pool by `capitalYears`, largest first, `except` left out.
 *
 * Owners without capital in the window are dropped; those whose capital is unknown stand last, since nothing
 * proves that they are small. Equal capital is ordered by address, so that the same data always names the same whale.
 */
export function rankOwners(
  histories: readonly PositionHistory[],
  except: Address | null,
  computeCapitalYears: (owner: Address, histories: readonly PositionHistory[]) => number | null,
): readonly RankedOwner[] {
  const ranked: RankedOwner[] = []
  for (const [key, entry] of computeHistoriesByOwner(histories)) {
    if (key === except?.toLowerCase()) continue
    const capitalYears = computeCapitalYears(entry.owner, entry.histories)
    if (capitalYears !== 0) ranked.push({ ...entry, capitalYears })
  }
  return ranked.sort(
    (a, b) =>
      (b.capitalYears ?? -1) - (a.capitalYears ?? -1) || a.owner.toLowerCase().localeCompare(b.owner.toLowerCase()),
  )
}
