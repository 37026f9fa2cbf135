import { expect, it } from 'vitest'
import { computeNeededBlocks } from './computeNeededBlocks'
import { alice, blockOfDay, bob, LedgerStory, pair, units } from './stories/ledgerStory'

const day = blockOfDay

it('default: prices at each event and at the end, the state at the end, and two more for the time in range and the last event', () => {
  const story = new LedgerStory()
    .day(0, 1)
    .mint(alice, '1')
    .deposit('1', units(1), pair(1, 1))
    .day(3)
    .collect('1', [0n, 0n])
  expect(computeNeededBlocks(story.histories(), alice, story.window(0, 10))).toEqual({
    priceBlocks: [day(0), day(3), day(10)],
    snapshots: [{ positionId: '1', blockNumber: day(10) }],
    rangeSnapshots: [
      { positionId: '1', blockNumber: day(3) },
      { positionId: '1', blockNumber: day(0) },
    ],
    timestampBlocks: [],
  })
})

it('behavior: a position held at the start needs its price and its state there', () => {
  const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1))
  expect(computeNeededBlocks(story.histories(), alice, story.window(5, 10))).toEqual({
    priceBlocks: [day(5), day(10)],
    snapshots: [
      { positionId: '1', blockNumber: day(5) },
      { positionId: '1', blockNumber: day(10) },
    ],
    rangeSnapshots: [],
    timestampBlocks: [],
  })
})

it('behavior: closing liquidity needs price, state and time of the block before', () => {
  const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1))
  story.day(4).withdraw('1', units(1), pair(1, 1))
  expect(computeNeededBlocks(story.histories(), alice, story.window(0, 10))).toEqual({
    priceBlocks: [day(0), day(4) - 1, day(4), day(10)],
    snapshots: [{ positionId: '1', blockNumber: day(10) }],
    rangeSnapshots: [
      { positionId: '1', blockNumber: day(0) },
      { positionId: '1', blockNumber: day(4) - 1 },
    ],
    timestampBlocks: [day(4) - 1],
  })
})

it('behavior: a transfer needs the state of its block, on both sides', () => {
  const story = new LedgerStory()
    .day(0, 1)
    .mint(alice, '1')
    .deposit('1', units(1), pair(1, 1))
    .day(4)
    .transfer('1', bob)
  const { snapshots } = computeNeededBlocks(story.histories(), alice, story.window(0, 10))
  expect(snapshots).toEqual([{ positionId: '1', blockNumber: day(4) }])
  expect(computeNeededBlocks(story.histories(), bob, story.window(0, 10)).snapshots).toEqual([
    { positionId: '1', blockNumber: day(4) },
    { positionId: '1', blockNumber: day(10) },
  ])
})

it('behavior: a position that is empty at the start is only read again there when liquidity came back', () => {
  const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1))
  story.day(2).withdraw('1', units(1), pair(1, 1))
  const read = () =>
    computeNeededBlocks(story.histories(), alice, story.window(5, 10)).snapshots.map(({ blockNumber }) => blockNumber)
  expect(read()).toEqual([day(10)])
  story.day(7).deposit('1', units(1), pair(1, 1))
  expect(read()).toEqual([day(5), day(10)])
})

it('behavior: a position without a single event is read at the end all the same, since all of them could be missing', () => {
  const story = new LedgerStory().day(0, 1).mint(alice, '1')
  const { snapshots } = computeNeededBlocks(story.histories(), alice, story.window(0, 10))
  expect(snapshots).toEqual([{ positionId: '1', blockNumber: day(10) }])
})

it('behavior: approvals inside the window add the blocks of their prices', () => {
  const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1)).day(2)
  story.approve(alice, 1n)
  story.day(20)
  story.approve(alice, 1n)
  const { priceBlocks } = computeNeededBlocks(story.histories(), alice, story.window(0, 10), story.charges(alice))
  expect(priceBlocks).toEqual([day(0), day(2), day(10)])
})

it('behavior: somebody without positions needs the end’s price only', () => {
  const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1))
  expect(computeNeededBlocks(story.histories(), bob, story.window(0, 10))).toEqual({
    priceBlocks: [day(10)],
    snapshots: [],
    rangeSnapshots: [],
    timestampBlocks: [],
  })
})
