import { expect, test } from 'vitest'
import type { Snapshot } from '../domain/position'
import { computePerformance } from './computePerformance'
import { computeTimeline } from './computeTimeline'
import { hasUnseenTouch } from './hasUnseenTouch'
import { snapshotKey } from './snapshotKey'
import { alice, blockOfDay, LedgerStory, pair, units } from './stories/ledgerStory'

const day = blockOfDay

function tellCollect(): LedgerStory {
  return new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1)).day(3).collect('1', pair(2, 2))
}

/** What the position manager notes: another growth after each touch. */
function noteAt(blockNumber: number, growth: bigint, owed = 0n): Snapshot {
  return {
    positionId: '1',
    blockNumber,
    liquidity: units(1),
    collectable: [0n, 0n],
    secondsInside: null,
    noted: { feeGrowthInsideLastX128: [growth, growth], tokensOwed: [owed, 0n] },
  }
}

const timelineOf = (story: LedgerStory) => computeTimeline(story.histories()[0] as never)

test('default: books that change at an event, and stay the same after it, are as they should be', () => {
  const timeline = timelineOf(tellCollect())
  expect(hasUnseenTouch(timeline, [noteAt(day(5), 7n), noteAt(day(0), 1n), noteAt(day(3), 7n)])).toBe(false)
})

test('behavior: books that change with no event between two states tell of one that was not read', () => {
  const timeline = timelineOf(tellCollect())
  expect(hasUnseenTouch(timeline, [noteAt(day(3), 7n), noteAt(day(5), 8n)])).toBe(true)
  expect(hasUnseenTouch(timeline, [noteAt(day(3), 7n, 5n), noteAt(day(5), 7n)])).toBe(true)
  expect(hasUnseenTouch(timeline, [noteAt(day(1), 1n), noteAt(day(2), 7n), noteAt(day(5), 7n)])).toBe(true)
})

test('behavior: states without notes say nothing', () => {
  const bare: Snapshot = tellCollect().snapshot('1', day(3))
  expect(hasUnseenTouch(timelineOf(tellCollect()), [bare, noteAt(day(5), 8n)])).toBe(false)
})

test('promise 9: a lost collect makes the figures unknown, and is said', () => {
  const story = tellCollect()
  const input = story.input(alice, story.window(0, 10))
  const [history] = input.histories
  if (history === undefined) throw new Error('The story has a position.')
  const withoutCollect = { ...history, events: history.events.filter(({ type }) => type !== 'collect') }
  const snapshots = new Map(
    [noteAt(day(0), 1n), noteAt(day(10), 7n)].map((snapshot) => [snapshotKey('1', snapshot.blockNumber), snapshot]),
  )
  const { performance, inconsistent, missing } = computePerformance({
    ...input,
    histories: [withoutCollect],
    snapshots,
  })
  expect(inconsistent).toEqual(['1'])
  expect(missing.map(({ what }) => what)).toContain('All figures of position 1')
  expect(performance.value.fees).toBeNull()
  expect(performance.value.net).toBeNull()
})
