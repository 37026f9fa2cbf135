import { expect, it } from 'vitest'
import { alice, LedgerStory, pair, timestampOf, blockOfDay, units } from './ledgerStory'

/*
 * Alice leaves her first range at price 4 (0.5 ABC and 2 USD), goes into other ticks with the same tokens, and closes when
 * the price is back at 1. A position by itself looks fine: the loss was made by moving.
 */
const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1))
story.day(73, 4).withdraw('1', units(1), pair(0.5, 2)).collect('1', pair(0.5, 2))
story.mint(alice, '2', [-887160, 887160]).deposit('2', units(1), pair(0.5, 2))
story.day(146, 1).withdraw('2', units(1), pair(1, 1)).collect('2', pair(1, 1)).day(200)
const result = story.performance(alice, story.window(0, 200))

it('the owner in the pool carries what re-ranging realised', () => {
  // Leaving: 4 came out for a basket of 5. Closing: 2 came out for a basket of 0.5 + 2 = 2.5.
  expect(result.performance.value.impermanentLoss).toBeCloseTo(-1 - 0.5, 9)
  expect(result.positions.map(({ performance }) => Number(performance.value.impermanentLoss?.toFixed(9)))).toEqual([
    -1, -0.5,
  ])
  // In 2 and 4, out 4 and 2.
  expect(result.performance.value.pnl).toBeCloseTo(0, 9)
  expect(result.performance.value.marketMove).toBeCloseTo(1.5, 9)
})

it('re-ranging does not reset capital and time', () => {
  // 2 for a fifth of a year, 4 for another.
  expect(result.performance.value.capitalYears).toBeCloseTo(0.4 + 0.8, 9)
})

it('counts one re-range and tells both ranges with their times', () => {
  expect(result.reRanges).toBe(1)
  expect(result.ranges).toEqual([
    {
      positionId: '1',
      tickLower: -887220,
      tickUpper: 887220,
      fromTimestamp: timestampOf(blockOfDay(0)),
      toTimestamp: timestampOf(blockOfDay(73)),
    },
    {
      positionId: '2',
      tickLower: -887160,
      tickUpper: 887160,
      fromTimestamp: timestampOf(blockOfDay(73)),
      toTimestamp: timestampOf(blockOfDay(146)),
    },
  ])
})

it('coming back to the same ticks, or adding a second range, is no re-range', () => {
  const again = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1))
  again.day(1).withdraw('1', units(1), pair(1, 1)).collect('1', pair(1, 1)).mint(alice, '2')
  again.deposit('2', units(1), pair(1, 1)).mint(alice, '3', [-60, 60]).deposit('3', units(1), pair(0.003, 0.003))
  expect(again.day(2).performance(alice, again.window(0, 2)).reRanges).toBe(0)
})

it('range width is the half-width around the middle, weighted by capital and time', () => {
  const narrow = new LedgerStory().day(0, 1).mint(alice, '1', [-6931, 6931]).deposit('1', units(1), pair(0.3, 0.3))
  // 1.0001^13862 is 4.0 (to 0.01 %): from a middle of 2.5, 1 and 4 lie 60 % away.
  expect(narrow.day(1).performance(alice, narrow.window(0, 1)).rangeWidth).toBeCloseTo(0.6, 3)
  expect(result.rangeWidth).toBeCloseTo(1, 9)
})
