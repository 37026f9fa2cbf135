import { expect, test } from 'vitest'
import { compareSearches } from './compareSearches.fixture'

test('in a random pool of twins behind small caps, the whale that is proven is that of a full scan', async () => {
  const traits = await compareSearches(13)
  expect(traits).toContain('a contract in the pool itself')
  expect(traits).toContain('shares the first place')
}, 400_000)
