import type { Missing } from '../domain/coverage'
import type { Position } from '../domain/position'
import { isHeldBy } from './computeBookEntries'
import { computeAccount, computeAccountPart, type Account, type AccountPart } from './computeAccount'
import { computeStateAt } from './computeTimeline'
import { computeUncollectedFees } from './computeUncollectedFees'
import { compareEntries } from './compareEntries'
import { addPairs, isZeroPair } from './pair'
import type { PerformanceInput } from './performanceInput'
import { computePositionEntries, prepareBooks, type PreparedBooks } from './prepareBooks'

/** One position's account. */
export interface PositionResult extends Account {
  readonly position: Position
  /** `open` with liquidity, `owed` without any but with something to collect, else `closed`. As the owner sees it: gone is closed. */
  readonly status: 'open' | 'owed' | 'closed'
  /** The owner's liquidity at the report's block. */
  readonly liquidity: bigint
}

/** An owner's account in a pool, and below it those of the positions that had any part in the window. */
export interface PerformanceResult extends Account {
  readonly positions: readonly PositionResult[]
  /** What could not be known, in words. */
  readonly missing: readonly Missing[]
  /** Positions whose events do not add up to what their contract says. */
  readonly inconsistent: readonly string[]
}

/**
 * Computes what one owner earned in one pool over a window: every figure of the law, for the owner and for each position.
 *
 * Amounts and gas are exact (bigint, base units, wei); values are in the currency of `prices`. Losses and gas are negative.
 * `net = fees + impermanentLoss + rewards + gas` and `pnl = marketMove + net`, both by construction. What needs an unknown
 * price, state or receipt is `null`, and `missing` says which.
 */
export function computePerformance(input: PerformanceInput): PerformanceResult {
  const books = prepareBooks(input)
  const parts = books.timelines.map((timeline) =>
    computeAccountPart(books, timeline, computePositionEntries(books, timeline, input.claimable)),
  )
  const positions = parts.map((part) => computePositionResult(books, part))
  const all = parts.flatMap(({ valued }) => valued).sort((a, b) => compareEntries(a.entry, b.entry))
  const weights = positions.map(({ position, performance }) => ({
    position,
    capitalYears: performance.value.capitalYears,
  }))
  const account = computeAccount(books, parts, all, input.gas, weights)
  return {
    ...account,
    positions: positions.filter((position, index) => hasPart(position, parts[index])),
    missing: books.findings.listMissing(),
    inconsistent: books.findings.inconsistentPositions,
  }
}

function computePositionResult(books: PreparedBooks, part: AccountPart): PositionResult {
  const { position } = part.timeline
  const charges = books.chargesOf.get(position.id) ?? []
  return {
    position,
    ...computeStatus(books, part),
    ...computeAccount(books, [part], part.valued, charges, null),
  }
}

function computeStatus(
  { input, bounds, snapshots, findings }: PreparedBooks,
  { timeline }: AccountPart,
): Pick<PositionResult, 'status' | 'liquidity'> {
  if (!isHeldBy(timeline, input.owner, bounds.endBlock)) return { status: 'closed', liquidity: 0n }
  const { liquidity, owed } = computeStateAt(timeline, bounds.endBlock)
  if (liquidity > 0n) return { status: 'open', liquidity }
  const fees = computeUncollectedFees(timeline, bounds.endBlock, snapshots, findings)
  return { status: isZeroPair(fees ? addPairs(owed, fees) : owed) ? 'closed' : 'owed', liquidity }
}

/** Whether a position had liquidity, owed anything, or was touched inside the window. */
function hasPart(result: PositionResult, part: AccountPart | undefined): boolean {
  return (
    result.status !== 'closed' ||
    result.events.length > 0 ||
    result.transactions.length > 0 ||
    (part?.intervals.length ?? 0) > 0
  )
}
