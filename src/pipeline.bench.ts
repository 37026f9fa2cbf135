import { afterAll, bench, describe } from 'vitest'
import { startReplica } from '../e2e/devnet/startReplica'
import type { Replica } from '../e2e/devnet/startReplica'
import { manyPositions } from '../e2e/devnet/stories/manyPositions'
import type { ManyPositionsCast } from '../e2e/devnet/stories/manyPositions'
import { startRpcProxy } from '../e2e/rpcProxy'
import type { RpcProxy } from '../e2e/rpcProxy'
import { makeReport } from './pipeline/makeReport.fixture'
import type { ReportQuestion } from './pipeline/makeReport.fixture'
import { RequestWaves } from './pipeline/requestWaves.fixture'

interface Subject {
  readonly count: number
  readonly replica: Replica<ManyPositionsCast>
  readonly proxy: RpcProxy
}

const ADDED_MS = 50
/** The goal: so many round trips that depend on each other, however many positions there are. */
const GOAL_DEPTH = 12
const options = { time: 0, iterations: 3, warmupTime: 0, warmupIterations: 0, throws: true }

async function start(count: number): Promise<Subject> {
  const replica = await startReplica(manyPositions(count))
  const proxy = await startRpcProxy(replica.rpcUrl, { delayMs: ADDED_MS })
  return { count, replica, proxy }
}

/** How many requests a report takes, and how many of them wait for each other. */
async function measure({ count, replica }: Subject, question: ReportQuestion): Promise<string> {
  const waves = new RequestWaves(replica.rpcUrl)
  await makeReport(replica.rpcUrl, { ...question, viaWallet: true, hooks: { walletRequest: waves.request } })
  const depth = waves.waves.length
  if (depth > GOAL_DEPTH) console.log(`More than ${GOAL_DEPTH} round trips deep:\n${waves.describe()}`)
  return `${count} positions: ${waves.requests} requests, ${depth} round trips deep`
}

const subjects: Subject[] = []
for (const count of [1, 10, 100]) subjects.push(await start(count))
afterAll(async () => {
  await Promise.all(subjects.flatMap(({ replica, proxy }) => [proxy.stop(), replica.stop()]))
})

const questions: readonly (readonly [string, (cast: ManyPositionsCast) => ReportQuestion])[] = [
  ['all pools of a wallet', ({ owner }) => ({ wallet: owner })],
  ['one pool with its charts', ({ owner, pool }) => ({ wallet: owner, pool })],
]

for (const [name, ask] of questions) {
  const titles = new Map<Subject, string>()
  for (const subject of subjects) titles.set(subject, await measure(subject, ask(subject.replica.cast)))
  describe(`report of ${name}, ${ADDED_MS} ms added to each request`, () => {
    for (const subject of subjects) {
      const { proxy, replica } = subject
      bench(titles.get(subject) ?? '', async () => void (await makeReport(proxy.url, ask(replica.cast))), options)
    }
  })
}
