import { test } from 'vitest'
import { compareSearches } from './compareSearches.fixture'

const seeds = Array.from({ length: 42 }, (_, seed) => seed)

test.each(seeds)(
  'in random pool %i behind small caps, the whale that is proven is that of a full scan',
  async (seed) => void (await compareSearches(seed)),
)
