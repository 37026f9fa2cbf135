import { expect, it } from 'vitest'
import { computeNeededBlocks } from './computeNeededBlocks'
import { computeNetSeries } from './computeNetSeries'
import { computePerformance } from './computePerformance'
import { snapshotKey } from './snapshotKey'
import { alice, blockOfDay, LedgerStory, pair, timestampOf, units } from './stories/ledgerStory'

function tell() {
  const story = new LedgerStory().day(0, 1).mint(alice, '1')
  story.transaction(alice, units(0.0001), () => story.deposit('1', units(1), pair(1, 1)))
  story.day(10, 4).earn('1', pair(0.1, 0.1)).day(20).withdraw('1', units(1), pair(0.5, 2)).collect('1', pair(0.6, 2.1))
  story
    .day(25)
    .mint(alice, '2', [-60000, 60000])
    .deposit('2', units(1), pair(0.45, 1.9))
    .day(35, 1)
    .earn('2', pair(0, 0.3))
  return story.day(40)
}

function inputFor(story: LedgerStory, days: readonly number[]) {
  const window = story.window(0, 40)
  const needed = days.map((day) => computeNeededBlocks(story.histories(), alice, story.window(0, day)))
  const snapshots = needed
    .flatMap((one) => [...one.snapshots])
    .map(({ positionId, blockNumber }) => story.snapshot(positionId, blockNumber))
  return {
    ...story.input(alice, window),
    snapshots: new Map(snapshots.map((one) => [snapshotKey(one.positionId, one.blockNumber), one])),
    prices: story.priceTable(needed.flatMap(({ priceBlocks }) => [...priceBlocks])),
  }
}

const sampleOf = (day: number) => ({ blockNumber: blockOfDay(day), timestamp: timestampOf(blockOfDay(day)) })

it('default: tells what net had been at each block', () => {
  const story = tell()
  const days = [0, 5, 10, 20, 22, 40]
  const series = computeNetSeries(inputFor(story, days), days.map(sampleOf))
  // Gas of 0.2 at once; then 0.5 of fees and 1 of impermanent loss, which stay when the position is closed.
  expect(series.slice(0, 5)).toEqual([-0.2, -0.2, -0.7, -0.7, -0.7].map((net) => expect.closeTo(net, 9)))
})

it('behavior: is at each block the net of a window that ends there', () => {
  const story = tell()
  const days = [0, 3, 10, 15, 20, 25, 30, 35, 40]
  const series = computeNetSeries(inputFor(story, days), days.map(sampleOf))
  const alone = days.map((day) => story.performance(alice, story.window(0, day)).performance.value.net)
  expect(series).toEqual(alone)
})

it('behavior: a sample whose state is not known is unknown, and the others stand', () => {
  const story = tell()
  const series = computeNetSeries(inputFor(story, [0, 20, 40]), [0, 5, 20, 40].map(sampleOf))
  expect(series.map((net) => net === null)).toEqual([false, true, false, false])
})

it('behavior: once a position was staked, samples need what the farm owed then', () => {
  const story = new LedgerStory()
    .day(0, 1)
    .mint(alice, '1')
    .deposit('1', units(1), pair(1, 1))
    .day(10)
    .stake('1')
    .day(40)
  const samples = [sampleOf(5), sampleOf(20), { ...sampleOf(20), claimable: [story.claimable('1', units(2))] }]
  expect(computeNetSeries(inputFor(story, [5, 20]), samples)).toEqual([
    expect.closeTo(0, 9),
    null,
    expect.closeTo(20, 9),
  ])
})

it(
  'behavior: 100 samples of 1,000 positions and 4,000 events take a few seconds of computing at most',
  { timeout: 60_000 },
  () => {
    const story = new LedgerStory().day(0, 1)
    for (let index = 0; index < 1000; index++) {
      const id = `${index}`
      story
        .block(blockOfDay(0) + index * 10)
        .mint(alice, id)
        .deposit(id, units(1), pair(1, 1))
        .earn(id, [5n, 5n])
      story.withdraw(id, units(0.5), pair(0.5, 0.5)).withdraw(id, units(0.5), pair(0.5, 0.5))
      story.collect(id, [units(1) + 5n, units(1) + 5n])
    }
    const days = Array.from({ length: 100 }, (_, index) => (index * 10_000) / 99 / 7200)
    const window = story.day(2).window(0, 2)
    const input = {
      ...story.input(alice, window),
      prices: story.priceTable([
        ...story.histories().flatMap(({ events }) => events.map(({ blockNumber }) => blockNumber)),
        ...days.map(blockOfDay),
        blockOfDay(2),
      ]),
    }
    const before = computingSeconds()
    const series = computeNetSeries(input, days.map(sampleOf))
    expect(computingSeconds() - before).toBeLessThan(5)
    expect(series.at(-1)).toBeCloseTo(0, 9)
    const beforeOne = computingSeconds()
    expect(computePerformance(input).positions).toHaveLength(1000)
    expect(computingSeconds() - beforeOne).toBeLessThan(2.5)
  },
)

/** Time that this process has computed, whatever else the machine was busy with. */
function computingSeconds(): number {
  return process.cpuUsage().user / 1e6
}
