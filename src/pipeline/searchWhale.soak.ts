import { test } from 'vitest'
import { compareSearches } from './compareSearches.fixture'

test.each([1, 3, 4, 5, 6, 7])(
  'in random pool %i behind small caps, the whale that is proven is that of a full scan',
  (seed) => compareSearches(seed),
)
