import { expect, it } from 'vitest'
import { computePerformance } from '../computePerformance'
import { alice, blockOfDay, LedgerStory, pair, units } from './ledgerStory'

/** From price 0.25 to just below 4 (tick 13860 is 3.9988). */
const ticks = [-13860, 13860] as const

it('is the share of the time with liquidity in which the price was inside the range', () => {
  const story = new LedgerStory().day(0, 1).mint(alice, '1', ticks).deposit('1', units(1), pair(0.5, 0.5))
  story.day(3, 9).day(7, 2).day(10)
  // Days 0 to 3 and 7 to 10.
  expect(story.performance(alice, story.window(0, 10)).performance.timeInRange).toBeCloseTo(0.6, 9)
})

it('counts only the time with liquidity, to the second, up to the block that took it out', () => {
  const story = new LedgerStory().day(0, 1).mint(alice, '1', ticks).deposit('1', units(1), pair(0.5, 0.5))
  story.day(1, 9).day(4, 1).day(5).withdraw('1', units(1), pair(0.5, 0.5)).day(100, 9)
  // Days 0 to 1 and 4 to 5 of five days, although the last block before the withdrawal is 12 seconds older.
  expect(story.performance(alice, story.window(0, 100)).performance.timeInRange).toBe(2 / 5)
})

it('adds up positions by their time, and starts anew when liquidity comes back', () => {
  const story = new LedgerStory().day(0, 1).mint(alice, '1', ticks).deposit('1', units(1), pair(0.5, 0.5))
  story.day(2).withdraw('1', units(1), pair(0.5, 0.5)).day(3, 9).deposit('1', units(1), pair(0, 1))
  story.day(4).mint(alice, '2').deposit('2', units(1), pair(1, 9)).day(5)
  const { performance, positions, ranges } = story.performance(alice, story.window(0, 5))
  // Position 1: two days in, two days out. Position 2: one day in its full range.
  expect(performance.timeInRange).toBeCloseTo(3 / 5, 9)
  expect(positions.map((result) => result.performance.timeInRange)).toEqual([expect.closeTo(0.5, 9), 1])
  expect(ranges).toHaveLength(3)
})

it('liquidity that came and went in neighbouring blocks needs no count', () => {
  const story = new LedgerStory().day(0, 1).mint(alice, '1', ticks).deposit('1', units(1), pair(0.5, 0.5))
  story
    .block(blockOfDay(0) + 1, 9)
    .withdraw('1', units(1), pair(0, 1))
    .day(1)
  const input = story.input(alice, story.window(0, 1))
  expect([...input.snapshots.keys()]).toEqual([`1@${blockOfDay(1)}`])
  expect(computePerformance(input).performance.timeInRange).toBe(1)
})

it('liquidity of one block has no time: unknown, not zero', () => {
  const story = new LedgerStory().day(0, 1).mint(alice, '1', ticks).deposit('1', units(1), pair(0.5, 0.5))
  story.withdraw('1', units(1), pair(0.5, 0.5)).day(1)
  const { performance, missing } = story.performance(alice, story.window(0, 1))
  expect(performance.timeInRange).toBeNull()
  expect(missing).toEqual([])
})

it('is unknown without the states it takes, and says so', () => {
  const story = new LedgerStory().day(0, 1).mint(alice, '1', ticks).deposit('1', units(1), pair(0.5, 0.5)).day(5)
  const input = story.input(alice, story.window(0, 5))
  const snapshots = new Map([...input.snapshots].filter(([key]) => key !== `1@${blockOfDay(0)}`))
  const { performance, missing } = computePerformance({ ...input, snapshots })
  expect(performance.timeInRange).toBeNull()
  expect(performance.value.net).not.toBeNull()
  expect(missing).toMatchObject([{ what: 'Time in range of position 1' }])
})
