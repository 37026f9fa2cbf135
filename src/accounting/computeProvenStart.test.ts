import { expect, it } from 'vitest'
import { computeProvenStart } from './computeProvenStart'
import { alice, blockOfDay as day, bob, LedgerStory, pair, units } from './stories/ledgerStory'

function heldTwice(): LedgerStory {
  const story = new LedgerStory().day(0, 1)
  story.mint(alice, '1').deposit('1', units(1), pair(1, 1))
  return story.mint(alice, '2').deposit('2', units(1), pair(1, 1))
}

const since = (...entries: readonly (readonly [string, number])[]) => new Map(entries)

it('default: the first block since which everything that is held is proven', () => {
  const story = heldTwice().day(30)
  const start = computeProvenStart(story.histories(), alice, story.window(5, 30), since(['1', day(10)], ['2', day(12)]))
  expect(start).toBe(day(12))
})

it('behavior: the window stays where it is proven from its own start', () => {
  const story = heldTwice().day(30)
  const proven = since(['1', day(5)], ['2', day(5)])
  expect(computeProvenStart(story.histories(), alice, story.window(5, 30), proven)).toBe(day(5))
})

it('behavior: what came into being later needs no proof before', () => {
  const story = new LedgerStory().day(8, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1)).day(30)
  expect(computeProvenStart(story.histories(), alice, story.window(5, 30), since(['1', day(20)]))).toBe(day(5))
})

it('behavior: a transfer that is not proven lies before the start', () => {
  const story = heldTwice().day(9).transfer('2', bob).day(30)
  const proven = since(['1', day(5)], ['2', day(20)])
  expect(computeProvenStart(story.histories(), alice, story.window(5, 30), proven)).toBe(day(9))
  expect(computeProvenStart(story.histories(), bob, story.window(5, 30), proven)).toBe(day(20))
})

it('behavior: there is no start where a position that is held is never proven', () => {
  const story = heldTwice().day(30)
  expect(computeProvenStart(story.histories(), alice, story.window(5, 30), since(['1', day(10)]))).toBeNull()
})
