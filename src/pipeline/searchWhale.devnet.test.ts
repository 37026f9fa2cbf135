import { expect, test } from 'vitest'
import { compareSearches } from './compareSearches.fixture'

test('in a random pool of large owners alike behind small caps, the whale that is proven is that of a full scan', async () => {
  const traits = await compareSearches(16, ['claimsLater', 'twinInFarm', 'twinOfVault'])
  expect([...traits].sort()).toEqual([
    'a contract in the pool itself',
    'an account',
    'burned a position',
    'shares the first place',
    'was in a farm',
    'was only paid out',
  ])
}, 400_000)
