import type { ReportPool } from '../../domain/report'
import { hasRates } from './formatOwnerRate'
import { nameWhale } from './nameWhale'

type Compared = Pick<ReportPool, 'you' | 'whale' | 'candidates'>

/** Why a side of the comparison has no time in range, no range width and no rates; `null` where both have them. */
export function describeNoTime(pool: Compared): string | null {
  const hasYours = hasRates(pool.you)
  const hasTheirs = pool.whale === null || hasRates(pool.whale)
  if (hasYours && hasTheirs) return null
  const { subject } = nameWhale(pool)
  const whose = hasYours ? `of ${subject}` : hasTheirs ? 'of yours' : `of you and ${subject}`
  return `Liquidity ${whose} was in the pool for no longer than the block it came in. Without time there is no share of it in range, no width to weigh by it, and no rate.`
}
