import { beforeAll, expect, test } from 'vitest'
import { faultScenarioNames } from '../../e2e/faults/faultScenarios'
import { startFaultyReports } from './playFaults.fixture'
import type { FaultyReports } from './playFaults.fixture'

/** These wait for what never comes, so they take minutes: `npm run soak` plays them. */
const slow: ReadonlySet<string> = new Set(['hang', 'hang-for-good'])
const names = faultScenarioNames.filter((name) => !slow.has(name))

let reports: FaultyReports
beforeAll(async () => {
  reports = await startFaultyReports()
})

test.concurrent.each(names)('%s: the same report, or it says what is missing', async (name) => {
  expect(await reports.expectSameOrSaid(name, 1)).not.toBe('')
})
