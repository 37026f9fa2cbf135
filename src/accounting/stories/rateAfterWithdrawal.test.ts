import { expect, it } from 'vitest'
import { alice, LedgerStory, pair, units } from './ledgerStory'

it('the rate does not explode when nearly everything is withdrawn', () => {
  const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1000), pair(1000, 1000))
  story.day(73).earn('1', pair(10, 10)).withdraw('1', units(999), pair(999, 999)).collect('1', pair(1009, 1009))
  story.day(146)
  const { performance } = story.performance(alice, story.window(0, 146))
  // 20 of fees on 2000 for a fifth of a year and 2 for another: 20 / 400.4. Over what is left (2) it would be 1000 %.
  expect(performance.value.capitalYears).toBeCloseTo(400.4, 6)
  expect(performance.rates.fees).toBeCloseTo(20 / 400.4, 9)
})

it('without capital for any time there is no rate', () => {
  const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1000), pair(1000, 1000))
  story.earn('1', pair(10, 10)).withdraw('1', units(1000), pair(1000, 1000)).collect('1', pair(1010, 1010)).day(10)
  const { performance, averageCapital } = story.performance(alice, story.window(0, 10))
  expect(performance.value.fees).toBeCloseTo(20, 9)
  expect(performance.value.capitalYears).toBe(0)
  expect(performance.rates).toEqual({ fees: null, impermanentLoss: null, rewards: null, gas: null, net: null })
  expect(averageCapital).toBe(0)
})
