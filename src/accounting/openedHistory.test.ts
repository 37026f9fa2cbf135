import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import type { PositionHistory, PositionOpening } from '../domain/ledger'
import type { Window } from '../domain/performance'
import type { Address } from '../domain/primitives'
import { computeBounds } from './computeBounds'
import { computeNeededBlocks } from './computeNeededBlocks'
import { computePerformance } from './computePerformance'
import { snapshotKey } from './snapshotKey'
import { arbitraryCutLedger, OWNERS } from './stories/arbitraryLedger'
import { alice, LedgerStory, pair, units } from './stories/ledgerStory'
import { openHistory } from './stories/openHistory'

vi.setConfig({ testTimeout: 60_000 })

/** An owner's figures from these histories and from nothing else than what they say is needed. */
function performanceFrom(
  story: LedgerStory,
  owner: Address,
  window: Window,
  histories: readonly PositionHistory[],
  isStateKept: (blockNumber: number) => boolean = () => true,
) {
  const gas = story.charges(owner)
  const needed = computeNeededBlocks(histories, owner, window, gas)
  const states = [...needed.snapshots, ...needed.rangeSnapshots].filter(({ blockNumber }) => isStateKept(blockNumber))
  const snapshots = new Map(
    states.map(({ positionId, blockNumber }) => [
      snapshotKey(positionId, blockNumber),
      story.snapshot(positionId, blockNumber),
    ]),
  )
  const prices = story.priceTable(needed.priceBlocks)
  return computePerformance(story.input(owner, window, { histories, gas, snapshots, prices }))
}

it('a history that begins at the start of the window gives every figure that the whole history gives', () => {
  let compared = 0
  fc.assert(
    fc.property(arbitraryCutLedger, ({ story, blocks: [from, , to] }) => {
      const window = story.blockWindow(from, to)
      for (const owner of OWNERS) {
        const whole = story.histories(owner)
        const opened = whole.map((history) => openHistory(history, from))
        // Who had left the pool before the window looks new in it: only the whole past could tell.
        if (computeBounds(whole, owner, window).isFirst !== computeBounds(opened, owner, window).isFirst) continue
        compared++
        expect(performanceFrom(story, owner, window, opened)).toEqual(performanceFrom(story, owner, window, whole))
      }
    }),
    { numRuns: 150 },
  )
  expect(compared).toBeGreaterThan(100)
})

/** A position with principal owed at the start of the window, and a collect inside of it. */
function storyWithOwed() {
  const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(2), pair(2, 2))
  story.day(5).withdraw('1', units(1), pair(1, 1)).earn('1', pair(0.1, 0.1))
  return story.day(20).collect('1', pair(1.1, 1.1)).day(30).earn('1', pair(0.2, 0.2))
}

it('where it is not known what was owed at the start, fees are unknown and not guessed; capital is exact all the same', () => {
  const story = storyWithOwed()
  const window = story.window(10, 30)
  const [whole] = story.histories(alice) as [PositionHistory]
  const opened = openHistory(whole, window.fromBlock)
  const undecided = { ...opened, opening: { ...(opened.opening as PositionOpening), owed: null } }
  const { performance, missing } = performanceFrom(story, alice, window, [undecided])
  const expected = performanceFrom(story, alice, window, [whole]).performance
  expect(performance.value).toMatchObject({ fees: null, net: null, pnl: null })
  expect(performance.value.capitalYears).toBe(expected.value.capitalYears)
  expect(performance.value.impermanentLoss).toBe(expected.value.impermanentLoss)
  expect([...(performance.unknownAmounts ?? [])].sort()).toEqual(['feesCollected', 'feesUncollected', 'principalOwed'])
  expect(missing.map(({ what }) => what)).toContain('Fees of position 1')
})

it('an opening without liquidity may still owe something: its state at the start is asked for', () => {
  const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1))
  story.earn('1', pair(0.3, 0.3)).withdraw('1', units(1), pair(1, 1)).day(20).deposit('1', units(1), pair(1, 1)).day(30)
  const window = story.window(10, 30)
  const opened = story.histories(alice).map((history) => openHistory(history, window.fromBlock))
  expect(computeNeededBlocks(opened, alice, window).snapshots).toContainEqual({
    positionId: '1',
    blockNumber: window.fromBlock,
  })
  expect(performanceFrom(story, alice, window, opened)).toEqual(
    performanceFrom(story, alice, window, story.histories(alice)),
  )
})
