import { expect, it } from 'vitest'
import { priceKey } from '../../domain/prices'
import { computePerformance } from '../computePerformance'
import { alice, blockOfDay, LedgerStory, pair, units } from './ledgerStory'

function tell() {
  const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1))
  return story.day(73, 4).earn('1', pair(0.1, 0.1)).collect('1', pair(0.1, 0.1)).day(146)
}

it('promise 10: an unknown price makes every figure that needs it unknown, and is named', () => {
  const story = tell()
  story.unpriced.add(blockOfDay(73))
  const { performance, missing, events } = story.performance(alice, story.window(0, 146))
  expect(performance.value).toMatchObject({ fees: null, net: null, pnl: null, capitalYears: null })
  expect(performance.rates).toEqual({ fees: null, impermanentLoss: null, rewards: null, gas: null, net: null })
  // What needs only the other blocks stands.
  expect(performance.value.impermanentLoss).toBeCloseTo(-1, 9)
  expect(performance.value.marketMove).toBeCloseTo(3, 9)
  expect(performance.amounts.feesCollected).toEqual(pair(0.1, 0.1))
  expect(missing).toEqual([{ what: `Price of ABC at block ${blockOfDay(73)}`, why: expect.any(String) }])
  expect(events.find(({ type }) => type === 'collect')).toMatchObject({
    prices: [null, 1],
    value: null,
    feeValue: null,
  })
})

it('several blocks without a price are said in one line', () => {
  const story = tell()
  story.unpriced.add(blockOfDay(73)).add(blockOfDay(146))
  const { missing } = story.performance(alice, story.window(0, 146))
  expect(missing.map(({ what }) => what)).toEqual([
    `Price of ABC at 2 blocks (${blockOfDay(73)} to ${blockOfDay(146)})`,
  ])
})

it('an amount of zero needs no price', () => {
  const story = new LedgerStory().day(0, 1).mint(alice, '1', [-120, -60]).deposit('1', units(1), pair(0, 0.003)).day(10)
  story.unpriced.add(blockOfDay(0)).add(blockOfDay(10))
  const { performance, missing } = story.earn('1', pair(0, 0.001)).performance(alice, story.window(0, 10))
  expect(performance.value.fees).toBeCloseTo(0.001, 9)
  expect(performance.value.net).not.toBeNull()
  expect(missing).toEqual([])
})

it('promise 10: a token without decimals has no value, and its amounts stay exact', () => {
  const story = tell()
  const pool = { ...story.pool, token0: { ...story.pool.token0, decimals: null } }
  const { performance, missing } = story.performance(alice, story.window(0, 146), { pool })
  expect(performance.value).toMatchObject({ principal: null, fees: null, net: null })
  expect(performance.amounts.feesCollected).toEqual(pair(0.1, 0.1))
  expect(missing).toEqual([{ what: 'Values of ABC', why: 'Its contract does not say how many decimals it has.' }])
})

it('promise 10: a price that is no number counts as unknown', () => {
  const story = tell()
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, -1]) {
    const input = story.input(alice, story.window(0, 146))
    const quotes = new Map([...input.prices.quotes].map(([key, quote]) => [key, quote && { ...quote, value }]))
    const { performance } = computePerformance({ ...input, prices: { ...input.prices, quotes } })
    expect(performance.value).toMatchObject({ principal: null, fees: null, net: null, capitalYears: null })
  }
})

it('an unknown price of the pool itself makes principal unknown, and says so', () => {
  const story = tell()
  const input = story.input(alice, story.window(0, 146))
  const sqrtPriceX96 = new Map([...input.prices.sqrtPriceX96].filter(([block]) => block !== blockOfDay(146)))
  const { performance, missing, events } = computePerformance({ ...input, prices: { ...input.prices, sqrtPriceX96 } })
  expect(performance.value).toMatchObject({ principal: null, impermanentLoss: null, net: null })
  expect(performance.value.fees).toBeCloseTo(0.5, 9)
  expect(performance.unknownAmounts).toEqual(['principal'])
  expect(events.at(-1)).toMatchObject({ type: 'close', amounts: null, value: null })
  expect(missing).toMatchObject([{ what: `The pool's own price at block ${blockOfDay(146)}` }])
})

it('promise 10: why a price is not known is said where the source said it, once for each reason', () => {
  const story = tell()
  story.unpriced.add(blockOfDay(73)).add(blockOfDay(146))
  const input = story.input(alice, story.window(0, 146))
  const whyUnknown = new Map([[priceKey(story.pool.token0.address, blockOfDay(73)), 'The feed was silent.']])
  const { missing } = computePerformance({ ...input, prices: { ...input.prices, whyUnknown } })
  expect(missing).toEqual([
    {
      what: `Price of ABC at block ${blockOfDay(73)}`,
      why: 'The feed was silent. Every figure that needs it is unknown.',
    },
    {
      what: `Price of ABC at block ${blockOfDay(146)}`,
      why: 'No source gives it. Every figure that needs it is unknown.',
    },
  ])
})
