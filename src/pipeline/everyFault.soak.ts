import { beforeAll, expect, test } from 'vitest'
import { listFaultPlays, startFaultyReports } from './playFaults.fixture'
import type { FaultyReports } from './playFaults.fixture'

let reports: FaultyReports
beforeAll(async () => {
  reports = await startFaultyReports()
})

test.concurrent.each(listFaultPlays(20))('%s:%i: the same report, or it says what is missing', async (name, seed) => {
  expect(await reports.expectSameOrSaid(name, seed)).not.toBe('')
})
