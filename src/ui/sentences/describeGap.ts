import { GAP_PARTS, type GapPart } from '../../comparison/computeGap'
import { computeGapSentenceParts } from '../../comparison/computeGapSentenceParts'
import type { Rates } from '../../domain/performance'
import { scaleRate, type RateUnit } from '../format'
import { numberFormat } from '../numberFormat'

/** Each part at the start of a sentence: by itself, as what cost you, and as what put you ahead. */
const names: Readonly<Record<GapPart, { readonly name: string; readonly cost: string; readonly lead: string }>> = {
  fees: { name: 'Fees explain', cost: 'Lower fees', lead: 'Higher fees' },
  impermanentLoss: { name: 'Impermanent loss explains', cost: 'Impermanent loss', lead: 'Less impermanent loss' },
  rewards: { name: 'Rewards explain', cost: 'Fewer rewards', lead: 'More rewards' },
  gas: { name: 'Gas explains', cost: 'Gas', lead: 'Lower gas' },
}

interface DrivingPart {
  readonly part: GapPart
  readonly isAhead: boolean
  /** In the direction of the gap, as displayed. */
  readonly points: number
  readonly total: number
}

/** Points as a sentence says them: what rounds to nothing there is nothing to explain. */
function roundPoints(difference: number, unit: RateUnit): number {
  return Number(formatNumber(Math.abs(scaleRate(difference, unit))).replaceAll(',', ''))
}

/** The part that pulls hardest in the direction of the whole gap; `null` when the gap is unknown or rounds to nothing. */
function findDrivingPart(gap: Rates | null, unit: RateUnit): DrivingPart | null {
  if (gap === null || gap.net === null || GAP_PARTS.some((part) => gap[part] === null)) return null
  const total = roundPoints(gap.net, unit)
  const sentence = total > 0 ? computeGapSentenceParts(gap) : null
  return (
    sentence && { part: sentence.part, isAhead: sentence.isAhead, points: roundPoints(sentence.points, unit), total }
  )
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
  const { name, cost, lead } = names[driving.part]
  const points = formatNumber(driving.points)
  if (driving.points <= driving.total) return `${name} ${describeShare(driving)} ${unitName(driving.total, unit)}.`
  const returned = formatNumber(driving.points - driving.total)
  return driving.isAhead
    ? `${lead} alone put you ${points} ${unitName(driving.points, unit)} ahead; the rest took ${returned} back.`
    : `${cost} alone cost you ${points} ${unitName(driving.points, unit)}; the rest gave ${returned} back.`
}

/** The waterfall's title: `Gas ate 8.7 of the 10.6 points`. `whale` is how the other side is called. */
export function describeWaterfall(gap: Rates | null, unit: RateUnit, whale = 'the whale'): string {
  const driving = findDrivingPart(gap, unit)
  if (driving === null) {
    const isLevel = gap !== null && gap.net !== null && roundPoints(gap.net, unit) === 0
    return isLevel ? `You and ${whale} did equally well` : `What lies between ${whale} and you`
  }
  const { cost, lead } = names[driving.part]
  if (driving.points > driving.total) {
    const distance = `${formatNumber(driving.points)} ${unitName(driving.points, unit)}`
    return driving.isAhead ? `${lead} put you ${distance} ahead` : `${cost} put you ${distance} behind`
  }
  const share = `${describeShare(driving)} ${unitName(driving.total, unit)}`
  if (driving.isAhead) return `${lead} made ${share} of your lead`
  return `${cost} ${driving.part === 'gas' ? 'ate' : 'cost you'} ${share}`
}

function describeShare({ points, total }: DrivingPart): string {
  return points === total
    ? `all of the ${formatNumber(total)}`
    : `${formatNumber(points)} of the ${formatNumber(total)}`
}

function formatNumber(points: number): string {
  const digits = points >= 999.95 ? 0 : points >= 0.05 ? 1 : 2
  return numberFormat({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(points)
}
