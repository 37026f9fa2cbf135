import { expect, it } from 'vitest'
import { alice, bob, LedgerStory, pair, units, whole } from './ledgerStory'

/* Alice earns 0.1 + 0.4 until price 4, then gives the position to Bob, who earns, collects and closes. */
const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1)).day(73, 4)
story.earn('1', pair(0.1, 0.4)).transfer('1', bob).day(100).earn('1', pair(5, 5))
story.withdraw('1', units(1), pair(0.5, 2)).collect('1', pair(5.6, 7.4)).day(146, 1)
const { performance, positions, events } = story.performance(alice, story.window(0, 146))

it('transferOut: closes the giver’s books with principal withdrawn and fees collected', () => {
  expect(whole(performance.amounts.withdrawn)).toEqual([expect.closeTo(0.5, 12), expect.closeTo(2, 12)])
  expect(performance.amounts).toMatchObject({
    feesCollected: pair(0.1, 0.4),
    feesUncollected: [0n, 0n],
    principal: [0n, 0n],
    principalOwed: [0n, 0n],
  })
  // 4 out for a basket of 5; fees 0.1 x 4 + 0.4; 2 in.
  expect(performance.value.impermanentLoss).toBeCloseTo(-1, 9)
  expect(performance.value.fees).toBeCloseTo(0.8, 9)
  expect(performance.value.pnl).toBeCloseTo(4 + 0.8 - 2, 9)
})

it('transferOut: capital stands until the transfer, and what comes after is not the giver’s', () => {
  expect(performance.value.capitalYears).toBeCloseTo(2 / 5, 9)
  expect(events.map(({ type }) => type)).toEqual(['deposit', 'transferOut'])
  expect(positions).toMatchObject([{ status: 'closed', liquidity: 0n }])
})

it('transferOut: a giver who had got the position with fees inside only keeps what came on top', () => {
  const passed = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1)).day(10)
  passed.earn('1', pair(0.1, 0.1)).transfer('1', bob).day(20).earn('1', pair(0.3, 0)).transfer('1', alice).day(30)
  passed.earn('1', pair(0, 0.7))
  const window = passed.window(0, 30)
  expect(passed.performance(bob, window).performance.amounts.feesCollected).toEqual(pair(0.3, 0))
  const back = passed.performance(alice, window)
  expect(back.performance.amounts).toMatchObject({ feesCollected: pair(0.1, 0.1), feesUncollected: pair(0, 0.7) })
  expect(back.positions).toMatchObject([{ status: 'open' }])
  // Her own deposit, and the principal that came back.
  expect(whole(back.performance.amounts.deposited)).toEqual([expect.closeTo(2, 12), expect.closeTo(2, 12)])
})

it('transferOut: passing through within a block earns and owns nothing', () => {
  const passed = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1)).day(10)
  passed.earn('1', pair(0.1, 0.1)).transfer('1', bob).transfer('1', alice).collect('1', pair(0.1, 0.1)).day(20)
  const { performance: through } = passed.performance(bob, passed.window(0, 20))
  expect(through.amounts).toMatchObject({ feesCollected: [0n, 0n], feesUncollected: [0n, 0n] })
  expect(through.value).toMatchObject({ fees: 0, impermanentLoss: 0, capitalYears: 0, pnl: 0 })
})
