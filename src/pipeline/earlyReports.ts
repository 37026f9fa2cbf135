import { APPROVALS, OLDER_POSITIONS } from '../domain/coverage'
import type { Missing } from '../domain/coverage'
import type { Pool } from '../domain/pool'
import type { ReportPool } from '../domain/report'
import type { Discovered } from '../protocols/adapter'
import { keepFailure } from './keepFailure'
import type { Outcome } from './keepFailure'
import { findPoolApprovals, findPoolHistories } from './loadOwnerBooks'
import type { Owner } from './loadOwnerResult'

interface EarlyReport {
  readonly you: Owner
  readonly outcome: Promise<Outcome<ReportPool>>
  /** Another search has found a position of theirs that was not known. */
  lacksPosition: boolean
}

/**
 * Reports of pools that are made while the wallet's older positions and its approvals are still being looked for. Each says so; the search
 * for the pool's whale goes on beside the search for positions.
 */
export class EarlyReports {
  readonly #byPool = new Map<string, EarlyReport>()

  /** Starts the reports of pools that were not seen before. */
  start(
    { histories }: Discovered,
    pools: readonly Pool[],
    startYou: (fromBlock: number, pools: readonly Pool[]) => Owner,
    load: (pool: Pool, you: Owner, onUnfound: () => void) => Promise<ReportPool>,
  ): void {
    const unseen = pools.filter((pool) => !this.#byPool.has(keyOf(pool)))
    if (unseen.length === 0) return
    const blocks = unseen.flatMap((pool) => findPoolHistories(histories, pool).flatMap(({ events }) => events[0] ?? []))
    const you = startYou(Math.min(...blocks.map(({ blockNumber }) => blockNumber)), unseen)
    for (const pool of unseen) {
      const outcome = keepFailure(load(pool, you, () => this.#noteUnfound(pool)))
      this.#byPool.set(keyOf(pool), { you, outcome, lacksPosition: false })
    }
  }

  #noteUnfound(pool: Pool): void {
    const early = this.#byPool.get(keyOf(pool))
    if (early !== undefined) early.lacksPosition = true
  }

  /**
   * The finished report of a pool, where nothing of it changed now that all positions and approvals are known; else `null`. It waits
   * for the report in any case, so that a second one finds what the first has read.
   */
  async finish(pool: Pool, you: Owner): Promise<ReportPool | null> {
    const early = this.#byPool.get(keyOf(pool))
    if (early === undefined) return null
    const outcome = await early.outcome
    // What the two searches contradict each other in shows in a report that takes all positions for known.
    if ('failure' in outcome || early.lacksPosition || !(await isSameOwner(pool, early.you, you))) return null
    return sayOfUnread(outcome.value, [])
  }

  /** The report of a pool as it was made while older positions were looked for; `null` where there is none. */
  async shown(pool: Pool): Promise<ReportPool | null> {
    const outcome = await this.#byPool.get(keyOf(pool))?.outcome
    return outcome !== undefined && 'value' in outcome ? outcome.value : null
  }

  /** The reports as they are, where the search for older positions failed; `why` says with what. */
  async keep(why: string): Promise<readonly ReportPool[]> {
    const outcomes = await Promise.all([...this.#byPool.values()].map(({ outcome }) => outcome))
    const unread = [OLDER_POSITIONS, APPROVALS].map((what) => ({ what, why }))
    return outcomes.flatMap((outcome) => ('value' in outcome ? [sayOfUnread(outcome.value, unread)] : []))
  }
}

/** Replaces what is said about older positions and approvals. */
function sayOfUnread({ coverage, ...report }: ReportPool, unread: readonly Missing[]): ReportPool {
  const others = coverage.missing.filter(({ what }) => what !== OLDER_POSITIONS && what !== APPROVALS)
  const missing = [...unread, ...others]
  return { ...report, coverage: { ...coverage, missing, complete: missing.length === 0 } }
}

function keyOf({ address }: Pool): string {
  return address.toLowerCase()
}

async function isSameOwner(pool: Pool, early: Owner, you: Owner): Promise<boolean> {
  const [before, now] = await Promise.all([listFacts(pool, early), listFacts(pool, you)])
  return before === now
}

/** What an owner's figures in a pool depend on, as text that can be compared. */
async function listFacts(pool: Pool, { histories, approvals }: Owner): Promise<string> {
  const own = findPoolHistories(histories, pool)
  const ids = own.map(({ position, missing }) => `${position.id}${missing === undefined ? '' : ' incomplete'}`)
  const hashes = findPoolApprovals(await approvals, histories, pool).map(({ transactionHash }) => transactionHash)
  return [...ids.sort(), ...[...hashes].sort()].join()
}
