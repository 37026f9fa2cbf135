import { expect, test } from 'vitest'
import { computeNeededBlocks } from '../accounting/computeNeededBlocks'
import { alice, blockOfDay, bob, LedgerStory, operator, pair, units } from '../accounting/stories/ledgerStory'
import type { PriceTable } from '../domain/prices'
import type { Address } from '../domain/primitives'
import { computeHistoriesByOwner } from '../whales/rankOwners'
import type { RankedOwner } from '../whales/rankOwners'
import { areTooManyAlike, computeExactRanking, computeRoughRanking, pickShortlist } from './loadWhaleCandidates'

const carol: Address = '0x00000000000000000000000000000000000CA401'

/** From a block on, both tokens are worth a quarter in the currency. */
function withFallSince(table: PriceTable, since: number): PriceTable {
  const quotes = [...table.quotes].map(([key, quote]) => {
    const isFallen = Number(key.split(/\D+/).at(-1)) >= since
    return [key, quote && isFallen ? { ...quote, value: quote.value / 4 } : quote] as const
  })
  return { ...table, quotes: new Map(quotes) }
}

test('those on the shortlist are ranked in the currency, whatever is known of who had their positions before', () => {
  const story = new LedgerStory().day(0, 1).mint(carol, '1').deposit('1', units(1), pair(1, 1))
  story.day(1).transfer('1', alice)
  story.day(2).mint(bob, '2').deposit('2', units(2), pair(2, 2)).day(100)
  const window = story.window(0, 100)
  const histories = story.histories()
  const shortlist = [alice, bob].map((owner) => {
    const own = computeHistoriesByOwner(histories).get(owner.toLowerCase())?.histories ?? []
    return { owner, histories: own, capitalYears: null }
  })
  const blocks = shortlist.flatMap((ranked) => computeNeededBlocks(ranked.histories, ranked.owner, window).priceBlocks)
  expect(blocks).not.toContain(blockOfDay(0))
  const table = withFallSince(story.priceTable(blocks), blockOfDay(2))

  // In the pool's own units bob has twice as much, nearly as long.
  const { ranked, unit } = computeExactRanking({ pool: story.pool, window, you: operator }, table, shortlist)
  expect(ranked.map(({ owner }) => owner)).toEqual([alice, bob])
  expect(ranked.map(({ capitalYears }) => capitalYears)).toEqual([(2 * 99) / 365, (1 * 98) / 365])
  expect(unit.prices).toBe(table)
})

/** So many owners with the same capital. */
const alike = (count: number) =>
  Array.from({ length: count }, (_, index): RankedOwner => ({
    owner: nameOwner(index),
    histories: [],
    capitalYears: 1,
  }))

function nameOwner(index: number): Address {
  return `0x${(index + 1).toString(16).padStart(40, '0')}`
}

test('who came while the price was far from the samples is valued exactly, however many seem to have more', () => {
  const story = new LedgerStory().day(0, 1)
  for (let index = 0; index < 20; index++)
    story.mint(nameOwner(index), `${index}`).deposit(`${index}`, units(1), pair(1, 1))
  story.day(1, 2).mint(bob, '99').deposit('99', units(0.95), pair(0.67, 1.34)).day(2, 1).day(100)
  const window = story.window(0, 100)
  const scope = { pool: story.pool, window, you: operator, histories: story.histories() }
  const rough = computeRoughRanking({
    ...scope,
    prices: { table: story.priceTable([window.fromBlock, window.toBlock]) },
  })
  expect(rough.ranked.at(-1)?.owner).toBe(bob)
  const shortlist = pickShortlist({ chosen: null }, rough)
  const needed = shortlist.flatMap(({ histories, owner }) => computeNeededBlocks(histories, owner, window).priceBlocks)
  expect(computeExactRanking(scope, story.priceTable(needed), shortlist).ranked[0]?.owner).toBe(bob)
})

test('the shortlist ends with who has less than half of the largest, after eight, or after 64', () => {
  const small = { owner: bob, histories: [], capitalYears: 0.4 }
  const lengthOf = (ranked: readonly RankedOwner[]) => pickShortlist({ chosen: null }, { ranked }).length
  expect([1, 7, 8, 64].map((count) => lengthOf([...alike(count), small]))).toEqual([2, 8, 8, 64])
  expect(pickShortlist({ chosen: bob }, { ranked: [...alike(8), small] }).at(-1)).toBe(small)
  expect([64, 65].map((count) => areTooManyAlike({ ranked: [...alike(count), small] }))).toEqual([false, true])
})
