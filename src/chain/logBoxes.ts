import type { LogBox } from '../domain/logBox'
import type { Address, BlockRange, Hex } from '../domain/primitives'
import { countBlocks, intersectRanges, mergeRanges, subtractRanges } from './blockRanges'
import type { LogFilter } from './chainClient'

type Values = readonly string[] | null

function toValues(values: string | readonly string[] | null): Values {
  if (values === null) return null
  const list = typeof values === 'string' ? [values] : values
  return [...new Set(list.map((value) => value.toLowerCase()))].sort()
}

/** The box of all logs that a filter asks for in a range. */
export function createLogBox({ address, topics }: Omit<LogFilter, 'what'>, range: BlockRange): LogBox {
  return { addresses: toValues(address), topics: topics.map(toValues), range }
}

function toAlternatives(values: Values): Hex | readonly Hex[] | null {
  const list = values as readonly Hex[] | null
  return list?.length === 1 ? (list[0] as Hex) : list
}

/** The filter that asks for the logs of a box. */
export function createLogFilter({ addresses, topics }: LogBox, what: string): LogFilter {
  return {
    address: toAlternatives(addresses) as Address | readonly Address[] | null,
    topics: topics.map(toAlternatives),
    what,
  }
}

/** All places of a box that hold values: the address first, then the topics. */
function valuesOf({ addresses, topics }: LogBox): readonly Values[] {
  return [addresses, ...topics]
}

function withValues(box: LogBox, place: number, values: Values): LogBox {
  if (place === 0) return { ...box, addresses: values }
  return { ...box, topics: box.topics.map((topic, index) => (index === place - 1 ? values : topic)) }
}

/** The same with so many places of the topics: a box that asks for fewer says nothing of the others, and holds logs that have them too. */
function withPlaces(box: LogBox, places: number): LogBox {
  const open = Array.from({ length: Math.max(0, places - box.topics.length) }, () => null)
  return open.length === 0 ? box : { ...box, topics: [...box.topics, ...open] }
}

/** What both have; `null` when nothing. */
function intersectValues(a: Values, b: Values): { readonly values: Values } | null {
  if (a === null) return { values: b }
  if (b === null) return { values: a }
  const other = new Set(b)
  const values = a.filter((value) => other.has(value))
  return values.length === 0 ? null : { values }
}

/** What `a` has and `b` does not; `null` when nothing. `undefined` when it is all but some, which no filter can ask for. */
function subtractValues(a: Values, b: Values): Values | undefined {
  if (b === null) return null
  if (a === null) return undefined
  const other = new Set(b)
  const values = a.filter((value) => !other.has(value))
  return values.length === 0 ? null : values
}

/** The logs that both boxes hold; `null` when there can be none. */
export function intersectBoxes(a: LogBox, b: LogBox): LogBox | null {
  const range = intersectRanges(a.range, b.range)
  if (range === null) return null
  const others = valuesOf(withPlaces(b, a.topics.length))
  let box: LogBox = { ...withPlaces(a, b.topics.length), range }
  for (const [place, values] of valuesOf(box).entries()) {
    const common = intersectValues(values, others[place] as Values)
    if (common === null) return null
    box = withValues(box, place, common.values)
  }
  return box
}

/** Whether two boxes differ in their blocks at most. */
export function hasSameValues(a: LogBox, b: LogBox): boolean {
  return keyOfValues(a) === keyOfValues(b)
}

/** Whether `outer` holds every log that `inner` holds. */
export function containsBox(outer: LogBox, inner: LogBox): boolean {
  return subtractBox(inner, outer).length === 0
}

/**
 * The logs of `box` that `covered` does not hold, as boxes apart from each other: first those in other blocks, with all values;
 * then, in the same blocks, those with other values. Where what is left cannot be asked for, `box` itself.
 */
function subtractBox(box: LogBox, covered: LogBox): readonly LogBox[] {
  const range = intersectRanges(box.range, covered.range)
  // What has fewer places cannot be asked for.
  if (range === null || covered.topics.length > box.topics.length) return [box]
  const left = subtractRanges(box.range, [covered.range]).map((rest) => ({ ...box, range: rest }))
  let inside: LogBox = { ...box, range }
  for (const [place, coveredValues] of valuesOf(withPlaces(covered, box.topics.length)).entries()) {
    const values = valuesOf(inside)[place] as Values
    const common = intersectValues(values, coveredValues)
    const other = subtractValues(values, coveredValues)
    if (common === null || other === undefined) return [box]
    if (other !== null) left.push(withValues(inside, place, other))
    inside = withValues(inside, place, common.values)
  }
  return left
}

function keyOfValues(box: LogBox): string {
  return valuesOf(box)
    .map((values) => values?.join(',') ?? '*')
    .join('|')
}

/** Puts boxes of the same values together whose blocks touch; in the order of blocks. */
function joinBoxes(boxes: readonly LogBox[]): readonly LogBox[] {
  const groups = new Map<string, LogBox[]>()
  for (const box of boxes) {
    const key = keyOfValues(box)
    groups.set(key, [...(groups.get(key) ?? []), box])
  }
  return [...groups.values()]
    .flatMap((group) =>
      mergeRanges(group.map(({ range }) => range)).map((range) => ({ ...(group[0] as LogBox), range })),
    )
    .sort((a, b) => a.range.fromBlock - b.range.fromBlock)
}

/** Which part of a wanted box comes from which kept one. */
export interface BoxPlan<T> {
  /** Kept boxes that are needed, with the parts that are to be taken of each; no log is in two parts. */
  readonly taken: readonly { readonly kept: T; readonly parts: readonly LogBox[] }[]
  /** What none of them holds. */
  readonly missing: readonly LogBox[]
}

/** A kept box in the middle of a missing one leaves two to be read: it must spare at least this share of the blocks. */
const minInnerShare = 0.05
/** A kept box with some of the values leaves the others to be read in the same blocks: it must spare at least this share of them. */
const minValueShare = 0.5

function countValues(box: LogBox): number {
  return valuesOf(box).reduce((product, values) => product * (values?.length ?? 1), 1)
}

/** Whether reading `box` without `common` is less work than reading all of it. */
function isWorthTaking(box: LogBox, common: LogBox): boolean {
  const isInside = common.range.fromBlock > box.range.fromBlock && common.range.toBlock < box.range.toBlock
  if (isInside && countBlocks(common.range) < minInnerShare * countBlocks(box.range)) return false
  return countValues(common) >= minValueShare * countValues(box)
}

/** Kept boxes of the same values whose blocks touch or overlap: together they hold all of `box`. */
interface Run<T> {
  readonly box: LogBox
  readonly members: readonly T[]
}

/** Gathers kept boxes into runs, the longest first. */
function gatherRuns<T extends { readonly box: LogBox }>(kept: readonly T[]): readonly Run<T>[] {
  const groups = new Map<string, T[]>()
  for (const candidate of kept) {
    const key = keyOfValues(candidate.box)
    const group = groups.get(key)
    if (group) group.push(candidate)
    else groups.set(key, [candidate])
  }
  const runs = [...groups.values()].flatMap((group) =>
    mergeRanges(group.map(({ box }) => box.range)).map((range) => ({
      box: { ...(group[0] as T).box, range },
      members: group.filter(({ box }) => intersectRanges(box.range, range) !== null),
    })),
  )
  return runs.sort((a, b) => countBlocks(b.box.range) - countBlocks(a.box.range))
}

/** Takes of each missing box what `run` holds of it, where that spares work. */
function takeFrom(
  run: LogBox,
  missing: readonly LogBox[],
): { readonly parts: readonly LogBox[]; readonly left: readonly LogBox[] } {
  const parts: LogBox[] = []
  const left: LogBox[] = []
  for (const box of missing) {
    const common = intersectBoxes(box, run)
    const rest = common === null || !isWorthTaking(box, common) ? null : subtractBox(box, run)
    if (common === null || rest === null || rest[0] === box) {
      left.push(box)
    } else {
      parts.push(common)
      left.push(...rest)
    }
  }
  return { parts, left }
}

/** Which member of a run gives which part of what is taken of it. */
function shareOut<T extends { readonly box: LogBox }>(
  { members }: Run<T>,
  parts: readonly LogBox[],
): readonly { readonly kept: T; readonly parts: readonly LogBox[] }[] {
  let open = parts
  return members.flatMap((kept) => {
    const own = open.flatMap((box) => intersectBoxes(box, kept.box) ?? [])
    open = open.flatMap((box) => (intersectBoxes(box, kept.box) === null ? [box] : subtractBox(box, kept.box)))
    return own.length === 0 ? [] : [{ kept, parts: own }]
  })
}

/**
 * Computes what of `wanted` the kept boxes hold, and what is still to be read. Kept boxes that add nothing, or so little that
 * reading around them is more work, are not taken.
 */
export function planBoxes<T extends { readonly box: LogBox }>(wanted: LogBox, kept: readonly T[]): BoxPlan<T> {
  const taken = new Map<Run<T>, LogBox[]>()
  let missing: readonly LogBox[] = wanted.range.fromBlock <= wanted.range.toBlock ? [wanted] : []
  const runs = gatherRuns(kept.filter(({ box }) => intersectBoxes(box, wanted) !== null))
  // What was too little of a large missing box can be all of a smaller one: once more while that helps.
  for (let before = -1; before !== taken.size;) {
    before = taken.size
    for (const run of runs) {
      const { parts, left } = takeFrom(run.box, missing)
      if (parts.length === 0) continue
      taken.set(run, [...(taken.get(run) ?? []), ...parts])
      missing = left
    }
    missing = joinBoxes(missing)
  }
  return { taken: [...taken].flatMap(([run, parts]) => shareOut(run, parts)), missing }
}
