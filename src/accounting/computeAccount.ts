import type { Position } from '../domain/position'
import type { Pair } from '../domain/primitives'
import type { Performance, PerformanceAmounts, PerformanceValue } from '../domain/performance'
import type { ReportEvent, ReportRange, ReportTransaction } from '../domain/report'
import type { GasCharge } from '../domain/gas'
import { isHeldBy, type BookEntry } from './computeBookEntries'
import { computeCapitalPoints, integrateCapital } from './computeCapitalPoints'
import { computeLiquidityIntervals, type LiquidityInterval } from './computeLiquidityIntervals'
import { computeRangeTime, computeTimeInRange, type RangeTime } from './computeTimeInRange'
import { computeRangeWidth } from './computeRangeWidth'
import { computeRates } from './computeRates'
import { computeReRanges } from './computeReRanges'
import { computeStateAt, isOwedKnown, type Timeline } from './computeTimeline'
import { computeLedgerValues, isPrincipalIn, type ValuedEntry } from './computeLedgerValues'
import { computeWindowGas } from './computeWindowGas'
import { formatEvents, formatTransactions } from './formatEvidence'
import { addPairs, ZERO_PAIR } from './pair'
import type { PreparedBooks } from './prepareBooks'
import { SECONDS_PER_YEAR } from './secondsPerYear'
import { sumOrNull } from './sumOrNull'

/** The figures of one position, or of an owner with all of theirs, and what stands behind them. */
export interface Account {
  readonly performance: Performance
  readonly events: readonly ReportEvent[]
  readonly transactions: readonly ReportTransaction[]
  /** `capitalYears` over the window's years; `null` when unknown. */
  readonly averageCapital: number | null
  /** Half-width of the ranges around their middle, weighted by capital and time. */
  readonly rangeWidth: number | null
  readonly reRanges: number
  readonly ranges: readonly ReportRange[]
}

/** One position's part of an account. */
export interface AccountPart {
  readonly timeline: Timeline
  /** In order. */
  readonly valued: readonly ValuedEntry[]
  readonly intervals: readonly LiquidityInterval[]
  readonly rangeTimes: readonly (RangeTime | null)[]
}

/** Computes one position's part: what it has of liquidity, when, and for how long in range. */
export function computeAccountPart(
  books: PreparedBooks,
  timeline: Timeline,
  valued: readonly ValuedEntry[],
): AccountPart {
  const intervals = computeLiquidityIntervals(valued.map(({ entry }) => entry))
  const { position } = timeline
  const rangeTimes = intervals.map((interval) => {
    const time = computeRangeTime(interval, {
      position,
      snapshots: books.snapshots.get(position.id) ?? new Map(),
      sqrtPriceX96: books.sqrtPriceX96,
      timestamps: books.input.timestamps ?? new Map(),
    })
    if (time === null) books.findings.addUnknownTimeInRange(position.id)
    return time
  })
  return { timeline, valued, intervals, rangeTimes }
}

/**
 * Computes an account: the figures of all `parts` together.
 *
 * @param valued the entries of all parts, in order.
 * @param charges every gas charge that can concern these parts.
 * @param weights capital and time of each range, for the range width; `null` for a single part, which weighs itself.
 */
export function computeAccount(
  books: PreparedBooks,
  parts: readonly AccountPart[],
  valued: readonly ValuedEntry[],
  charges: readonly GasCharge[],
  weights: readonly { readonly position: Position; readonly capitalYears: number | null }[] | null,
): Account {
  const { bounds, findings, valuer, input } = books
  const entries = valued.map(({ entry }) => entry)
  const gas = computeWindowGas({
    charges,
    chargeOf: books.chargeOf,
    bounds,
    positionIds: new Set(parts.map(({ timeline }) => timeline.position.id)),
    entries,
    transactions: books.transactions,
    withApprovals: weights !== null,
    valuer,
    findings,
  })
  const capital = computeCapitalPoints(entries, books.positions, books, valuer)
  const isKnown = !parts.some(({ timeline }) => findings.isInconsistent(timeline.position.id))
  const value = isKnown ? computeValue(valued, integrateCapital(capital, bounds), gas.value) : UNKNOWN_VALUE
  const years = (bounds.endTimestamp - bounds.startTimestamp) / SECONDS_PER_YEAR
  const ownWeights = parts.map(({ timeline: { position } }) => ({ position, capitalYears: value.capitalYears }))
  return {
    performance: {
      owner: input.owner,
      ...computeAmounts(entries, computeOwed(books, parts), isKnown),
      rewards: computeRewards(entries),
      gas: gas.gas,
      value,
      rates: computeRates(value),
      timeInRange: computeTimeInRange(parts.flatMap(({ rangeTimes }) => rangeTimes)),
    },
    events: formatEvents(valued, capital, input.pool, valuer),
    transactions: formatTransactions(gas.lines, valuer),
    averageCapital: value.capitalYears === null || years <= 0 ? null : value.capitalYears / years,
    rangeWidth: computeRangeWidth(weights ?? ownWeights),
    reRanges: computeReRanges(
      parts.map(({ timeline }) => timeline),
      input.owner,
      bounds,
    ),
    ranges: parts.flatMap(formatRanges),
  }
}

const UNKNOWN_VALUE: PerformanceValue = {
  capitalYears: null,
  principal: null,
  hodl: null,
  fees: null,
  impermanentLoss: null,
  rewards: null,
  gas: null,
  net: null,
  marketMove: null,
  pnl: null,
}

function computeValue(
  valued: readonly ValuedEntry[],
  capitalYears: number | null,
  gas: number | null,
): PerformanceValue {
  const values = computeLedgerValues(valued)
  const net = sumOrNull([values.fees, values.impermanentLoss, values.rewards, gas])
  return { capitalYears, ...values, gas, net, pnl: sumOrNull([values.marketMove, net]) }
}

/** Principal owed at the end; `isKnown` is false where an opening leaves a part of it undecided. */
function computeOwed({ input, bounds }: PreparedBooks, parts: readonly AccountPart[]) {
  const held = parts.filter(({ timeline }) => isHeldBy(timeline, input.owner, bounds.endBlock))
  return {
    sum: held.reduce((sum, { timeline }) => addPairs(sum, computeStateAt(timeline, bounds.endBlock).owed), ZERO_PAIR),
    isKnown: held.every(({ timeline }) => isOwedKnown(timeline)),
  }
}

function computeAmounts(
  entries: readonly BookEntry[],
  principalOwed: { readonly sum: Pair; readonly isKnown: boolean },
  isLedgerKnown: boolean,
): Pick<Performance, 'amounts' | 'unknownAmounts'> {
  const unknown = new Set<keyof PerformanceAmounts>(principalOwed.isKnown ? [] : ['principalOwed'])
  const sumOf = (name: keyof PerformanceAmounts, amountsOf: (entry: BookEntry) => Pair | null) =>
    entries.reduce((sum, entry) => {
      const amounts = amountsOf(entry)
      if (amounts === null) unknown.add(name)
      return amounts === null ? sum : addPairs(sum, amounts)
    }, ZERO_PAIR)
  const isClose = ({ type }: BookEntry) => type === 'close'
  const isGone = ({ type }: BookEntry) => type === 'withdraw' || type === 'transferOut'
  const amounts: PerformanceAmounts = {
    deposited: sumOf('deposited', (entry) => (isPrincipalIn(entry) ? entry.amounts : ZERO_PAIR)),
    withdrawn: sumOf('withdrawn', (entry) => (isGone(entry) ? entry.amounts : ZERO_PAIR)),
    principal: sumOf('principal', (entry) => (isClose(entry) ? entry.amounts : ZERO_PAIR)),
    principalOwed: principalOwed.sum,
    feesCollected: sumOf('feesCollected', (entry) => (isClose(entry) ? ZERO_PAIR : entry.fees)),
    feesUncollected: sumOf('feesUncollected', (entry) => (isClose(entry) ? entry.fees : ZERO_PAIR)),
  }
  const unknownAmounts = isLedgerKnown ? [...unknown] : (Object.keys(amounts) as (keyof PerformanceAmounts)[])
  return unknownAmounts.length === 0 ? { amounts } : { amounts, unknownAmounts }
}

function computeRewards(entries: readonly BookEntry[]): Performance['rewards'] {
  const byToken = new Map<string, Performance['rewards'][number]>()
  for (const { reward } of entries) {
    if (!reward) continue
    const key = reward.token.toLowerCase()
    byToken.set(key, { token: reward.token, amount: (byToken.get(key)?.amount ?? 0n) + reward.amount })
  }
  return [...byToken.values()]
}

function formatRanges({ timeline: { position }, intervals }: AccountPart): readonly ReportRange[] {
  return intervals.map(({ positionId, fromTimestamp, toTimestamp }) => ({
    positionId,
    tickLower: position.tickLower,
    tickUpper: position.tickUpper,
    fromTimestamp,
    toTimestamp,
  }))
}
