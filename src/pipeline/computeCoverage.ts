import type { Coverage, Missing } from '../domain/coverage'
import type { PositionHistory } from '../domain/ledger'
import type { PoolState } from '../domain/pool'
import type { Holders } from '../protocols/adapter'
import { computeActiveLiquidity, computeLedgerLiquidity } from '../whales/computeActiveLiquidity'
import { OPEN_DEBTS } from './openDebts'
import type { WhaleSearch } from './searchWhale'

export interface CoverageInput {
  readonly state: PoolState
  /** Everybody who was ever in the pool, or what a search found; `null` while the owners of the pool are not known. */
  readonly owners: { readonly holders: Holders } | { readonly search: WhaleSearch } | null
  readonly missing: readonly Missing[]
  /** Why there is no whale, where there should be one. */
  readonly whaleUnavailable: string | null
}

interface CoverageResult {
  readonly coverage: Coverage
  readonly isWhaleProven: boolean
}

/**
 * Computes what a pool's data covers, and whether the search for the whale was complete.
 *
 * Complete means: nothing is missing. Where the pool's whole life was read, the liquidity in range of all positions found must be the pool's
 * own `liquidity()`; where it was searched, what no position explains must be too little for somebody larger.
 */
export function computeCoverage({ state, owners, missing, whaleUnavailable }: CoverageInput): CoverageResult {
  const all: Missing[] = [...missing]
  if (whaleUnavailable !== null) all.push({ what: 'The whale', why: whaleUnavailable })
  if (owners === null) return { coverage: { complete: false, missing: dedupe(all) }, isWhaleProven: false }
  return 'search' in owners
    ? computeSearchCoverage(state, owners.search, all)
    : computeHoldersCoverage(state, owners.holders, all)
}

function computeSearchCoverage(state: PoolState, search: WhaleSearch, missing: readonly Missing[]): CoverageResult {
  const all = [...missing, ...search.missing]
  const ownerless = search.histories.filter(isOwnerless)
  if (ownerless.length > 0) all.push(describeOwnerless(ownerless))
  if (!search.isConsistent) all.push(CONTRADICTED)
  else if (!search.isProven) all.push(describeUnexplainedShare(search.unexplainedShare))
  return {
    coverage: {
      complete: all.length === 0,
      missing: dedupe(all),
      activeLiquidity: { pool: state.liquidity, found: computeActiveLiquidity(search.histories, state.tick) },
      scanned: search.scanned,
      proof: describeSearch(search),
    },
    isWhaleProven: search.isProven && ownerless.length === 0,
  }
}

const CONTRADICTED: Missing = {
  what: 'The proof that nobody larger exists',
  why: 'The logs of deposits and withdrawals do not add up to what the pool itself holds and logged, so some of them were not given.',
}

function describeUnexplainedShare(share: number | null): Missing {
  const what = share === null ? 'Owners of some of the capital' : `Owners of ${formatPercent(share)} of the capital`
  return { what, why: 'Their positions were not found yet, so somebody larger could exist.' }
}

/** What the search proves, and how. */
function describeSearch(search: WhaleSearch): string {
  return `${describeProof(search)}${search.areDebtsKnown ? '' : OPEN_DEBTS}`
}

function describeProof({ isProven, unexplainedShare, isPriceExact, mayOwnMore }: WhaleSearch): string {
  const part = unexplainedShare === null ? 'an unknown part' : `at most ${formatPercent(unexplainedShare)}`
  if (!isProven)
    return `Largest found, not proven: ${part} of the capital in this pool belongs to positions that were not found, so somebody larger can have been missed.`
  if (unexplainedShare === 0) {
    return 'Proven largest: the positions found account for all liquidity that the pool itself counts, to the last unit.'
  }
  const prices = isPriceExact
    ? ''
    : ' It holds unless a price between those that were read was more than half as high again.'
  const own = mayOwnMore
    ? ' Some of them can be the largest owner’s own, which its figures then lack: not all of its NFTs, or of what it holds without one, were looked at.'
    : ''
  return `Proven largest: ${part} of the capital in this pool, as the pool itself counts it, belongs to positions that were not looked at. The largest owner is further ahead of everybody else than that; owners further down the list can be among them.${own}${prices}`
}

function formatPercent(share: number): string {
  const percent = share * 100
  return `${percent > 0 && percent < 0.01 ? '0.01' : percent.toFixed(2)} %`
}

function computeHoldersCoverage(state: PoolState, holders: Holders, missing: readonly Missing[]): CoverageResult {
  const all: Missing[] = [...missing, ...holders.missing]
  const ownerless = holders.histories.filter(isOwnerless)
  if (ownerless.length > 0) all.push(describeOwnerless(ownerless))
  const found = computeActiveLiquidity(holders.histories, state.tick)
  const isWhole = holders.histories.every(({ isContradicted }) => isContradicted !== true)
  const isProven = found === state.liquidity && isWhole && holders.missing.length === 0 && ownerless.length === 0
  if (found !== state.liquidity) all.push(describeUnexplained(state.liquidity, found))
  else if (!isWhole) all.push(CONTRADICTED)
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
