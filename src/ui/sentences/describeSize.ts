import type { ReportPool } from '../../domain/report'
import type { MoneyUnit } from '../format'

/** What another size of capital would have changed. */
export function describeSize(_pool: Pick<ReportPool, 'you' | 'whale' | 'window'>, _unit: MoneyUnit): string {
  return ''
}
