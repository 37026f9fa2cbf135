import type { Address } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startReplica } from '../../e2e/devnet/startReplica'
import type { Replica } from '../../e2e/devnet/startReplica'
import { airdrop, deployFakeManager, hostileChain } from '../../e2e/devnet/stories/hostileChain'
import type { HostileChainCast } from '../../e2e/devnet/stories/hostileChain'
import type { ChainConfig } from '../domain/chainConfig'
import type { Progress } from '../domain/coverage'
import { CancelledError } from '../errors'
import { makeReport, onlyChain, shippedConfig } from './makeReport.fixture'

/** More than Minnow reads of one address. */
const count = 10_100

let replica: Replica<HostileChainCast>
let flooded: Address
let config: ChainConfig

beforeAll(async () => {
  replica = await startReplica(hostileChain)
  const { story, cast } = replica
  const stranger = story.wallet('stranger')
  flooded = story.wallet('flooded').address
  const pool = story.pools.find(({ address }) => address === cast.honestPool)
  if (pool === undefined) throw new Error('The story has lost its honest pool.')
  const positionManager = await deployFakeManager(story, stranger, pool, 0n)
  for (let firstId = 1; firstId <= count; firstId += 1_010) {
    await airdrop(stranger, positionManager, flooded, { firstId, count: 1_010 })
  }
  await story.blocks.mineEmpty()
  // A deployment whose position manager makes NFTs up, as a person may have added one.
  const shipped = shippedConfig(1)
  const deployments = shipped.deployments.slice(0, 1).map((known) => ({ ...known, positionManager }))
  config = { ...shipped, deployments }
}, 120_000)
afterAll(() => replica.stop())

test('promise 14: ten thousand position NFTs end in a report that says where it stopped, with progress on the way', async () => {
  const progress: Progress[] = []
  const hooks = { onProgress: (step: Progress) => void progress.push(step) }
  const report = await makeReport(replica.rpcUrl, { wallet: flooded, config, hooks })
  const { error, pools } = onlyChain(report)
  expect(`${error ?? ''} ${JSON.stringify(pools.map(({ coverage }) => coverage.missing))}`).toContain(
    `This address had ${count} positions; the 10000 newest are read.`,
  )
  expect(progress.length).toBeGreaterThan(3)
})

test('promise 14: a cancel ends it', async () => {
  const controller = new AbortController()
  let steps = 0
  const onProgress = () => {
    steps += 1
    if (steps === 3) controller.abort()
  }
  const hooks = { signal: controller.signal, onProgress }
  await expect(makeReport(replica.rpcUrl, { wallet: flooded, config, hooks })).rejects.toThrow(CancelledError)
})
