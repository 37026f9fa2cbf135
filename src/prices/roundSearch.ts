import type { FeedAnswer } from './priceFacts'

/** A round of one phase of a feed. `answer` is `null` where the phase has no such round (yet). */
export interface KnownRound {
  readonly round: number
  readonly answer: Omit<FeedAnswer, 'decimals'> | null
}

/** What is known of one phase (one aggregator behind a feed's proxy): rounds in ascending order, each once. */
export type KnownRounds = readonly KnownRound[]

/** Open ends are probed at powers of two up to here; no feed has more rounds in one phase. */
const maxPower = 24

/** Puts newly read rounds among the known ones. */
export function addRounds(known: KnownRounds, read: readonly KnownRound[]): KnownRounds {
  const all = new Map([...known, ...read].map((entry) => [entry.round, entry]))
  return [...all.values()].sort((a, b) => a.round - b.round)
}

/** Index of the last known round that was written at or before `time` (seconds); -1 when there is none. */
function findLastAt(known: KnownRounds, time: number): number {
  let found = -1
  known.forEach(({ answer }, index) => {
    if (answer !== null && answer.updatedAt <= time) found = index
  })
  return found
}

/** The round that a phase showed at `time`, as far as known; `null` when it had none yet. */
export function roundAt(known: KnownRounds, time: number): Omit<FeedAnswer, 'decimals'> | null {
  return known[findLastAt(known, time)]?.answer ?? null
}

/** First rounds to read of a phase: evenly over its known length, or at powers of two where the length is not known. */
export function planFirstRounds(latestRound: number | null, budget: number): readonly number[] {
  if (latestRound === null) return Array.from({ length: maxPower + 1 }, (_, power) => 2 ** power)
  const step = Math.max(1, Math.ceil(latestRound / budget))
  const rounds = [1]
  for (let round = 1 + step; round < latestRound; round += step) rounds.push(round)
  return latestRound > 1 ? [...rounds, latestRound] : rounds
}

/**
 * Rounds to read next so that `roundAt` becomes exact for every time; empty when it is.
 *
 * Between the last round known to be at or before a time and the next known one lie the rounds that may be nearer to it:
 * they are probed evenly, with `budget` probes shared by all such gaps, so a few rounds of reading are enough.
 */
export function planNextRounds(known: KnownRounds, times: readonly number[], budget: number): readonly number[] {
  const gaps = new Map<number, number>()
  for (const time of times) {
    const index = findLastAt(known, time)
    const [last, next] = [known[index], known[index + 1]]
    if (last && next && next.round - last.round > 1) gaps.set(last.round, next.round)
  }
  const probes = Math.max(3, Math.floor(budget / Math.max(1, gaps.size)))
  return [...gaps].flatMap(([low, high]) => {
    const step = (high - low) / (Math.min(probes, high - low - 1) + 1)
    const rounds: number[] = []
    for (let position = low + step; Math.round(position) < high; position += step) rounds.push(Math.round(position))
    return [...new Set(rounds)].filter((round) => round > low)
  })
}
