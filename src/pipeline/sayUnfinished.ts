import { APPROVALS, OLDER_POSITIONS } from '../domain/coverage'
import type { ReportPool } from '../domain/report'

/**
 * A pool's report as far as it had come when something failed: its figures stay, and it says what is missing. Nobody is called the largest
 * by it.
 *
 * @param why a sentence.
 */
export function sayUnfinished(pool: ReportPool, why: string): ReportPool {
  const { coverage, whale } = pool
  const rest = whale === null ? 'The whale' : 'The rest of the search for the largest owner'
  const unread = [OLDER_POSITIONS, APPROVALS].filter((what) => coverage.missing.some((item) => item.what === what))
  const others = coverage.missing.filter(({ what }) => what !== rest && !unread.includes(what))
  const missing = [...[...unread, rest].map((what) => ({ what, why })), ...others]
  return {
    ...pool,
    ...(whale === null ? { whaleUnavailable: why } : { whale: { ...whale, claim: 'largest found' } }),
    coverage: { ...coverage, complete: false, missing },
  }
}
