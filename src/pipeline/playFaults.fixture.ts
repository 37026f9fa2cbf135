import { expect } from 'vitest'
import { shareReplica } from '../../e2e/devnet/shareReplica'
import type { SharedReplica } from '../../e2e/devnet/shareReplica'
import { randomCrowd } from '../../e2e/devnet/stories/randomCrowd'
import { retailNextToWhale } from '../../e2e/devnet/stories/retailNextToWhale'
import { createFaultScenario, faultScenarioNames } from '../../e2e/faults/faultScenarios'
import type { FaultScenarioName } from '../../e2e/faults/faultScenarios'
import { laggingNode } from '../../e2e/faults/laggingNode'
import { listKnownErrors, readRecordedErrors } from '../../e2e/faults/recordedErrors'
import { startRpcProxy } from '../../e2e/rpcProxy'
import type { RpcScenario } from '../../e2e/rpcScenario'
import { maxAttempts } from '../chain/rpcTransport'
import type { Report, ReportPool } from '../domain/report'
import { findSilentDifferences } from './findSilentDifferences.fixture'
import { makeReport, onlyChain } from './makeReport.fixture'
import type { ReportQuestion } from './makeReport.fixture'
import { MAX_RESTARTS } from './readAtHead'

/** An answer of `null` is asked for twice, since a node can be behind its neighbours. */
const askedAgain = 2

/** In these the report's block is replaced, so that the whole report starts again. */
const withReorg: ReadonlySet<FaultScenarioName> = new Set(['reorg', 'storm'])

/** Of an approval there is one log and nothing else: one that is left out is not noticed. */
const withLostApprovals: ReadonlySet<FaultScenarioName> = new Set(['lost-logs', 'lost-event', 'pruned-logs'])

/** Tells the story that the faults are played on. */
export async function startFaultyReports(): Promise<FaultyReports> {
  const replica = await shareReplica(retailNextToWhale)
  const head = Number(await replica.client.getBlockNumber())
  return new FaultyReports(replica, head, { wallet: replica.cast.retail })
}

/** So few blocks at once that a pool's largest owner is searched for. */
const SEARCH_CAP = 4

/** The same with a random pool whose life is too long to be read, behind an endpoint with archive state or without. */
export async function startFaultySearches(seed: number, hasArchiveState: boolean): Promise<FaultyReports> {
  const replica = await shareReplica(randomCrowd({ seed }))
  const head = Number(await replica.client.getBlockNumber())
  const { retail, pool } = replica.cast
  const error = { code: -32_602, message: `query exceeds max block range ${SEARCH_CAP}` }
  return new FaultyReports(
    replica,
    head,
    { wallet: retail, pool },
    {
      logRange: { maxBlocks: SEARCH_CAP, error },
      ...(!hasArchiveState && { stateBlocks: SEARCH_CAP }),
    },
  )
}

/** The same report through many endpoints, and the sound one to compare with. */
export class FaultyReports {
  readonly #soundByBlock = new Map<number, Promise<Report>>()

  constructor(
    readonly replica: Pick<SharedReplica<unknown>, 'rpcUrl'>,
    readonly head: number,
    readonly question: ReportQuestion,
    /** What every endpoint does, the sound one too. */
    readonly always: Pick<RpcScenario, 'logRange' | 'stateBlocks'> = {},
  ) {}

  /**
   * Makes the report behind an endpoint of this scenario and compares it with the sound one of the same block. Nothing may differ in
   * silence, no failure may be without a name, and no request may come more often than the transport says.
   *
   * @returns how the report differs, for people: `same`, `incomplete`, or the chain's error
   */
  async expectSameOrSaid(name: FaultScenarioName, seed: number): Promise<string> {
    const { report, mostRepeats } = await this.#make(createFaultScenario(name, seed))
    const chain = onlyChain(report)
    const sound = await this.#soundAt(chain.block?.number ?? this.head)
    const strip = withLostApprovals.has(name) ? withoutApprovals : (whole: Report) => whole
    expect(findSilentDifferences(strip(sound), strip(report)), `${name}:${seed}`).toEqual([])
    const readings = withReorg.has(name) ? MAX_RESTARTS + 1 : 1
    expect(mostRepeats, `${name}:${seed}`).toBeLessThanOrEqual(maxAttempts * askedAgain * readings)
    if (chain.block === null) return chain.error ?? ''
    return chain.pools.every(({ coverage }) => coverage.complete) && chain.error === undefined ? 'same' : 'incomplete'
  }

  /** The sound report of a block: what an endpoint that is no further yet would give. */
  #soundAt(blockNumber: number): Promise<Report> {
    const behind = this.head - blockNumber
    const scenario = behind === 0 ? {} : { faults: [laggingNode(behind, 1)] }
    const known = this.#soundByBlock.get(blockNumber) ?? this.#make(scenario).then(({ report }) => report)
    this.#soundByBlock.set(blockNumber, known)
    return known
  }

  async #make(scenario: RpcScenario) {
    const proxy = await startRpcProxy(this.replica.rpcUrl, { ...scenario, ...this.always })
    try {
      const report = await makeReport(proxy.url, this.question)
      return { report, mostRepeats: proxy.mostRepeats }
    } finally {
      await proxy.stop()
    }
  }
}

function withoutApprovals(report: Report): Report {
  const strip = <T extends ReportPool['you']>(side: T): T => ({
    ...side,
    gas: { ...side.gas, approvalsWei: '0' },
    evidence: { ...side.evidence, transactions: side.evidence.transactions.filter(({ kind }) => kind !== 'approval') },
  })
  const stripPool = (pool: ReportPool): ReportPool => ({
    ...pool,
    you: strip(pool.you),
    whale: pool.whale && strip(pool.whale),
  })
  return {
    ...report,
    chains: report.chains.map((chain) => ({ ...chain, pools: chain.pools.map(stripPool) })),
  }
}

/** Every scenario with so many seeds; every error message that there is gets its turn. */
export function listFaultPlays(seeds: number): readonly (readonly [FaultScenarioName, number])[] {
  const messages = listKnownErrors().length + readRecordedErrors().length
  return faultScenarioNames.flatMap((name) =>
    Array.from({ length: name === 'error-message' ? messages : seeds }, (_, index) => [name, index + 1] as const),
  )
}
