import { expect, it } from 'vitest'
import { alice, LedgerStory, pair, units } from './ledgerStory'

/* Everything is withdrawn from liquidity, and the tokens still sit in the contract with 0.1 ABC and 0.2 USD of fees. */
const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1)).day(10, 4)
story.earn('1', pair(0.1, 0.2)).withdraw('1', units(1), pair(0.5, 2)).day(20, 1)
const { performance, positions, ranges } = story.performance(alice, story.window(0, 20))

it('an emptied position with tokens owed is open for accounting', () => {
  expect(positions).toMatchObject([{ status: 'owed', liquidity: 0n }])
  expect(performance.amounts).toMatchObject({
    principal: [0n, 0n],
    principalOwed: pair(0.5, 2),
    feesUncollected: pair(0.1, 0.2),
  })
  expect(ranges).toHaveLength(1)
})

it('its principal counts where it left liquidity, its fees now', () => {
  // Out: 0.5 x 4 + 2 for a basket of 5. Fees: 0.1 x 1 + 0.2.
  expect(performance.value).toMatchObject({ principal: 0, hodl: 0 })
  expect(performance.value.impermanentLoss).toBeCloseTo(-1, 9)
  expect(performance.value.fees).toBeCloseTo(0.3, 9)
  expect(performance.value.pnl).toBeCloseTo(4 + 0.3 - 2, 9)
})

it('it is closed once nothing is left to collect, even where the pool rounded a unit away', () => {
  const paid = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1)).day(10)
  // The pool owes one unit less than the principal: fees of -1.
  paid.earn('1', [-1n, 0n]).withdraw('1', units(1), [100n, 100n]).collect('1', [99n, 100n]).day(20)
  const result = paid.performance(alice, paid.window(0, 20))
  expect(result.positions).toMatchObject([{ status: 'closed' }])
  expect(result.performance.amounts).toMatchObject({ principalOwed: [1n, 0n], feesUncollected: [-1n, 0n] })
})
