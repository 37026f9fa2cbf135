import { expect, it } from 'vitest'
import { alice, LedgerStory, pair, units } from './ledgerStory'

/*
 * Alice deposits 2 + 2 at price 1 (liquidity 2) and takes a quarter out at price 4: 0.25 ABC and 1 USD. The price then falls back to 1.
 */
const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(2), pair(2, 2))
story.day(73, 4).withdraw('1', units(0.5), pair(0.25, 1)).collect('1', pair(0.25, 1)).day(146, 1)
const { performance, events } = story.performance(alice, story.window(0, 146))

it('withdraw: what left is valued at the block in which it left', () => {
  expect(performance.amounts.withdrawn).toEqual(pair(0.25, 1))
  // 0.25 x 4 + 1
  expect(events.find(({ type }) => type === 'withdraw')).toMatchObject({ value: 2, prices: [4, 1] })
})

it('withdraw: releases its share of the basket and realises its impermanent loss', () => {
  // A quarter of 2 + 2 is 0.5 ABC and 0.5 USD, worth 2.5 then; 2 came out.
  expect(performance.value.impermanentLoss).toBeCloseTo(2 - 2.5, 9)
  // At price 1 again, the 1.5 + 1.5 left in the basket is just what the rest holds.
  expect(performance.value.hodl).toBeCloseTo(3, 9)
  expect(performance.value.principal).toBeCloseTo(3, 9)
})

it('market move counts the released basket where it left', () => {
  // 3 now, 2.5 released, for 4 deposited.
  expect(performance.value.marketMove).toBeCloseTo(3 + 2.5 - 4, 9)
  // Money out 2, inside 3, money in 4.
  expect(performance.value.pnl).toBeCloseTo(2 + 3 - 4, 9)
})

it('capital is taken anew at each event', () => {
  // 4 for a fifth of a year, then liquidity 1.5 at price 4, worth 1.5 x (0.5 x 4 + 2) = 6, for another fifth.
  expect(performance.value.capitalYears).toBeCloseTo(4 / 5 + 6 / 5, 9)
  expect(events.map(({ capitalAfter }) => Number(capitalAfter?.toFixed(9)))).toEqual([4, 6, 6, 3])
})

it('a basket share that does not divide is rounded down, and the last withdrawal releases what is left', () => {
  const odd = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', 3n, [10n, 10n])
  odd.day(1).withdraw('1', 1n, [3n, 3n]).withdraw('1', 2n, [6n, 6n]).collect('1', [9n, 9n]).day(2)
  const result = odd.performance(alice, odd.window(0, 2))
  // 3 of 10 released, then 7: the basket is empty, and 1 unit of each token was lost to the contract's rounding.
  expect(result.performance.value.hodl).toBe(0)
  expect(result.performance.value.impermanentLoss).toBeCloseTo(-2e-18, 25)
  expect(result.performance.amounts.feesCollected).toEqual([0n, 0n])
})
