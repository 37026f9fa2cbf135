import { createRandom } from '../devnet/random'
import type { Random } from '../devnet/random'
import type { RpcScenario } from '../rpcScenario'
import { batchAsOne } from './batchAsOne'
import { droppedConnection } from './droppedConnection'
import { foreignBodies, foreignBody } from './foreignBody'
import { laggingNode } from './laggingNode'
import { endlessReply, largeReply } from './largeReply'
import { latestState } from './latestState'
import {
  histories,
  rangesWithCap,
  rangesWithSameSuggestion,
  rangesWithSuggestion,
  rangesWithoutCap,
  rates,
  sizes,
  transients,
} from './limitMessages'
import { missingReceipts } from './missingReceipts'
import { oldState } from './oldState'
import { firstLogs, lostEvent, lostLogs, noLogs, prunedLogs } from './partialLogs'
import { playError } from './playError'
import { rangeCap } from './rangeCap'
import { rateLimit } from './rateLimit'
import { listKnownErrors, readRecordedErrors } from './recordedErrors'
import { refuseWith } from './refuseWith'
import { reorg } from './reorg'
import { resultCap } from './resultCap'
import { silence } from './silence'
import { sometimes } from './sometimes'
import type { RpcFault } from './rpcFault'
import { truncatedJson } from './truncatedJson'
import { wrongId } from './wrongId'

/** An endpoint with faults, in as many variants as there are seeds. */
export interface FaultScenario {
  /** What the endpoint does, for people. */
  readonly says: string
  create(seed: number, random: Random): Omit<RpcScenario, 'seed'>
}

const blockCaps = [50, 500, 1_000, 1_024, 2_000, 2_048, 5_000, 10_000, 50_000] as const

/** `Swap`, `Mint`, `Burn` and `Collect` of pools; `IncreaseLiquidity`, `DecreaseLiquidity`, `Collect` and `Transfer` of the position manager. */
const eventTopics = [
  '0xc42079f94a6350d7e6235f29174924f928cc2ac818eb64fed8004e115fbcca67',
  '0x7a53080ba414158be7ec69b987b5fb7d07dee101fe85488f0853ae16239d0bde',
  '0x0c396cd989a39f4459b5fa1aed6a9a8dcdbc45908acfd67e028cd568da98982c',
  '0x70935338e69775456a85ddef226c395fb668b63fa0115f5f20610b388e6ca9c0',
  '0x3067048beee31b25b2f1681f88dac838c8bba36af25bfb2b7cf7473a5847e35f',
  '0x26f6a048ee9138f2c0ce266f322cb99228e8d619ae2bff30c67f8dcf9d2377b4',
  '0x40d0efd1a53d60ecbf40971b9daf7dc90178c3aadc7aab1765632738fa8b8f01',
  '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef',
] as const

const only = (...faults: readonly RpcFault[]) => ({ faults })

/** Every scenario by its name. The same name and seed misbehave in the same way. */
export const faultScenarios = {
  'range-cap': {
    says: 'gives logs of 50 to 50,000 blocks at a time, and names the number',
    create: (_, random) => only(rangeCap(random.pick(blockCaps), random.pick(rangesWithCap))),
  },
  'range-cap-unnamed': {
    says: 'gives logs of 50 to 50,000 blocks at a time, without a number',
    create: (_, random) => only(rangeCap(random.pick(blockCaps), random.pick(rangesWithoutCap))),
  },
  'range-suggested': {
    says: 'refuses a range and proposes a smaller one',
    create: (_, random) => only(rangeCap(random.pick(blockCaps), random.pick(rangesWithSuggestion))),
  },
  'range-suggested-same': {
    says: 'refuses a range and proposes the very same one',
    create: (_, random) => only(rangeCap(random.pick(blockCaps), random.pick(rangesWithSameSuggestion))),
  },
  'result-cap': {
    says: 'refuses log queries with many results',
    create: (_, random) => only(resultCap(random.integer(20, 200), random.pick(sizes))),
  },
  'rate-limit': {
    says: 'refuses whatever comes too fast, by HTTP status or by JSON-RPC error',
    create: (_, random) => only(rateLimit(random.integer(5, 20), random.pick(rates))),
  },
  'retry-after': {
    says: 'now and then answers 429 with Retry-After',
    create: (_, random) =>
      only(
        sometimes(0.04, 2, refuseWith({ code: 429, message: 'Too Many Requests', status: 429 }, random.integer(0, 1))),
      ),
  },
  'error-message': {
    says: 'gives one of the error messages that real endpoints give; the seed is its number',
    create: (seed) => {
      const errors = [...listKnownErrors(), ...readRecordedErrors()]
      const played = errors[seed % errors.length]
      return played === undefined ? {} : only(playError(played))
    },
  },
  html: {
    says: 'now and then sends a page or a text in place of an answer, with any HTTP status',
    create: (_, random) => {
      const [first, second] = [random.pick(foreignBodies), random.pick(foreignBodies)]
      return only(sometimes(0.08, 2, foreignBody(first)), sometimes(0.08, 2, foreignBody(second)))
    },
  },
  'html-only': {
    says: 'sends nothing but pages',
    create: (_, random) => only(foreignBody(random.pick(foreignBodies))),
  },
  'truncated-json': {
    says: 'now and then sends only the beginning of an answer',
    create: () => only(sometimes(0.15, 3, truncatedJson)),
  },
  'wrong-id': {
    says: 'now and then answers with the id of another request',
    create: () => only(sometimes(0.15, 3, wrongId)),
  },
  'batch-as-one': {
    says: 'answers a batch with one object',
    create: () => only(batchAsOne),
  },
  hang: {
    says: 'leaves a few requests without an answer',
    create: () => only(sometimes(0.015, 1, silence)),
  },
  'hang-for-good': {
    says: 'answers a few questions and then nothing more',
    create: (_, random) => {
      const sound = random.integer(0, 30)
      return only((request, next, endpoint) => (endpoint.requests > sound ? silence(request, next, endpoint) : next()))
    },
  },
  'dropped-connection': {
    says: 'now and then closes the connection before or in the middle of an answer',
    create: () => only(sometimes(0.15, 3, droppedConnection)),
  },
  'no-archive': {
    says: 'does not keep the state of old blocks, and says so',
    create: (_, random) => only(oldState(random.pick([4, 16, 64, 128]), random.pick(histories))),
  },
  'latest-state': {
    says: 'answers questions about the state of old blocks with the latest one',
    create: () => only(latestState),
  },
  'lagging-node': {
    says: 'is several nodes, of which one is behind and leaves out what it has not got',
    create: (_, random) => only(laggingNode(random.pick([1, 5, 50, 5_000]), random.pick([0.1, 0.3, 0.5]))),
  },
  reorg: {
    says: 'replaces its last three blocks once',
    create: (_, random) => only(reorg(random.integer(2, 60))),
  },
  'lost-logs': {
    says: 'leaves out a share of the logs, or the end of a long answer, without a word',
    create: (seed, random) =>
      only(
        random.next() < 0.7 ? lostLogs(random.pick([0.01, 0.05, 0.2, 0.5]), seed) : firstLogs(random.integer(3, 40)),
      ),
  },
  'lost-event': {
    says: 'never gives one kind of event',
    create: (seed) => only(lostEvent(eventTopics[seed % eventTopics.length] as string)),
  },
  'no-logs': {
    says: 'answers every log query with an empty list',
    create: () => only(noLogs),
  },
  'pruned-logs': {
    says: 'has no logs of old blocks, and does not say so',
    create: (_, random) => {
      const blocksKept = random.pick([100, 7_200, 50_000, 300_000])
      return only(async (request, next, endpoint) => {
        const head = Number(await endpoint.ask<string>('eth_blockNumber', []))
        return prunedLogs(head - blocksKept)(request, next, endpoint)
      })
    },
  },
  'wrong-chain': {
    says: 'answers for another chain',
    create: (_, random) => ({ chainId: random.pick([10, 56, 137, 8_453, 31_337]) }),
  },
  'missing-receipts': {
    says: 'does not have some receipts, or any',
    create: (seed, random) => only(missingReceipts(random.pick([0.1, 0.4, 1]), seed)),
  },
  slow: {
    says: 'takes its time',
    create: (_, random) => ({ delayMs: random.integer(30, 150) }),
  },
  'large-reply': {
    says: 'now and then sends a reply of 60 MB',
    create: () => only(sometimes(0.02, 1, largeReply(60))),
  },
  'endless-reply': {
    says: 'now and then sends a reply that never ends',
    create: () => only(sometimes(0.02, 1, endlessReply)),
  },
  'public-endpoint': {
    says: 'gives logs of 1,000 blocks, has no archive state and limits the rate',
    create: (_, random) => ({
      delayMs: 40,
      ...only(
        rateLimit(20, random.pick(rates)),
        rangeCap(1_000, random.pick(rangesWithCap)),
        oldState(128, random.pick(histories)),
      ),
    }),
  },
  storm: {
    says: 'does several of these at once',
    create: (_, random) => only(...createStorm(random)),
  },
} as const satisfies Record<string, FaultScenario>

export type FaultScenarioName = keyof typeof faultScenarios

export const faultScenarioNames = Object.keys(faultScenarios) as readonly FaultScenarioName[]

/** The scenario of this name, as its seed makes it. */
export function createFaultScenario(name: FaultScenarioName, seed: number): RpcScenario {
  const scenario: FaultScenario = faultScenarios[name]
  return { ...scenario.create(seed, createRandom(seed)), seed }
}

/** Faults that pass, in random company, in front of an endpoint with caps. None of them answers wrongly without a word. */
function createStorm(random: Random): RpcFault[] {
  const passing: readonly RpcFault[] = [
    sometimes(0.05, 2, foreignBody(random.pick(foreignBodies))),
    sometimes(0.05, 2, truncatedJson),
    sometimes(0.05, 2, wrongId),
    sometimes(0.05, 2, droppedConnection),
    sometimes(0.05, 2, refuseWith(random.pick(transients))),
    sometimes(0.05, 2, refuseWith(random.pick(rates))),
    rateLimit(random.integer(10, 30), random.pick(rates)),
  ]
  const lasting: readonly RpcFault[] = [
    rangeCap(random.pick(blockCaps), random.pick([...rangesWithCap, ...rangesWithoutCap])),
    resultCap(random.integer(40, 200), random.pick(sizes)),
    oldState(random.pick([16, 128]), random.pick(histories)),
    reorg(random.integer(2, 60)),
  ]
  return [...passing.filter(() => random.next() < 0.5), ...lasting.filter(() => random.next() < 0.5)]
}
