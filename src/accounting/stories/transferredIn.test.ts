import { expect, it } from 'vitest'
import { alice, blockOfDay, bob, LedgerStory, pair, units, whole } from './ledgerStory'

/* Alice opens at price 1. Bob gets the position at price 4 with 0.1 + 0.4 of fees and 0.25 + 1 of principal owed inside. */
function tell() {
  const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(2), pair(2, 2)).day(73, 4)
  story.earn('1', pair(0.1, 0.4)).withdraw('1', units(0.5), pair(0.25, 1)).day(100, 4)
  return story.transfer('1', bob).day(173)
}

it('transferIn: principal is a deposit at the price of its block', () => {
  const story = tell()
  const { performance, events } = story.performance(bob, story.window(100, 173))
  // Liquidity 1.5 at price 4: 0.75 ABC and 3 USD, worth 6.
  expect(whole(performance.amounts.deposited)).toEqual([expect.closeTo(0.75, 12), expect.closeTo(3, 12)])
  expect(performance.value.principal).toBeCloseTo(6, 9)
  expect(performance.value.impermanentLoss).toBeCloseTo(0, 9)
  expect(performance.value.capitalYears).toBeCloseTo(6 / 5, 9)
  expect(events.map(({ type }) => type)).toEqual(['transferIn', 'close'])
})

it('transferIn: fees uncollected then are nobody’s income after it, principal owed then is neither capital nor income', () => {
  const story = tell().earn('1', pair(0.01, 0.02))
  const before = story.performance(bob, story.window(100, 173)).performance
  expect(before.amounts.feesUncollected).toEqual(pair(0.01, 0.02))
  expect(before.amounts.principalOwed).toEqual(pair(0.25, 1))

  // He collects everything but 0.005 ABC: 0.25 + 1 owed, 0.1 + 0.4 of Alice's time, and what is left is his.
  story.collect('1', pair(0.355, 1.42)).day(180)
  const after = story.performance(bob, story.window(100, 180)).performance
  expect(after.amounts).toMatchObject({
    feesCollected: pair(0.005, 0.02),
    feesUncollected: pair(0.005, 0),
    principalOwed: [0n, 0n],
    withdrawn: [0n, 0n],
  })
  // 0.01 x 4 + 0.02
  expect(after.value.fees).toBeCloseTo(0.06, 9)
  expect(after.value.net).toBeCloseTo(0.06, 9)
})

it('transferIn: what the giver’s fees are not covered by a small collect is taken off at the end', () => {
  const story = tell().earn('1', pair(0.01, 0.02)).collect('1', pair(0.3, 1.1)).day(180)
  const { amounts } = story.performance(bob, story.window(100, 180)).performance
  // 0.05 + 0.1 of the payout were fees, all of Alice's time; of 0.06 + 0.32 left inside, 0.05 + 0.3 are too.
  expect(amounts.feesCollected).toEqual([0n, 0n])
  expect(amounts.feesUncollected).toEqual(pair(0.01, 0.02))
})

it('transferIn: a collect in the block of the transfer pays out what is nobody’s income', () => {
  const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1)).day(10)
  story.earn('1', pair(0.1, 0.4)).transfer('1', bob).collect('1', pair(0.1, 0.4)).day(20).earn('1', pair(0.02, 0.02))
  const { performance } = story.performance(bob, story.window(10, 20))
  expect(performance.amounts).toMatchObject({ feesCollected: [0n, 0n], feesUncollected: pair(0.02, 0.02) })
  // The giver has earned them.
  const given = story.performance(alice, story.window(0, 20)).performance
  expect(given.amounts.feesCollected).toEqual(pair(0.1, 0.4))
})

it('transferIn: a position that came before the window opens with it', () => {
  const story = tell().earn('1', pair(0.01, 0.02)).day(180).earn('1', pair(0.03, 0.03)).day(190)
  const { performance, events } = story.performance(bob, story.window(175, 190))
  expect(events.map(({ type, blockNumber }) => [type, blockNumber])).toEqual([
    ['open', blockOfDay(175)],
    ['close', blockOfDay(190)],
  ])
  expect(performance.amounts.feesUncollected).toEqual(pair(0.03, 0.03))
})
