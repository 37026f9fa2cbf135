import type { Cohort } from '../../domain/poolReport'
import { formatCompactMoney, moneyUnitOf } from '../format'

/** `below $1k`, `$10k to $100k`, `$1M and more`, `left before the end`. */
export function nameCohort({ kind, from, to }: Cohort): string {
  const money = (value: number) => formatCompactMoney(value, moneyUnitOf('USD'))
  if (kind === 'left') return 'left before the end'
  if (from === 0 && to !== null) return `below ${money(to)}`
  return to === null ? `${money(from)} and more` : `${money(from)} to ${money(to)}`
}
