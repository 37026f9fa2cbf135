import { expect, it } from 'vitest'
import type { PositionHistory } from '../../domain/ledger'
import { computePerformance } from '../computePerformance'
import { snapshotKey } from '../snapshotKey'
import { alice, blockOfDay, LedgerStory, pair, units } from './ledgerStory'

/* Alice has one position for ten days: 1 ABC and 1 USD, fees collected on day 4, half withdrawn on day 6. The endpoint loses events. */
function tell() {
  const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1))
  story.day(4).earn('1', pair(0.1, 0.1)).collect('1', pair(0.1, 0.1))
  story.day(6).withdraw('1', units(0.5), pair(0.5, 0.5)).collect('1', pair(0.5, 0.5))
  return story.day(10)
}

const unknown = {
  capitalYears: null,
  principal: null,
  fees: null,
  impermanentLoss: null,
  gas: null,
  net: null,
  pnl: null,
}

function performanceOf(change: (history: PositionHistory) => PositionHistory) {
  const story = tell()
  const input = story.input(alice, story.window(0, 10))
  const key = snapshotKey('1', blockOfDay(10))
  const snapshots = new Map(input.snapshots).set(key, story.snapshot('1', blockOfDay(10)))
  return computePerformance({ ...input, histories: input.histories.map(change), snapshots })
}

const without = (type: string) => (history: PositionHistory) => {
  return { ...history, events: history.events.filter((event) => event.type !== type) }
}

it('a deposit that is lost makes every figure and amount unknown, not an error and not zero', () => {
  const { performance, missing, inconsistent } = performanceOf(without('deposit'))
  expect(performance.value).toMatchObject(unknown)
  expect(performance.unknownAmounts).toEqual(Object.keys(performance.amounts))
  expect(inconsistent).toEqual(['1'])
  expect(missing).toContainEqual({
    what: 'All figures of position 1',
    why: expect.stringContaining('do not add up') as string,
  })
})

it('all events lost: the state at the end tells that there were some', () => {
  const { performance } = performanceOf((history) => ({ ...history, events: [] }))
  expect(performance.value).toMatchObject(unknown)
  expect(performance.unknownAmounts).toContain('principal')
})

it('a history that something else contradicts gives no figure, however well its events add up', () => {
  const { performance, missing } = performanceOf((history) => ({ ...history, isContradicted: true }))
  expect(performance.value).toMatchObject(unknown)
  expect(missing).toMatchObject([{ what: 'All figures of position 1' }])
})

it('claimReward: a payment whose token is not known leaves rewards and net unknown, and capital as it was', () => {
  const story = tell()
  const known = story.claim('1', units(3)).day(12).performance(alice, story.window(0, 12))
  const input = story.input(alice, story.window(0, 12))
  const histories = input.histories.map((history) => ({
    ...history,
    events: history.events.map((event) =>
      event.type === 'claimReward' ? { ...event, token: null, amount: null } : event,
    ),
  }))
  const { performance, events } = computePerformance({ ...input, histories })
  expect(performance.value).toMatchObject({ rewards: null, net: null, pnl: null })
  expect(performance.value.capitalYears).toBe(known.performance.value.capitalYears)
  expect(performance.value.fees).toBe(known.performance.value.fees)
  const claim = events.find(({ type }) => type === 'claimReward')
  expect(claim).toMatchObject({ value: null, amounts: null })
  expect(claim).not.toHaveProperty('token')
})
