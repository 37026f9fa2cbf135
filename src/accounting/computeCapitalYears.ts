import type { PerformanceInput } from './performanceInput'
import { computeBookEntries } from './computeBookEntries'
import { computeCapitalPoints, integrateCapital } from './computeCapitalPoints'
import { compareEntries } from './compareEntries'
import { prepareBooks } from './prepareBooks'

/** What capital and time follow from: no state of positions, no gas. */
export type CapitalYearsInput = Pick<PerformanceInput, 'owner' | 'pool' | 'window' | 'histories' | 'prices'>

/**
 * Computes an owner's capital times time in a pool over a window, in the currency of `prices` x years of 365 days: what ranks owners.
 *
 * Needs the pool's price and the tokens' quotes at the blocks of the owner's ledger events, and at the window's first block
 * for those who hold something then. `null` when one of them is unknown.
 */
export function computeCapitalYears(input: CapitalYearsInput): number | null {
  const books = prepareBooks({ ...input, snapshots: new Map(), gas: [], claimable: [] })
  const entries = books.timelines
    .flatMap((timeline) => computeBookEntries(timeline, input.owner, books))
    .sort(compareEntries)
  return integrateCapital(computeCapitalPoints(entries, books.positions, books, books.valuer), books.bounds)
}
