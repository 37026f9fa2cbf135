import type { Rates } from '../domain/performance'
import { GAP_PARTS, type GapPart } from './computeGap'

/** What the sentence about a gap says. All figures are rates as fractions. */
export interface GapSentenceParts {
  /** `gap.net`: positive when you earn more. */
  readonly net: number
  readonly isAhead: boolean
  /** The part that explains most of the gap: the largest of those that point the same way. */
  readonly part: GapPart
  /** That part of the gap, with its sign. */
  readonly points: number
  /** The part alone is more than the whole gap, because others make up for some of it: "of the" does not fit then. */
  readonly exceedsNet: boolean
  /** The largest of the parts that point the other way; `null` when none does. */
  readonly offset: { readonly part: GapPart; readonly points: number } | null
}

/** Picks what explains a gap: "Gas explains 8.7 of the 10.6 points." `null` when the gap is unknown or zero. */
export function computeGapSentenceParts(gap: Rates): GapSentenceParts | null {
  const { net } = gap
  if (net === null || net === 0) return null
  const parts = GAP_PARTS.map((part) => ({ part, points: gap[part] ?? 0 }))
  const isSameWay = ({ points }: { readonly points: number }) => Math.sign(points) === Math.sign(net)
  const isOtherWay = ({ points }: { readonly points: number }) => Math.sign(points) === -Math.sign(net)
  const largest = findLargest(parts.filter(isSameWay))
  if (largest === null) return null
  return {
    net,
    isAhead: net > 0,
    ...largest,
    exceedsNet: Math.abs(largest.points) > Math.abs(net),
    offset: findLargest(parts.filter(isOtherWay)),
  }
}

function findLargest<T extends { readonly points: number }>(parts: readonly T[]): T | null {
  return parts.reduce<T | null>(
    (largest, part) => (largest === null || Math.abs(part.points) > Math.abs(largest.points) ? part : largest),
    null,
  )
}
