import { expect, it } from 'vitest'
import { computePerformance } from '../computePerformance'
import { snapshotKey } from '../snapshotKey'
import { alice, blockOfDay, LedgerStory, pair, units } from './ledgerStory'

const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1))
story.mint(alice, '2').deposit('2', units(1), pair(1, 1)).day(10)
const input = story.input(alice, story.window(0, 10))
const key = snapshotKey('1', blockOfDay(10))

it('a state whose liquidity is not what the events leave withholds every value that rests on it', () => {
  const snapshots = new Map(input.snapshots).set(key, { ...story.snapshot('1', blockOfDay(10)), liquidity: units(2) })
  const { performance, positions, missing } = computePerformance({ ...input, snapshots })
  expect(performance.value).toMatchObject({ principal: null, impermanentLoss: null, net: null, capitalYears: null })
  expect(positions.map((result) => result.performance.value.principal)).toEqual([null, expect.closeTo(2, 9)])
  expect(missing).toEqual([{ what: 'All figures of position 1', why: expect.stringContaining('do not add up') }])
})

it('a state that could pay out less than the principal owed contradicts the ledger too', () => {
  const told = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1)).day(5)
  told.withdraw('1', units(1), pair(1, 1)).day(10)
  const base = told.input(alice, told.window(0, 10))
  const snapshots = new Map(base.snapshots).set(key, {
    ...told.snapshot('1', blockOfDay(10)),
    collectable: pair(0.9, 1),
  })
  expect(computePerformance({ ...base, snapshots }).performance.value.net).toBeNull()
})
