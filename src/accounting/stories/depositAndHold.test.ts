import { expect, it } from 'vitest'
import { alice, blockOfDay, LedgerStory, pair, units, whole } from './ledgerStory'

/*
 * Alice puts 1 ABC and 1 USD into a full range at price 1. Half a year later ABC costs 4 USD: the liquidity of 1 now holds
 * 1 / sqrt(4) = 0.5 ABC and sqrt(4) = 2 USD.
 */
const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1)).day(182.5, 4)
story.earn('1', pair(0.25, 1))
const { performance, positions, events, averageCapital } = story.performance(alice, story.window(0, 182.5))

it('deposit: principal goes in at the price of its block', () => {
  expect(performance.amounts.deposited).toEqual(pair(1, 1))
  expect(performance.amounts.withdrawn).toEqual([0n, 0n])
  expect(whole(performance.amounts.principal)).toEqual([expect.closeTo(0.5, 12), expect.closeTo(2, 12)])
  // 0.5 x 4 + 2
  expect(performance.value.principal).toBeCloseTo(4, 9)
})

it('holding would have been better than the pool, before fees', () => {
  // The basket of 1 ABC and 1 USD is worth 4 + 1; it was worth 2.
  expect(performance.value.hodl).toBeCloseTo(5, 9)
  expect(performance.value.marketMove).toBeCloseTo(3, 9)
  expect(performance.value.impermanentLoss).toBeCloseTo(-1, 9)
})

it('fees that nobody collected yet are valued now', () => {
  expect(performance.amounts.feesUncollected).toEqual(pair(0.25, 1))
  expect(performance.amounts.feesCollected).toEqual([0n, 0n])
  // 0.25 x 4 + 1
  expect(performance.value.fees).toBeCloseTo(2, 9)
})

it('net adds up, and pnl is value now less money in', () => {
  expect(performance.value).toMatchObject({ rewards: 0, gas: 0 })
  expect(performance.value.net).toBeCloseTo(2 - 1, 9)
  // 4 of principal and 2 of fees for the 2 that were put in.
  expect(performance.value.pnl).toBeCloseTo(4 + 2 - 2, 9)
})

it('capital is the principal just after the last event, for as long as it stood', () => {
  // 2 USD for half a year, whatever the price did in between.
  expect(performance.value.capitalYears).toBeCloseTo(1, 9)
  expect(averageCapital).toBeCloseTo(2, 9)
  expect(performance.rates.fees).toBeCloseTo(2, 9)
  expect(performance.rates.impermanentLoss).toBeCloseTo(-1, 9)
  expect(performance.rates.net).toBeCloseTo(1, 9)
})

it('the evidence is the deposit and the close', () => {
  expect(events.map(({ type, blockNumber }) => [type, blockNumber])).toEqual([
    ['deposit', blockOfDay(0)],
    ['close', blockOfDay(182.5)],
  ])
  expect(events[0]).toMatchObject({ prices: [1, 1], value: 2, feeAmounts: null, feeValue: null, impermanentLoss: null })
  expect(events[1]).toMatchObject({
    prices: [4, 1],
    feeAmounts: ['250000000000000000', '1000000000000000000'],
    transactionHash: null,
  })
  expect(positions).toMatchObject([{ status: 'open', liquidity: units(1) }])
})
