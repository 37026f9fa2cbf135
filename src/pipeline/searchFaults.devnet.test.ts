import { beforeAll, expect, test } from 'vitest'
import type { FaultScenarioName } from '../../e2e/faults/faultScenarios'
import { startFaultySearches } from './playFaults.fixture'
import type { FaultyReports } from './playFaults.fixture'

/**
 * Logs that contradict the pool's state, logs of which one node behind the same address leaves out all that tells whose a position was, and a
 * search for the wallet's positions that fails on the way. `searchFaults.soak.ts` plays all.
 */
const plays: readonly (readonly [FaultScenarioName, number])[] = [
  ['lagging-node', 1],
  ['lagging-node', 17],
  ['html', 5],
]

let searches: FaultyReports
beforeAll(async () => {
  searches = await startFaultySearches(2, true)
})

test.concurrent.each(plays)(
  '%s:%i: the search ends with the same whale, or says what is missing',
  async (name, seed) => {
    expect(await searches.expectSameOrSaid(name, seed)).not.toBe('')
  },
)
