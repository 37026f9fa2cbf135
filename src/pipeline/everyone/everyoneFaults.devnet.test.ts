import { beforeAll, expect, test } from 'vitest'
import type { FaultScenarioName } from '../../../e2e/faults/faultScenarios'
import { FaultyPoolReports } from './everyoneFaults.fixture'

/** Every collect lost, some of all logs lost, and logs that stop behind a node's neighbours. `everyoneFaults.soak.ts` plays all. */
const plays: readonly (readonly [FaultScenarioName, number])[] = [
  ['lost-event', 6],
  ['lost-logs', 8],
  ['lagging-node', 1],
]

let reports: FaultyPoolReports
beforeAll(async () => {
  reports = await FaultyPoolReports.start()
})

test.concurrent.each(plays)(
  '%s:%i: the pool page shows the same owners, or says what is missing',
  async (name, seed) => {
    expect(await reports.expectSameOrSaid(name, seed)).not.toBe('')
  },
)
