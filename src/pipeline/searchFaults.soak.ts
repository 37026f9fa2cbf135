import { beforeAll, describe, expect, test } from 'vitest'
import { listFaultPlays, startFaultySearches } from './playFaults.fixture'
import type { FaultyReports } from './playFaults.fixture'

const SEEDS = 20

/** Half of the seeds each: an endpoint keeps archive state or it does not. */
describe.each([
  { hasArchiveState: true, pool: 2, isPlayed: (seed: number) => seed % 2 === 1 },
  { hasArchiveState: false, pool: 3, isPlayed: (seed: number) => seed % 2 === 0 },
])('the search for the whale of a pool, archive state: $hasArchiveState', ({ hasArchiveState, pool, isPlayed }) => {
  let searches: FaultyReports
  beforeAll(async () => {
    searches = await startFaultySearches(pool, hasArchiveState)
  })

  test.concurrent.each(listFaultPlays(SEEDS).filter(([, seed]) => isPlayed(seed)))(
    '%s:%i: the same whale, or it says what is missing',
    async (name, seed) => {
      expect(await searches.expectSameOrSaid(name, seed)).not.toBe('')
    },
  )
})
