import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addRounds, planFirstRounds, planNextRounds, roundAt } from './roundSearch'
import type { KnownRound, KnownRounds } from './roundSearch'

/** A phase whose round n (from 1) was written at `times[n - 1]`, as a contract would answer. */
function createPhase(times: readonly number[]) {
  return (round: number): KnownRound => {
    const updatedAt = times[round - 1]
    return { round, answer: updatedAt === undefined ? null : { answer: BigInt(round), updatedAt } }
  }
}

/** Reads until the search says that it is done; gives what was read and how often. */
function search(
  read: (round: number) => KnownRound,
  wanted: readonly number[],
  latestRound: number | null,
  budget: number,
) {
  let known: KnownRounds = addRounds([], planFirstRounds(latestRound, budget).map(read))
  let steps = 1
  let reads = known.length
  for (;;) {
    const next = planNextRounds(known, wanted, budget)
    if (next.length === 0) return { known, steps, reads }
    known = addRounds(known, next.map(read))
    steps++
    reads += next.length
  }
}

const timesArbitrary = fc
  .array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 400 })
  .map((gaps) => gaps.map((_, index) => 1_000 + gaps.slice(0, index + 1).reduce((sum, gap) => sum + gap, 0)))

describe('roundSearch', () => {
  test('property: finds the last round at or before each time, whether or not the number of rounds is known', () => {
    fc.assert(
      fc.property(
        timesArbitrary,
        fc.array(fc.integer({ min: 900, max: 200_000 }), { minLength: 1, maxLength: 20 }),
        fc.boolean(),
        fc.integer({ min: 3, max: 50 }),
        (times, wanted, isLengthKnown, budget) => {
          const { known } = search(createPhase(times), wanted, isLengthKnown ? times.length : null, budget)
          for (const time of wanted) {
            const expected = times.filter((updatedAt) => updatedAt <= time).length
            expect(roundAt(known, time)?.answer ?? 0n).toBe(BigInt(expected))
          }
        },
      ),
    )
  })

  test('behavior: 150 times in a phase of 60,000 rounds take few steps and few reads', () => {
    const times = Array.from({ length: 60_000 }, (_, index) => 1_600_000_000 + 1_200 * index)
    const wanted = Array.from({ length: 150 }, (_, index) => 1_600_000_777 + 400_000 * index)
    const { steps, reads } = search(createPhase(times), wanted, times.length, 1_200)
    expect(steps).toBeLessThanOrEqual(4)
    expect(reads).toBeLessThan(4_000)
  })

  test('behavior: rounds that are missing in between end the search all the same', () => {
    const phase = createPhase(Array.from({ length: 300 }, (_, index) => 1_000 + 10 * index))
    const withHoles = (round: number) => (round % 7 === 0 ? { round, answer: null } : phase(round))
    const { known } = search(withHoles, [2_000, 2_005, 3_000], 300, 10)
    for (const time of [2_000, 2_005, 3_000]) expect(roundAt(known, time)?.updatedAt).toBeLessThanOrEqual(time)
  })

  test('behavior: a time before the first round has none', () => {
    const { known } = search(createPhase([5_000, 6_000]), [4_999], 2, 10)
    expect(roundAt(known, 4_999)).toBeNull()
  })
})
