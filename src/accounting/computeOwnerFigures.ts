import type { Missing } from '../domain/coverage'
import type { Address, Pair } from '../domain/primitives'
import { compareEntries } from './compareEntries'
import { computeCapitalPoints, integrateCapital } from './computeCapitalPoints'
import { computeLedgerValues, type ValuedEntry } from './computeLedgerValues'
import { computeRates } from './computeRates'
import { computeWindowGas } from './computeWindowGas'
import { addPairs, ZERO_PAIR } from './pair'
import type { PerformanceInput } from './performanceInput'
import { computePositionEntries, prepareBooks } from './prepareBooks'
import { sumOrNull } from './sumOrNull'

/** What one of many owners earned in a pool over a window. Values in the report's currency; `null` is unknown. */
export interface OwnerFigures {
  readonly owner: Address
  /** Value now of what the liquidity would pay out now. */
  readonly capital: number | null
  readonly capitalYears: number | null
  /** Fees of the window in base units, collected and not yet collected; `null` where a part is not known. */
  readonly feeAmounts: Pair | null
  readonly fees: number | null
  readonly impermanentLoss: number | null
  readonly rewards: number | null
  /** Signed: zero or negative. */
  readonly gas: number | null
  readonly net: number | null
  /** `net / capitalYears`: a fraction per year. */
  readonly netRate: number | null
  readonly missing: readonly Missing[]
  /** Positions whose events do not add up to what their contract says. */
  readonly inconsistent: readonly string[]
}

/**
 * Computes the figures that compare all owners of a pool: those of `computePerformance` by the same books, without what only the
 * comparison of two owners shows (figures per position, ranges, evidence). A pool can have tens of thousands of owners.
 *
 * @param input `histories` of this owner in this pool that had a part in the window, with the states and prices that they need.
 */
export function computeOwnerFigures(input: PerformanceInput): OwnerFigures {
  const books = prepareBooks(input)
  const valued = books.timelines
    .flatMap((timeline) => computePositionEntries(books, timeline, input.claimable))
    .sort((a, b) => compareEntries(a.entry, b.entry))
  const entries = valued.map(({ entry }) => entry)
  const gas = computeWindowGas({
    charges: input.gas,
    chargeOf: books.chargeOf,
    bounds: books.bounds,
    positionIds: new Set(books.positions.keys()),
    entries,
    transactions: books.transactions,
    withApprovals: false,
    valuer: books.valuer,
    findings: books.findings,
  })
  const points = computeCapitalPoints(entries, books.positions, books, books.valuer)
  const values = {
    ...computeLedgerValues(valued),
    capitalYears: integrateCapital(points, books.bounds),
    gas: gas.value,
  }
  const inconsistent = books.findings.inconsistentPositions
  const isKnown = inconsistent.length === 0
  const { principal, fees, impermanentLoss, rewards, capitalYears } = values
  return {
    owner: input.owner,
    capital: isKnown ? principal : null,
    capitalYears: isKnown ? capitalYears : null,
    feeAmounts: isKnown ? sumFees(valued) : null,
    fees: isKnown ? fees : null,
    impermanentLoss: isKnown ? impermanentLoss : null,
    rewards: isKnown ? rewards : null,
    gas: isKnown ? gas.value : null,
    net: isKnown ? sumOrNull([fees, impermanentLoss, rewards, gas.value]) : null,
    netRate: isKnown ? computeRates(values).net : null,
    missing: books.findings.listMissing(),
    inconsistent,
  }
}

function sumFees(valued: readonly ValuedEntry[]): Pair | null {
  return valued.reduce<Pair | null>((sum, { entry: { fees } }) => sum && fees && addPairs(sum, fees), ZERO_PAIR)
}
