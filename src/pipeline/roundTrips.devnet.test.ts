import { expect, test } from 'vitest'
import { startReplica } from '../../e2e/devnet/startReplica'
import type { StoryScript } from '../../e2e/devnet/startReplica'
import { manyPositions } from '../../e2e/devnet/stories/manyPositions'
import { retailNextToWhale } from '../../e2e/devnet/stories/retailNextToWhale'
import type { WindowChoice } from '../domain/request'
import { makeReport, onlyChain } from './makeReport.fixture'
import type { ReportQuestion } from './makeReport.fixture'
import { RequestWaves } from './requestWaves.fixture'

/** The goal for a report, however many positions there are. */
const GOAL_DEPTH = 12

/** Runs with a replica on which a story was told. */
async function withReplica<Cast>(script: StoryScript<Cast>, run: (rpcUrl: string, cast: Cast) => Promise<void>) {
  const replica = await startReplica(script)
  try {
    await run(replica.rpcUrl, replica.cast)
  } finally {
    await replica.stop()
  }
}

/** How many round trips of a report depend on each other. A failure names what each of them asked for. */
async function measureDepth(rpcUrl: string, question: ReportQuestion): Promise<number> {
  const waves = new RequestWaves(rpcUrl)
  const report = await makeReport(rpcUrl, { ...question, viaWallet: true, hooks: { walletRequest: waves.request } })
  expect(onlyChain(report)).toMatchObject({ pools: [{ coverage: { complete: true } }] })
  expect(waves.waves.length, waves.describe()).toBeLessThanOrEqual(GOAL_DEPTH)
  return waves.waves.length
}

test('a report of one or of twenty positions takes the same number of round trips', async () => {
  const depths: number[][] = []
  for (const count of [1, 20]) {
    await withReplica(manyPositions(count), async (rpcUrl, { owner, pool }) => {
      const all = await measureDepth(rpcUrl, { wallet: owner })
      const one = await measureDepth(rpcUrl, { wallet: owner, pool })
      depths.push([all, one])
    })
  }
  expect(depths[1]).toEqual(depths[0])
})

test('so does one with a burned, a staked and a transferred position, over any window', async () => {
  await withReplica(retailNextToWhale, async (rpcUrl, { retail, pools }) => {
    const windows: readonly WindowChoice[] = ['first', '7d', '90d', 'all']
    for (const window of windows) await measureDepth(rpcUrl, { wallet: retail, window, pool: pools.usdcWeth500 })
  })
})
