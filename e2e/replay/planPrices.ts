import { computeActionPrices } from './computeActionPrices'
import type { PriceInterval } from './computeActionPrices'
import { computeLiquidityForAmounts } from './computeLiquidityForAmounts'
import type { FartcoinFiles, RecordedAction, RecordedRange } from './records/fartcoinFiles'

/**
 * The pool's price at each action, so that the same call gives the same liquidity and amounts as on the real chain.
 *
 * It stays as it is while it fits; else it moves to a price that fits. A collect fits every price.
 *
 * @throws Error when an action fits no price
 */
export function planPrices({ initialSqrtPriceX96, actions, ranges }: FartcoinFiles): readonly bigint[] {
  let current = initialSqrtPriceX96
  return actions.map((action) => {
    if (action.type === 'collect') return current
    const range = ranges.get(action.tokenId)
    if (range === undefined) throw new Error(`Position ${action.tokenId} has no range.`)
    const rounding = action.type === 'increase' ? 'Up' : 'Down'
    const interval = computeActionPrices(range, action.liquidity, action.amounts, rounding)
    const fitting = listCandidates(interval, current).find((price) => hasLiquidity(action, range, price))
    if (fitting === undefined) throw new Error(`No price gives the liquidity of ${action.transactionHash}.`)
    current = fitting
    return fitting
  })
}

/** Nearest first; inside an interval the liquidity changes so little that its ends and its middle are enough to try. */
function listCandidates({ lowest, highest }: PriceInterval, current: bigint): readonly bigint[] {
  if (current < lowest) return [lowest, (lowest + highest) >> 1n, highest]
  if (current > highest) return [highest, (lowest + highest) >> 1n, lowest]
  return [current, lowest, (lowest + highest) >> 1n, highest]
}

function hasLiquidity(action: RecordedAction, range: RecordedRange, sqrtPriceX96: bigint): boolean {
  if (action.type !== 'increase') return true
  return computeLiquidityForAmounts(sqrtPriceX96, range, action.amountsDesired) === action.liquidity
}
