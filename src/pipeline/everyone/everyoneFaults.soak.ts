import { beforeAll, expect, test } from 'vitest'
import { listFaultPlays } from '../playFaults.fixture'
import { FaultyPoolReports } from './everyoneFaults.fixture'

let reports: FaultyPoolReports
beforeAll(async () => {
  reports = await FaultyPoolReports.start()
})

test.concurrent.each(listFaultPlays(10))(
  '%s:%i: the pool page shows the same owners, or says what is missing',
  async (name, seed) => {
    expect(await reports.expectSameOrSaid(name, seed)).not.toBe('')
  },
)
