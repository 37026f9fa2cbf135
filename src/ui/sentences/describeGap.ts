import type { Rates } from '../../domain/performance'
import { formatPoints, type RateUnit } from '../format'

export type GapPart = 'fees' | 'impermanentLoss' | 'rewards' | 'gas'

export const gapParts: readonly GapPart[] = ['fees', 'impermanentLoss', 'rewards', 'gas']

/** Each part's name at the start of a sentence, and whether it takes a plural verb. */
const names: Readonly<Record<GapPart, { readonly name: string; readonly isPlural: boolean }>> = {
  fees: { name: 'Fees', isPlural: true },
  impermanentLoss: { name: 'Impermanent loss', isPlural: false },
  rewards: { name: 'Rewards', isPlural: true },
  gas: { name: 'Gas', isPlural: false },
}

interface DrivingPart {
  readonly part: GapPart
  /** In the direction of the gap, as displayed. */
  readonly points: number
  readonly total: number
}

function parsePoints(difference: number, unit: RateUnit): number {
  return Number(formatPoints(difference, unit).replaceAll(',', ''))
}

/** The part that pulls hardest in the direction of the whole gap; `null` when the gap is unknown or rounds to nothing. */
export function findDrivingPart(gap: Rates | null, unit: RateUnit): DrivingPart | null {
  if (gap === null || gap.net === null) return null
  const direction = Math.sign(gap.net)
  const total = parsePoints(gap.net, unit)
  if (!(total > 0)) return null
  const pulls = gapParts.flatMap((part) => {
    const difference = gap[part]
    return difference === null ? [] : [{ part, pull: difference * direction }]
  })
  const strongest = pulls.reduce<(typeof pulls)[number] | null>((a, b) => (a === null || b.pull > a.pull ? b : a), null)
  if (pulls.length < gapParts.length || strongest === null || strongest.pull <= 0) return null
  return { part: strongest.part, points: parsePoints(strongest.pull, unit), total }
}

function unitName(points: number, unit: RateUnit): string {
  const one = points === 1
  return unit === 'year' ? (one ? 'point' : 'points') : `basis ${one ? 'point' : 'points'} a day`
}

/**
 * What explains the distance to the whale: `Gas explains 8.7 of the 10.6 points.`
 * Only parts that are all known explain anything; otherwise `null`.
 */
export function describeGap(gap: Rates | null, unit: RateUnit): string | null {
  const driving = findDrivingPart(gap, unit)
  if (driving === null) return null
  const { name, isPlural } = names[driving.part]
  const total = formatNumber(driving.total)
  const points = formatNumber(driving.points)
  const explains = isPlural ? 'explain' : 'explains'
  if (driving.points === driving.total) {
    return `${name} ${explains} all of the ${total} ${unitName(driving.total, unit)}.`
  }
  if (driving.points < driving.total) {
    return `${name} ${explains} ${points} of the ${total} ${unitName(driving.total, unit)}.`
  }
  const returned = formatNumber(driving.points - driving.total)
  return (gap?.net ?? 0) < 0
    ? `${name} alone cost you ${points} ${unitName(driving.points, unit)}; the rest gave ${returned} back.`
    : `${name} alone put you ${points} ${unitName(driving.points, unit)} ahead; the rest took ${returned} back.`
}

/** The waterfall's title: `Gas ate 8.7 of the 10.6 points`. */
export function describeWaterfall(gap: Rates | null, unit: RateUnit): string {
  const driving = findDrivingPart(gap, unit)
  if (gap === null || gap.net === null) return 'From the whale’s rate to yours'
  if (driving === null)
    return parsePoints(gap.net, unit) === 0
      ? 'You and the whale did equally well'
      : 'What lies between the whale and you'
  const points = formatNumber(driving.points)
  const total = formatNumber(driving.total)
  const { name } = names[driving.part]
  const share = driving.points === driving.total ? `all of the ${total}` : `${points} of the ${total}`
  if (driving.points > driving.total) {
    return gap.net < 0
      ? `${name} cost you ${points} ${unitName(driving.points, unit)} against the whale`
      : `${name} put you ${points} ${unitName(driving.points, unit)} ahead of the whale`
  }
  if (gap.net < 0)
    return `${name} ${driving.part === 'gas' ? 'ate' : 'cost you'} ${share} ${unitName(driving.total, unit)}`
  return `${name} made ${share} ${unitName(driving.total, unit)} of your lead`
}

function formatNumber(points: number): string {
  const digits = points >= 999.95 ? 0 : points >= 0.05 ? 1 : 2
  return points.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}
