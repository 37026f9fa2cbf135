import type { Rates } from '../domain/performance'
import type { ReportPerformance } from '../domain/report'
import { GAP_PARTS, type GapPart } from './computeGap'

/** What an owner did that stands behind the parts of a rate. `null` is unknown, or has no meaning (no liquidity, no fees). */
export interface Behaviour {
  readonly timeInRange: number | null
  readonly rangeWidth: number | null
  readonly reRanges: number
  /** `null` where the report does not list events. */
  readonly collects: number | null
  readonly gasShareOfFees: number | null
  readonly transactions: number
}

/** A part of a gap that is known: positive where you earn more. */
export interface KnownPart {
  readonly part: GapPart
  readonly points: number
}

/** What lies behind a gap, as far as it is known. */
export interface GapReasons {
  /** The parts that are known and not zero, by their size, whichever way they point. Equal ones keep the order of `GAP_PARTS`. */
  readonly parts: readonly KnownPart[]
  readonly unknown: readonly GapPart[]
}

/** Ranks the parts of a gap by their size. */
export function computeGapReasons(gap: Rates): GapReasons {
  const known = GAP_PARTS.flatMap((part): KnownPart[] => {
    const points = gap[part]
    return points === null || points === 0 ? [] : [{ part, points }]
  })
  return {
    parts: known.sort((a, b) => Math.abs(b.points) - Math.abs(a.points)),
    unknown: GAP_PARTS.filter((part) => gap[part] === null),
  }
}

/** Reads what an owner did off their figures in a report. */
export function computeBehaviour(side: ReportPerformance): Behaviour {
  const { timeInRange, rangeWidth, reRanges, gasShareOfFees, gas, evidence } = side
  return {
    timeInRange,
    rangeWidth,
    reRanges,
    collects: evidence.events.length === 0 ? null : evidence.events.filter(({ type }) => type === 'collect').length,
    gasShareOfFees,
    transactions: gas.transactions,
  }
}
