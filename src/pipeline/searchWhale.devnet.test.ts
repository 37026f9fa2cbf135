import { test } from 'vitest'
import { compareSearches } from './compareSearches.fixture'

test(
  'in a random pool behind small caps, the whale that is proven is that of a full scan',
  () => compareSearches(2),
  400_000,
)
