import { expect } from 'vitest'
import { shareReplica } from '../../../e2e/devnet/shareReplica'
import type { SharedReplica } from '../../../e2e/devnet/shareReplica'
import { retailNextToWhale } from '../../../e2e/devnet/stories/retailNextToWhale'
import type { RetailNextToWhaleCast } from '../../../e2e/devnet/stories/retailNextToWhaleCast'
import { createFaultScenario } from '../../../e2e/faults/faultScenarios'
import type { FaultScenarioName } from '../../../e2e/faults/faultScenarios'
import { laggingNode } from '../../../e2e/faults/laggingNode'
import { startRpcProxy } from '../../../e2e/rpcProxy'
import type { PoolReport, PoolReportOwner } from '../../domain/poolReport'
import type { Address } from '../../domain/primitives'
import { AppError } from '../../errors'
import { makePoolReport } from './makePoolReport.fixture'

/** So few blocks at once that a pool's owners are searched for. */
const SEARCH_CAP = 4
const logRange = {
  maxBlocks: SEARCH_CAP,
  error: { code: -32_602, message: `query exceeds max block range ${SEARCH_CAP}` },
}

/** The pool page of one pool through many endpoints. */
export class FaultyPoolReports {
  readonly #soundByBlock = new Map<number, Promise<PoolReport>>()

  private constructor(
    readonly replica: SharedReplica<RetailNextToWhaleCast>,
    readonly pool: Address,
  ) {}

  static async start(): Promise<FaultyPoolReports> {
    const replica = await shareReplica(retailNextToWhale)
    const { usdcWeth500: pool } = replica.cast.pools
    return new FaultyPoolReports(replica, pool)
  }

  /**
   * Makes the pool's report behind an endpoint of this scenario and compares it with the sound one: an owner's figures are the same or unknown,
   * nobody is left out of a report that calls itself complete, and nobody else is ever "largest".
   *
   * @returns how it differs, for people: `same`, `incomplete`, or the failure's name
   */
  async expectSameOrSaid(name: FaultScenarioName, seed: number): Promise<string> {
    const proxy = await startRpcProxy(this.replica.rpcUrl, { ...createFaultScenario(name, seed), logRange })
    try {
      const { pool } = this
      const report = await makePoolReport(proxy.url, { pool, window: '30d' })
      const sound = await this.#soundAt(report.block.number)
      const which = `${name}:${seed}`
      if (report.whale?.claim === 'largest') expect(report.whale, which).toEqual(sound.whale)
      if (report.coverage.complete) expect(comparable(report), which).toEqual(comparable(sound))
      return report.coverage.complete ? 'same' : 'incomplete'
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return error.name
    } finally {
      await proxy.stop()
    }
  }

  /** The sound report of a block: what an endpoint that is no further yet would give. */
  #soundAt(blockNumber: number): Promise<PoolReport> {
    const known = this.#soundByBlock.get(blockNumber) ?? this.#makeSound(blockNumber)
    this.#soundByBlock.set(blockNumber, known)
    return known
  }

  async #makeSound(blockNumber: number): Promise<PoolReport> {
    const behind = Number(await this.replica.client.getBlockNumber()) - blockNumber
    const proxy = await startRpcProxy(this.replica.rpcUrl, behind === 0 ? {} : { faults: [laggingNode(behind, 1)] })
    try {
      return await makePoolReport(proxy.url, { pool: this.pool, window: '30d' })
    } finally {
      await proxy.stop()
    }
  }
}

function comparable({ owners, whale }: PoolReport): { owners: readonly PoolReportOwner[]; whale: PoolReport['whale'] } {
  return { owners, whale }
}
