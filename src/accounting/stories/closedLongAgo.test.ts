import { expect, it } from 'vitest'
import { alice, LedgerStory, pair, units } from './ledgerStory'

/** In at price 1, out at price 4 with 0.5 ABC and 2 USD; then the price goes wherever it likes. */
function tellUntil(lastPrice: number) {
  const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1))
  story.day(73, 4).withdraw('1', units(1), pair(0.5, 2)).collect('1', pair(0.5, 2)).day(146, lastPrice)
  return story.performance(alice, story.window(0, 146)).performance
}

it('a closed position has a baseline that no later price moves', () => {
  const { value } = tellUntil(4)
  // Released basket 1 x 4 + 1 = 5 for 2 deposited; 4 came out.
  expect(value.marketMove).toBeCloseTo(3, 9)
  expect(value.impermanentLoss).toBeCloseTo(-1, 9)
  expect(value.pnl).toBeCloseTo(2, 9)
  expect(value.hodl).toBe(0)
  expect(tellUntil(100).value).toEqual(value)
  expect(tellUntil(0.01).value).toEqual(value)
})

it('time after the close neither earns nor dilutes', () => {
  // 2 USD for a fifth of a year.
  expect(tellUntil(9).value.capitalYears).toBeCloseTo(0.4, 9)
})
