import type { Coverage, Missing } from '../domain/coverage'
import type { PositionHistory } from '../domain/ledger'
import type { PoolState } from '../domain/pool'
import type { Holders } from '../protocols/adapter'
import { computeActiveLiquidity, computeLedgerLiquidity } from '../whales/computeActiveLiquidity'

export interface CoverageInput {
  readonly state: PoolState
  /** `null` while the owners of the pool are not known. */
  readonly holders: Holders | null
  readonly missing: readonly Missing[]
  /** Why there is no whale, where there should be one. */
  readonly whaleUnavailable: string | null
}

/**
 * Computes what a pool's data covers, and whether the search for the whale was complete.
 *
 * Complete means: nothing is missing, and the liquidity in range of all positions found is the pool's own `liquidity()`.
 */
export function computeCoverage({ state, holders, missing, whaleUnavailable }: CoverageInput): {
  readonly coverage: Coverage
  readonly isWhaleProven: boolean
} {
  const all: Missing[] = [...missing]
  if (whaleUnavailable !== null) all.push({ what: 'The whale', why: whaleUnavailable })
  if (holders === null) return { coverage: { complete: false, missing: dedupe(all) }, isWhaleProven: false }

  all.push(...holders.missing)
  const ownerless = holders.histories.filter(isOwnerless)
  if (ownerless.length > 0) all.push(describeOwnerless(ownerless))
  const found = computeActiveLiquidity(holders.histories, state.tick)
  const isProven = found === state.liquidity && holders.missing.length === 0 && ownerless.length === 0
  if (found !== state.liquidity) all.push(describeUnexplained(state.liquidity, found))
  return {
    coverage: {
      complete: all.length === 0,
      missing: dedupe(all),
      activeLiquidity: { pool: state.liquidity, found },
      scanned: holders.scanned,
    },
    isWhaleProven: isProven,
  }
}

/** Holds liquidity, and the logs do not say whose: its owner could be larger than everybody else. */
function isOwnerless(history: PositionHistory): boolean {
  const last = history.ownerships.at(-1)
  return computeLedgerLiquidity(history) > 0n && (last === undefined || last.to !== null)
}

function describeOwnerless(histories: readonly PositionHistory[]): Missing {
  const shown = histories.slice(0, 5).map(({ position }) => position.id)
  const more = histories.length > shown.length ? ` and ${histories.length - shown.length} more` : ''
  return {
    what: `Owners of positions ${shown.join(', ')}${more}`,
    why: 'The endpoint did not give the transfers that name them, so somebody larger could exist.',
  }
}

function describeUnexplained(pool: bigint, found: bigint): Missing {
  if (found > pool) {
    return {
      what: 'The proof that nobody larger exists',
      why: 'The positions found have more liquidity in range than the pool itself, so some withdrawals were not read.',
    }
  }
  const share = (Number(((pool - found) * 10_000n) / pool) / 100).toFixed(2)
  return {
    what: `Owners of ${share} % of the liquidity in range`,
    why: 'Their positions were not among those found, so somebody larger could exist.',
  }
}

function dedupe(missing: readonly Missing[]): readonly Missing[] {
  return [...new Map(missing.map((item) => [`${item.what}\n${item.why}`, item])).values()]
}
