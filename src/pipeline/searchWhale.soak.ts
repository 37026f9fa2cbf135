import { expect, test } from 'vitest'
import { compareSearches } from './compareSearches.fixture'
import { leaderTraits } from './describeLeader.fixture'
import type { LeaderTrait } from './describeLeader.fixture'

/** Three times as many as there are plays of large owners, each of which has its turn three times, besides others. */
const seeds = Array.from({ length: 45 }, (_, seed) => seed)
const seen = new Set<LeaderTrait>()

test.each(seeds)(
  'in random pool %i behind small caps, the whale that is proven is that of a full scan',
  async (seed) => {
    for (const trait of await compareSearches(seed)) seen.add(trait)
  },
)

test('whales of every kind were among them', () => {
  expect([...seen].sort()).toEqual([...leaderTraits].sort())
})
