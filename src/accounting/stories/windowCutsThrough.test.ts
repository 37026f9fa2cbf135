import { describe, expect, it } from 'vitest'
import { alice, blockOfDay, bob, LedgerStory, pair, units, whole } from './ledgerStory'

/*
 * Alice deposits at price 1 (day 0), earns 0.1 + 0.2 until day 73, and withdraws half at price 4 on day 50, still uncollected on day 73.
 * The window opens on day 73 at price 4; after it she earns 0.3 + 0.4 and collects twice.
 */
function tell() {
  const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(2), pair(2, 2))
  story.day(50, 4).withdraw('1', units(1), pair(0.5, 2)).earn('1', pair(0.1, 0.2))
  return story.day(80).earn('1', pair(0.3, 0.4))
}

describe('an owner who has a position at the window’s start', () => {
  it('opens with its principal as a deposit at the price of the start', () => {
    const story = tell().day(146, 1)
    const { performance, events } = story.performance(alice, story.window(73, 146))
    expect(whole(performance.amounts.deposited)).toEqual([expect.closeTo(0.5, 12), expect.closeTo(2, 12)])
    expect(performance.amounts.withdrawn).toEqual([0n, 0n])
    expect(events[0]).toMatchObject({ type: 'open', blockNumber: blockOfDay(73), transactionHash: null, logIndex: 0 })
    expect(events[0]?.value).toBeCloseTo(4, 9)
    // Basket 0.5 + 2 at price 1 is 2.5, the liquidity holds 2; it was 4 at the start.
    expect(performance.value.impermanentLoss).toBeCloseTo(-0.5, 9)
    expect(performance.value.marketMove).toBeCloseTo(-1.5, 9)
    expect(performance.value.capitalYears).toBeCloseTo(4 / 5, 9)
  })

  it('has no income from fees that were uncollected then, nor from principal that was owed then', () => {
    const story = tell().collect('1', pair(0.65, 2.1)).day(100)
    // Paid: 0.5 + 2 owed since day 50, then 0.1 of 0.1 and 0.1 of 0.2 from before, then 0.05 of new ABC fees.
    const { performance } = story.performance(alice, story.window(73, 100))
    expect(performance.amounts).toMatchObject({
      feesCollected: pair(0.05, 0),
      // Inside are 0.25 + 0.5, of which 0.1 USD are from before.
      feesUncollected: pair(0.25, 0.4),
      principalOwed: [0n, 0n],
      withdrawn: [0n, 0n],
    })
    expect(performance.value.fees).toBeCloseTo(0.3 * 4 + 0.4, 9)
  })

  it('still has the owed principal listed as owed', () => {
    const story = tell().day(100)
    expect(story.performance(alice, story.window(73, 100)).performance.amounts).toMatchObject({
      principalOwed: pair(0.5, 2),
      feesUncollected: pair(0.3, 0.4),
    })
  })

  it('is charged only for transactions inside the window', () => {
    const story = tell()
    story.transaction(alice, 7n, () => story.collect('1', pair(0, 0)))
    story.day(110).transaction(alice, 11n, () => story.collect('1', pair(0, 0)))
    story.day(120)
    expect(story.performance(alice, story.window(79, 120)).performance.gas.wei).toBe(18n)
    // Day 80 is the window's first block: its end is the start.
    expect(story.performance(alice, story.window(80, 120)).performance.gas.wei).toBe(11n)
    expect(story.performance(alice, story.window(79, 109)).performance.gas.wei).toBe(7n)
  })
})

describe('the window’s first block', () => {
  it('is inside for the owner whose first deposit opens the window', () => {
    const story = new LedgerStory().day(0, 1).mint(alice, '1')
    story.transaction(alice, 100n, () => story.deposit('1', units(1), pair(1, 1)))
    const { performance, events } = story.day(10).performance(alice, story.window(0, 10))
    expect(events[0]).toMatchObject({ type: 'deposit' })
    expect(performance.gas.wei).toBe(100n)
    expect(performance.amounts.deposited).toEqual(pair(1, 1))
  })

  it('is outside for an owner who was in the pool before', () => {
    const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1)).day(5)
    story.mint(alice, '2').transaction(alice, 100n, () => story.deposit('2', units(1), pair(1, 1)))
    const { performance, events } = story.day(10).performance(alice, story.window(5, 10))
    expect(events.map(({ type, positionId }) => [type, positionId])).toEqual([
      ['open', '1'],
      ['open', '2'],
      ['close', '1'],
      ['close', '2'],
    ])
    expect(performance.gas.wei).toBe(0n)
    // The opening takes the principal at the pool's price, which is what the liquidity would pay out: one unit less.
    expect(performance.amounts.deposited[0]).toBe(2n * (units(1) - 1n))
  })
})

it('a position that was closed and paid out before the window has no part in it', () => {
  const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1)).day(5)
  story.withdraw('1', units(1), pair(1, 1)).collect('1', pair(1, 1)).mint(alice, '2').deposit('2', units(1), pair(1, 1))
  const result = story.day(20).performance(alice, story.window(10, 20))
  expect(result.positions.map(({ position }) => position.id)).toEqual(['2'])
  expect(result.performance.amounts.deposited[0]).toBe(units(1) - 1n)
})

it('a position emptied before the window and collected inside of it brings no income', () => {
  const story = new LedgerStory()
    .day(0, 1)
    .mint(alice, '1')
    .deposit('1', units(1), pair(1, 1))
    .earn('1', pair(0.1, 0.1))
  story.day(5).withdraw('1', units(1), pair(1, 1)).day(15).collect('1', pair(1.1, 1.1))
  const { performance } = story.day(20).performance(alice, story.window(10, 20))
  expect(performance.amounts).toMatchObject({ feesCollected: [0n, 0n], withdrawn: [0n, 0n] })
  expect(performance.value).toMatchObject({ fees: 0, impermanentLoss: 0, capitalYears: 0 })
})

it('an owner who comes and goes before the window, or after it, has nothing in it', () => {
  const story = new LedgerStory()
    .day(0, 1)
    .mint(alice, '1')
    .deposit('1', units(1), pair(1, 1))
    .day(5)
    .transfer('1', bob)
  story.day(30).transfer('1', alice).day(40)
  const result = story.performance(alice, story.window(10, 20))
  expect(result.positions).toEqual([])
  expect(result.events).toEqual([])
  expect(result.performance.value).toMatchObject({ capitalYears: 0, fees: 0, pnl: 0 })
})
