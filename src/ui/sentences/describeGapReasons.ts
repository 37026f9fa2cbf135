import { computeBehaviour, computeGapReasons, type Behaviour, type KnownPart } from '../../comparison/computeGapReasons'
import type { GapPart } from '../../comparison/computeGap'
import type { ReportPool } from '../../domain/report'
import { formatCount, formatCounted, formatPoints, formatRate, formatShare, scaleRate, type RateUnit } from '../format'
import { formatTimes } from './describeRanges'
import { capitalize, nameWhale } from './nameWhale'
import { hasRates } from './formatOwnerRate'
import { rateUnitOf } from './rateUnit'

/** What lies between the whale and you, in words. */
export interface GapWords {
  /** How far apart the two are, and who did better. */
  readonly lead: string
  /** The largest parts, one paragraph each. */
  readonly parts: readonly {
    readonly part: GapPart
    readonly name: string
    readonly figure: string
    readonly text: string
  }[]
  /** Which parts are unknown; `null` when none is. */
  readonly unknown: string | null
}

type Compared = Pick<ReportPool, 'you' | 'whale' | 'gap' | 'window' | 'candidates'>

const partNames: Readonly<Record<GapPart, string>> = {
  fees: 'Fees',
  impermanentLoss: 'Impermanent loss',
  rewards: 'Rewards',
  gas: 'Gas',
}

/** How many parts are told: what is smaller explains little. */
const TOLD = 2

function pointsInWords(rate: number, unit: RateUnit): string {
  const points = formatPoints(rate, unit)
  const noun = points === '1.0' ? 'point' : 'points'
  return unit === 'year' ? `${points} ${noun} a\u00a0year` : `${points} basis ${noun} a\u00a0day`
}

function listInWords(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

interface Sides {
  readonly mine: Behaviour
  readonly theirs: Behaviour
  /** Within a sentence: `the whale`. */
  readonly subject: string
}

/** `±18 % wide`, for a width that is known. */
function describeWidths({ mine, theirs, subject }: Sides): string | null {
  if (mine.rangeWidth === null || theirs.rangeWidth === null) return null
  const [yours, its] = [formatShare(mine.rangeWidth), formatShare(theirs.rangeWidth)]
  if (yours === its) return `Your ranges and ${subject}’s were equally wide, ±${its}.`
  const kind = theirs.rangeWidth < mine.rangeWidth ? 'narrower' : 'wider'
  return `${capitalize(subject)}’s ranges were ${kind} than yours, ±${its} against ±${yours}.`
}

function describeTimes({ mine, theirs, subject }: Sides): string | null {
  if (mine.timeInRange === null || theirs.timeInRange === null) {
    return mine.timeInRange === theirs.timeInRange
      ? 'How long either was in range is unknown.'
      : `How long ${mine.timeInRange === null ? 'you were' : `${subject} was`} in range is unknown.`
  }
  const [yours, its] = [formatShare(mine.timeInRange), formatShare(theirs.timeInRange)]
  return yours === its
    ? `You and ${subject} were both in range for ${its} of the time.`
    : `You were in range for ${yours} of the time, ${subject} for ${its}.`
}

function describeMoves({ mine, theirs, subject }: Sides): string {
  if (mine.reRanges === 0 && theirs.reRanges === 0) return `Neither you nor ${subject} moved a range.`
  const moves = `You moved your range ${formatTimes(mine.reRanges)}, ${subject} ${formatTimes(theirs.reRanges)}`
  return `${moves}; each move settles the loss made until then.`
}

function describeSpending({ mine, theirs, subject }: Sides): string {
  const each = `You sent ${formatCounted(mine.transactions, 'transaction')}, ${subject} ${formatCount(theirs.transactions)}.`
  if (mine.gasShareOfFees === null || theirs.gasShareOfFees === null) return each
  const [yours, its] = [formatShare(mine.gasShareOfFees), formatShare(theirs.gasShareOfFees)]
  return `${each} Gas took ${yours} of your fees and ${its} of ${subject}’s.`
}

function describeCollects({ mine, theirs, subject }: Sides): string | null {
  if (mine.collects === null || theirs.collects === null) return null
  return `You collected ${formatTimes(mine.collects)}, ${subject} ${formatTimes(theirs.collects)}.`
}

const behaviours: Readonly<Record<GapPart, (sides: Sides) => readonly (string | null)[]>> = {
  fees: (sides) => [describeTimes(sides), describeWidths(sides)],
  impermanentLoss: (sides) => [describeWidths(sides), describeMoves(sides)],
  rewards: () => ['Farms pay rewards for staked positions only.'],
  gas: (sides) => [describeSpending(sides), describeCollects(sides)],
}

function describePart({ part, points }: KnownPart, pool: Compared, sides: Sides, unit: RateUnit) {
  const { subject } = sides
  const [mine, theirs] = [pool.you.rates[part], pool.whale?.rates[part] ?? null]
  const figure = formatRate(points, unit).replace(/%$/u, 'points')
  const both = `${formatRate(mine, unit)} for you, ${formatRate(theirs, unit)} for ${subject}: this put you ${points < 0 ? 'behind' : 'ahead'}.`
  const behind = behaviours[part](sides).filter((sentence) => sentence !== null)
  return { part, name: partNames[part], figure, text: [both, ...behind].join(' ') }
}

/** Whether a difference is less than a hundredth of a point: too little to explain anything. */
function isLevel(points: number, unit: RateUnit): boolean {
  return Math.abs(scaleRate(points, unit)) < 0.005
}

function describeUnknown(unknown: readonly GapPart[]): string {
  const names = unknown.map((part) => partNames[part].toLowerCase())
  return `${listInWords(names)} ${names.length === 1 && !isPlural(unknown[0]) ? 'is' : 'are'} unknown`
}

function isPlural(part: GapPart | undefined): boolean {
  return part === 'fees' || part === 'rewards'
}

function describeLead(net: number | null, unknown: readonly GapPart[], subject: string, unit: RateUnit): string {
  if (net === null) return `How far apart you and ${subject} are is unknown, because ${describeUnknown(unknown)}.`
  if (isLevel(net, unit)) return `You and ${subject} earned the same rate.`
  return net < 0
    ? `You earned ${pointsInWords(net, unit)} less than ${subject}.`
    : `${capitalize(subject)} did worse than you, by ${pointsInWords(net, unit)}.`
}

/** Capital that stayed for no time has no rate, and rates are what is compared; `null` where both have one. */
function describeUnrated({ you, whale }: Compared, subject: string): string | null {
  if (hasRates(you) && (whale === null || hasRates(whale))) return null
  const whose = hasRates(you) ? `${capitalize(subject)}’s` : 'Your'
  return `${whose} capital came and left within one block. So there is no time to divide by, and no rate to compare.`
}

/**
 * Says what lies between the whale and you: how far apart you are, and for the two largest parts what each of you earned by it and what
 * each did. Facts only, and no advice. `null` where there is nobody to compare with.
 */
export function describeGapReasons(pool: Compared): GapWords | null {
  if (pool.whale === null || pool.gap === null) return null
  const unit = rateUnitOf(pool)
  const { subject } = nameWhale(pool)
  const unrated = describeUnrated(pool, subject)
  if (unrated !== null) return { lead: unrated, parts: [], unknown: null }
  const { parts, unknown } = computeGapReasons(pool.gap)
  const sides = { mine: computeBehaviour(pool.you), theirs: computeBehaviour(pool.whale), subject }
  const told = parts.filter(({ points }) => !isLevel(points, unit)).slice(0, TOLD)
  return {
    lead: describeLead(pool.gap.net, unknown, subject, unit),
    parts: told.map((part) => describePart(part, pool, sides, unit)),
    unknown:
      unknown.length === 0
        ? null
        : `What else lies between you cannot be told: ${unknown.length === 4 ? 'all parts are unknown' : describeUnknown(unknown)}. Why stands under “Missing”.`,
  }
}
