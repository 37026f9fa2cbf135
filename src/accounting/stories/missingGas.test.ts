import { expect, it } from 'vitest'
import { alice, LedgerStory, pair, units } from './ledgerStory'

it('a receipt without the L1 fee makes gas a lower bound, its value and net unknown, and is said', () => {
  const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1)).day(1)
  story.transaction(alice, 100n, () => story.earn('1', pair(1, 1)).collect('1', pair(1, 1)), true)
  const { performance, missing } = story.day(2).performance(alice, story.window(0, 2))
  expect(performance.gas).toMatchObject({ wei: 100n, incomplete: true })
  expect(performance.value).toMatchObject({ gas: null, net: null, pnl: null, fees: expect.closeTo(2, 9) })
  expect(missing).toMatchObject([
    { what: expect.stringMatching(/^L1 fee of 1 transaction of 0x\w{4}…\w{4}$/) as string },
  ])
})

it('a missing L1 fee of a transaction that is not charged harms nothing', () => {
  const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1)).day(1)
  story.transaction('0x0000000000000000000000000000000000000099', 100n, () => story.collect('1', [0n, 0n]), true)
  const { performance, missing } = story.day(2).performance(alice, story.window(0, 2))
  expect(performance.gas.incomplete).toBe(false)
  expect(performance.value.gas).toBe(0)
  expect(missing).toEqual([])
})

it('a transaction whose receipt is missing makes gas unknown, not free', () => {
  const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1)).day(1)
  const hash = story.transaction(alice, 100n, () => story.collect('1', [0n, 0n]))
  story.costs.delete(hash)
  const { performance, missing, positions } = story.day(2).performance(alice, story.window(0, 2))
  expect(performance.gas).toMatchObject({ wei: 0n, incomplete: true })
  expect(performance.value).toMatchObject({ gas: null, net: null })
  expect(positions).toMatchObject([{ performance: { value: { gas: null } } }])
  expect(missing).toMatchObject([{ what: expect.stringMatching(/^Gas of 1 transaction of 0x\w{4}…\w{4}$/) as string }])
})

it('a native coin without a price makes gas unknown, and a free transaction needs none', () => {
  const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1)).day(2)
  story.nativePrice = null
  expect(story.performance(alice, story.window(0, 2)).performance.value.gas).toBe(0)
  story.transaction(alice, 100n, () => story.collect('1', [0n, 0n]))
  const { performance, missing } = story.day(3).performance(alice, story.window(0, 3))
  expect(performance.gas).toMatchObject({ wei: 100n, incomplete: false })
  expect(performance.value).toMatchObject({ gas: null, net: null, impermanentLoss: expect.closeTo(0, 9) })
  expect(missing).toMatchObject([{ what: expect.stringContaining('Price of the native coin at block') }])
})
