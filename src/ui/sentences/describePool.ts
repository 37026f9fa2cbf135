import type { ReportPool, ReportPosition } from '../../domain/report'
import type { WindowChoice } from '../../domain/request'
import { formatFee, formatSymbol } from '../format'

/** `USDC / WETH 0.05 %`. */
export function formatPoolName({ tokens, feePpm }: Pick<ReportPool, 'tokens' | 'feePpm'>): string {
  return `${tokens.map(({ symbol }) => formatSymbol(symbol)).join(' / ')} ${formatFee(feePpm)}`
}

/** Whether the positions of a pool earn fees right now: `in range`, `1 of 2 in range`, `closed`. */
export function describeRangeState(positions: readonly Pick<ReportPosition, 'status' | 'inRange'>[]): string {
  const open = positions.filter(({ status }) => status === 'open')
  if (open.length === 0) return positions.some(({ status }) => status === 'owed') ? 'emptied, not collected' : 'closed'
  const inRange = open.filter((position) => position.inRange).length
  if (open.length === 1) return inRange === 1 ? 'in range' : 'out of range'
  if (inRange === 0) return 'all out of range'
  return inRange === open.length ? 'all in range' : `${inRange} of ${open.length} in range`
}

export const windowOptions: readonly { readonly value: WindowChoice; readonly label: string }[] = [
  { value: 'first', label: 'since your first deposit' },
  { value: '7d', label: 'last 7 days' },
  { value: '30d', label: 'last 30 days' },
  { value: '90d', label: 'last 90 days' },
  { value: 'all', label: 'the pool’s whole life' },
]
