import { expect } from 'vitest'
import { shareReplica } from '../../e2e/devnet/shareReplica'
import type { SharedReplica } from '../../e2e/devnet/shareReplica'
import { retailNextToWhale } from '../../e2e/devnet/stories/retailNextToWhale'
import type { RetailNextToWhaleCast } from '../../e2e/devnet/stories/retailNextToWhaleCast'
import { createFaultScenario, faultScenarioNames } from '../../e2e/faults/faultScenarios'
import type { FaultScenarioName } from '../../e2e/faults/faultScenarios'
import { laggingNode } from '../../e2e/faults/laggingNode'
import { listKnownErrors, readRecordedErrors } from '../../e2e/faults/recordedErrors'
import { startRpcProxy } from '../../e2e/rpcProxy'
import type { RpcScenario } from '../../e2e/rpcScenario'
import { maxAttempts } from '../chain/rpcTransport'
import type { Report } from '../domain/report'
import { findSilentDifferences } from './findSilentDifferences.fixture'
import { makeReport, onlyChain } from './makeReport.fixture'
import { MAX_RESTARTS } from './readAtHead'

/** An answer of `null` is asked for twice, since a node can be behind its neighbours. */
const askedAgain = 2

/** In these the report's block is replaced, so that the whole report starts again. */
const withReorg: ReadonlySet<FaultScenarioName> = new Set(['reorg', 'storm'])

/** Tells the story that the faults are played on. */
export async function startFaultyReports(): Promise<FaultyReports> {
  const replica = await shareReplica(retailNextToWhale)
  return new FaultyReports(replica, Number(await replica.client.getBlockNumber()))
}

/** The same report through many endpoints, and the sound one to compare with. */
export class FaultyReports {
  readonly #soundByBlock = new Map<number, Promise<Report>>()

  constructor(
    readonly replica: SharedReplica<RetailNextToWhaleCast>,
    readonly head: number,
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
    expect(findSilentDifferences(sound, report), `${name}:${seed}`).toEqual([])
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
    const proxy = await startRpcProxy(this.replica.rpcUrl, scenario)
    try {
      const report = await makeReport(proxy.url, { wallet: this.replica.cast.retail })
      return { report, mostRepeats: proxy.mostRepeats }
    } finally {
      await proxy.stop()
    }
  }
}

/** Every scenario with so many seeds; every error message that there is gets its turn. */
export function listFaultPlays(seeds: number): readonly (readonly [FaultScenarioName, number])[] {
  const messages = listKnownErrors().length + readRecordedErrors().length
  return faultScenarioNames.flatMap((name) =>
    Array.from({ length: name === 'error-message' ? messages : seeds }, (_, index) => [name, index + 1] as const),
  )
}
