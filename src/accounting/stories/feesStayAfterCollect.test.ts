import { expect, it } from 'vitest'
import { alice, LedgerStory, pair, units } from './ledgerStory'

it('fees of the whole life are still there once they are collected, and after the position is closed', () => {
  const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1))
  story.day(10).earn('1', pair(0.1, 0.3)).collect('1', pair(0.1, 0.3))
  story.day(20).earn('1', pair(0.2, 0.4)).withdraw('1', units(1), pair(1, 1)).collect('1', pair(1.2, 1.4))
  const { performance, positions } = story.day(300).performance(alice, story.window(0, 300))
  expect(performance.amounts.feesCollected).toEqual(pair(0.3, 0.7))
  expect(performance.amounts.feesUncollected).toEqual([0n, 0n])
  expect(performance.value.fees).toBeCloseTo(1, 9)
  expect(positions).toMatchObject([{ status: 'closed', liquidity: 0n }])
})
