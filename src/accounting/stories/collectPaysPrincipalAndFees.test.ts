import { expect, it } from 'vitest'
import { alice, LedgerStory, pair, units } from './ledgerStory'

const told = () => new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1)).day(10, 4)

it('collect: pays out withdrawn principal first, and only the rest is fees', () => {
  const story = told().earn('1', pair(0.1, 0.2)).withdraw('1', units(0.5), pair(0.25, 1))
  story.collect('1', pair(0.35, 1.2)).day(20)
  const { performance, events } = story.performance(alice, story.window(0, 20))
  expect(performance.amounts.feesCollected).toEqual(pair(0.1, 0.2))
  expect(performance.amounts.withdrawn).toEqual(pair(0.25, 1))
  expect(performance.amounts.principalOwed).toEqual([0n, 0n])
  // 0.1 x 4 + 0.2
  expect(performance.value.fees).toBeCloseTo(0.6, 9)
  expect(events.find(({ type }) => type === 'collect')).toMatchObject({
    amounts: ['350000000000000000', '1200000000000000000'],
    feeAmounts: ['100000000000000000', '200000000000000000'],
  })
})

it('collect: a payout that is smaller than the principal owed holds no fees', () => {
  const story = told().earn('1', pair(0.1, 0.2)).withdraw('1', units(0.5), pair(0.25, 1))
  story.collect('1', pair(0.2, 0)).day(20)
  const { amounts } = story.performance(alice, story.window(0, 20)).performance
  expect(amounts.feesCollected).toEqual([0n, 0n])
  expect(amounts.principalOwed).toEqual(pair(0.05, 1))
  expect(amounts.feesUncollected).toEqual(pair(0.1, 0.2))
})

it('collect: each token has its own order of payment', () => {
  const story = told().earn('1', pair(0.1, 0.2)).withdraw('1', units(0.5), pair(0.25, 1))
  story.collect('1', pair(0.3, 0.5)).day(20)
  const { amounts } = story.performance(alice, story.window(0, 20)).performance
  expect(amounts.feesCollected).toEqual(pair(0.05, 0))
  expect(amounts.principalOwed).toEqual(pair(0, 0.5))
  expect(amounts.feesUncollected).toEqual(pair(0.05, 0.2))
})

it('collect: fees are valued at the block of their own collect, and stay when the price moves', () => {
  const story = told().earn('1', pair(0.1, 0.2)).collect('1', pair(0.1, 0.2)).day(20, 1).earn('1', pair(0.1, 0.2))
  const { performance } = story.performance(alice, story.window(0, 20))
  // 0.1 x 4 + 0.2 when collected, 0.1 x 1 + 0.2 for those that are still inside.
  expect(performance.value.fees).toBeCloseTo(0.6 + 0.3, 9)
})
