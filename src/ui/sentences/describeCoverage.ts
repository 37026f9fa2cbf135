import type { ReportPool } from '../../domain/report'
import { formatCount, formatShare } from '../format'
import { isWhaleItself } from './nameWhale'

function parseAmount(text: string | undefined): bigint | null {
  return text !== undefined && /^\d+$/.test(text) ? BigInt(text) : null
}

/** The whale, where all positions of the pool were read. */
export const provenLargest =
  'Proven largest: together, the positions found hold exactly the liquidity that the pool itself counts in range, to the last unit.'

/** What a search found when a part of the pool's liquidity in range belongs to nobody who was found. */
export function describeFoundShare(share: number): string {
  return `Largest found, not proven: the positions found hold ${formatShare(share)} of the liquidity that the pool itself counts in range, so somebody larger can have been missed.`
}

interface Found {
  readonly coverage: Pick<ReportPool['coverage'], 'activeLiquidity'>
}

/** Share of the pool's active liquidity that was found, 0 to 1; `null` when it is not known. */
export function computeFoundShare({ coverage }: Found): number | null {
  const pool = parseAmount(coverage.activeLiquidity?.pool)
  const found = parseAmount(coverage.activeLiquidity?.found)
  if (pool === null || found === null || pool === 0n) return null
  return Number((found * 1_000_000n) / pool) / 1_000_000
}

interface Scanned {
  readonly coverage: Pick<ReportPool['coverage'], 'scanned' | 'complete'>
  readonly window: Pick<ReportPool['window'], 'toBlock'>
}

/** Which blocks were read: `blocks 24,561,022 to 26,452,880, all of them; …`. */
export function describeScanned({ coverage, window }: Scanned): string {
  const block = `every figure is as of block ${formatCount(window.toBlock)}`
  const { scanned, complete } = coverage
  if (!scanned) return `${complete ? 'all that was asked for' : 'not all that was asked for'}; ${block}`
  const range = `blocks ${formatCount(scanned.fromBlock)} to ${formatCount(scanned.toBlock)}`
  return `${range}, ${complete ? 'all of them' : 'but something is missing, see below'}; ${block}`
}

/** What proves, or does not prove, that nobody larger was missed. */
export function describeProof(
  pool: Pick<ReportPool, 'coverage' | 'whale' | 'whaleUnavailable' | 'candidates'>,
): string {
  const { whale } = pool
  if (whale === null) return pool.whaleUnavailable ?? 'No other owner was found in this pool and window.'
  const share = computeFoundShare(pool)
  const isWhale = isWhaleItself(pool)
  const chosen = isWhale ? '' : 'You chose another owner than the largest. '
  if (pool.coverage.proof !== undefined) return `${chosen}${pool.coverage.proof}`
  // Nobody but the whale is ever claimed to be the largest: for another owner the proof itself tells whether the search was complete.
  if (isWhale ? whale.claim === 'largest' : share === 1) {
    return `${chosen}${provenLargest}`
  }
  return share === null
    ? `${chosen}Largest found, not proven: the pool’s own liquidity could not be compared with what was found, so somebody larger can have been missed.`
    : `${chosen}${describeFoundShare(share)}`
}
