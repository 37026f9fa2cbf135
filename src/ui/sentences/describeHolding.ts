import type { ReportHolding } from '../../domain/report'
import { formatAmount, formatCounted, formatSymbol } from '../format'
import { describeRangeState } from './describePool'

/** `2 positions with 0.52 WETH and 812 USDC, 1 of 2 in range, and 1 emptied one`. */
export function describeHolding({ positions, principal, tokens }: ReportHolding): string {
  const open = positions.filter(({ liquidity }) => liquidity !== '0')
  const emptied = positions.length - open.length
  if (open.length === 0) return formatCounted(emptied, 'emptied position')
  const range = describeRangeState(open.map(({ inRange }) => ({ status: 'open', inRange })))
  const rest = emptied === 0 ? '' : `, and ${formatCounted(emptied, 'emptied one')}`
  return `${formatCounted(open.length, 'position')}${describeAmounts(principal, tokens)}, ${range}${rest}`
}

/** What of held positions is not there yet, or will not come: `What they earned is being read.` */
export function describeUnread(holdings: readonly ReportHolding[], isWorking: boolean): string {
  const count = holdings.reduce((sum, { positions }) => sum + positions.length, 0)
  return `What ${count === 1 ? 'it' : 'they'} earned ${isWorking ? 'is being' : 'was not'} read.`
}

/** Nothing where one of the tokens does not say how many decimals it has. */
function describeAmounts(principal: ReportHolding['principal'], tokens: ReportHolding['tokens']): string {
  if (tokens.some(({ decimals }) => decimals === null)) return ''
  const parts = tokens.flatMap(({ symbol, decimals }, index) => {
    const amount = principal[index] ?? '0'
    return amount === '0' ? [] : [`${formatAmount(amount, decimals)} ${formatSymbol(symbol)}`]
  })
  return parts.length === 0 ? '' : ` with ${parts.join(' and ')}`
}
