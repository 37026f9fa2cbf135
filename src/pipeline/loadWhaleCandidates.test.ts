import { expect, test } from 'vitest'
import { computeNeededBlocks } from '../accounting/computeNeededBlocks'
import { alice, blockOfDay, bob, LedgerStory, operator, pair, units } from '../accounting/stories/ledgerStory'
import type { PriceTable } from '../domain/prices'
import type { Address } from '../domain/primitives'
import { computeHistoriesByOwner } from '../whales/rankOwners'
import { computeExactRanking } from './loadWhaleCandidates'

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
