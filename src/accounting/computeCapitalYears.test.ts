import { expect, it } from 'vitest'
import { computeCapitalYears } from './computeCapitalYears'
import { alice, blockOfDay, bob, LedgerStory, pair, units } from './stories/ledgerStory'

function capitalYearsOf(story: LedgerStory, owner: typeof alice, fromDay: number, toDay: number) {
  const { pool, histories, prices, window } = story.input(owner, story.window(fromDay, toDay))
  return computeCapitalYears({ owner, pool, histories, prices, window })
}

it('default: capital just after each event, at that block’s prices, times the time until the next', () => {
  const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1)).day(73, 4)
  story.collect('1', [0n, 0n]).day(146).mint(alice, '2').deposit('2', units(1), pair(0.5, 2)).day(219)
  // 2, then 4 (the collect takes the price anew), then 8, each for a fifth of a year.
  expect(capitalYearsOf(story, alice, 0, 219)).toBeCloseTo((2 + 4 + 8) / 5, 9)
})

it('behavior: capital at the start of the window counts from there', () => {
  const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1)).day(73, 4).day(200)
  expect(capitalYearsOf(story, alice, 73, 146)).toBeCloseTo(4 / 5, 9)
})

it('behavior: a hundredfold of capital for one block loses against a year of little', () => {
  const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1)).day(100)
  story.mint(bob, '2').deposit('2', units(100), pair(100, 100))
  story
    .block(blockOfDay(100) + 1)
    .withdraw('2', units(100), pair(100, 100))
    .day(365)
  const jit = capitalYearsOf(story, bob, 0, 365) as number
  // 200 for 12 seconds
  expect(jit).toBeCloseTo((200 * 12) / (365 * 86_400), 9)
  expect(capitalYearsOf(story, alice, 0, 365)).toBeCloseTo(2, 9)
})

it('behavior: within a block there is no time', () => {
  const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1))
  story.withdraw('1', units(1), pair(1, 1)).day(10)
  expect(capitalYearsOf(story, alice, 0, 10)).toBe(0)
})

it('behavior: unknown where a price is', () => {
  const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1)).day(10)
  story.unpriced.add(blockOfDay(0))
  expect(capitalYearsOf(story, alice, 0, 10)).toBeNull()
})
