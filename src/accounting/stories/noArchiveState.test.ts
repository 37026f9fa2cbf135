import { expect, it } from 'vitest'
import { alice, blockOfDay, bob, LedgerStory, pair, units } from './ledgerStory'
import type { PerformanceInput } from '../performanceInput'
import { computePerformance } from '../computePerformance'
import { snapshotKey } from '../snapshotKey'

/** What a node without archive state gives: the states of the report's block only. */
function withoutArchive(input: PerformanceInput): PerformanceInput {
  const snapshots = [...input.snapshots].filter(([, { blockNumber }]) => blockNumber === input.window.toBlock)
  return { ...input, snapshots: new Map(snapshots) }
}

it('a position opened inside the window starts from nothing: its fees are known', () => {
  const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1)).day(10)
  story.earn('1', pair(0.1, 0.1)).collect('1', pair(0.1, 0.1)).day(20).earn('1', pair(0.2, 0.2))
  const input = withoutArchive(story.input(alice, story.window(0, 20)))
  const { performance } = computePerformance(input)
  expect(performance.amounts).toMatchObject({ feesCollected: pair(0.1, 0.1), feesUncollected: pair(0.2, 0.2) })
  expect(performance.value.fees).toBeCloseTo(0.6, 9)
  expect(performance.unknownAmounts).toBeUndefined()
})

it('a position held at the start has unknown fees, known principal, and that is said', () => {
  const story = new LedgerStory()
    .day(0, 1)
    .mint(alice, '1')
    .deposit('1', units(1), pair(1, 1))
    .earn('1', pair(0.1, 0.1))
  story.day(20, 4).earn('1', pair(0.1, 0.1)).collect('1', pair(0.2, 0.2)).day(30)
  const { performance, missing, events } = computePerformance(withoutArchive(story.input(alice, story.window(10, 30))))
  expect(performance.value).toMatchObject({ fees: null, net: null, pnl: null })
  expect(performance.value.impermanentLoss).toBeCloseTo(-1, 9)
  expect(performance.value.marketMove).toBeCloseTo(3, 9)
  expect(performance.value.capitalYears).not.toBeNull()
  expect(performance.unknownAmounts).toEqual(['feesCollected', 'feesUncollected'])
  expect(events.find(({ type }) => type === 'collect')).toMatchObject({ feeAmounts: null, feeValue: null })
  expect(missing[0]).toEqual({
    what: 'Fees of position 1',
    why: `What could be collected at block ${blockOfDay(10)} is not known: the endpoint does not keep the state of that block.`,
  })
})

it('a position that was empty at the start and stayed so is known from its state at the end', () => {
  const story = new LedgerStory()
    .day(0, 1)
    .mint(alice, '1')
    .deposit('1', units(1), pair(1, 1))
    .earn('1', pair(0.1, 0.3))
  story.day(5).withdraw('1', units(1), pair(1, 1)).day(20).collect('1', pair(1.05, 1)).day(30)
  const { performance, positions, missing } = computePerformance(
    withoutArchive(story.input(alice, story.window(10, 30))),
  )
  expect(performance.amounts).toMatchObject({ feesCollected: [0n, 0n], feesUncollected: [0n, 0n] })
  expect(performance.value).toMatchObject({ fees: 0, net: 0 })
  expect(positions).toMatchObject([{ status: 'owed' }])
  expect(missing).toEqual([])
})

it('an empty position that changes hands is known too', () => {
  const story = new LedgerStory()
    .day(0, 1)
    .mint(alice, '1')
    .deposit('1', units(1), pair(1, 1))
    .earn('1', pair(0.1, 0.3))
  story
    .day(5)
    .withdraw('1', units(1), pair(1, 1))
    .day(10)
    .transfer('1', bob)
    .day(20)
    .collect('1', pair(1.1, 1.3))
    .day(30)
  const window = story.window(0, 30)
  const given = computePerformance({ ...withoutArchive(story.input(alice, window)), snapshots: new Map() })
  expect(given.performance.value.fees).toBeNull()
  const got = computePerformance(withoutArchive(story.input(bob, window)))
  expect(got.performance.amounts).toMatchObject({ feesCollected: [0n, 0n], feesUncollected: [0n, 0n] })
  // The giver's books need the state at the end as well; with it, her fees follow.
  const snapshots = withoutArchive(story.input(bob, window)).snapshots
  const known = computePerformance({ ...story.input(alice, window), snapshots })
  expect(known.performance.amounts.feesCollected).toEqual(pair(0.1, 0.3))
})

it('a transferred position with liquidity has unknown fees on both sides', () => {
  const story = new LedgerStory()
    .day(0, 1)
    .mint(alice, '1')
    .deposit('1', units(1), pair(1, 1))
    .earn('1', pair(0.1, 0.3))
  story.day(5).transfer('1', bob).day(30)
  for (const owner of [alice, bob]) {
    const { performance } = computePerformance(withoutArchive(story.input(owner, story.window(0, 30))))
    expect(performance.value).toMatchObject({ fees: null, net: null })
    expect(performance.value.impermanentLoss).toBeCloseTo(0, 9)
  }
})

it('an empty position is known from an earlier state as well', () => {
  const story = new LedgerStory()
    .day(0, 1)
    .mint(alice, '1')
    .deposit('1', units(1), pair(1, 1))
    .earn('1', pair(0.1, 0.3))
  story.day(5).withdraw('1', units(1), pair(1, 1)).day(20).collect('1', pair(1.04, 1.1)).day(30)
  const snapshot = story.snapshot('1', blockOfDay(10))
  const { amounts } = computePerformance({
    ...story.input(alice, story.window(0, 30)),
    snapshots: new Map([[snapshotKey('1', blockOfDay(10)), snapshot]]),
  }).performance
  expect(amounts).toMatchObject({ feesCollected: pair(0.04, 0.1), feesUncollected: pair(0.06, 0.2) })
})
