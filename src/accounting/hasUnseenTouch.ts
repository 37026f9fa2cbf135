import type { PositionNotes, Snapshot } from '../domain/position'
import type { Timeline } from './computeTimeline'

/**
 * Tells whether a position was touched by something that is not among its events: what its books noted changed between two of its
 * snapshots, with no deposit, withdrawal or collect between them.
 *
 * Liquidity alone cannot tell that a collect is missing, since a collect leaves it as it was.
 *
 * @param snapshots of this position, in any order; those without notes say nothing.
 * @see https://github.com/Uniswap/v3-periphery/blob/v1.0.0/contracts/NonfungiblePositionManager.sol#L309-L374
 */
export function hasUnseenTouch({ steps }: Timeline, snapshots: Iterable<Snapshot>): boolean {
  const noted = [...snapshots].flatMap(({ blockNumber, noted: notes }) => (notes ? [{ blockNumber, notes }] : []))
  noted.sort((a, b) => a.blockNumber - b.blockNumber)
  return noted.some(({ blockNumber, notes }, index) => {
    const next = noted[index + 1]
    if (next === undefined || isSame(notes, next.notes)) return false
    return !steps.some(
      ({ event }) =>
        (event.type === 'deposit' || event.type === 'withdraw' || event.type === 'collect') &&
        event.blockNumber > blockNumber &&
        event.blockNumber <= next.blockNumber,
    )
  })
}

function isSame(a: PositionNotes, b: PositionNotes): boolean {
  return (
    a.feeGrowthInsideLastX128[0] === b.feeGrowthInsideLastX128[0] &&
    a.feeGrowthInsideLastX128[1] === b.feeGrowthInsideLastX128[1] &&
    a.tokensOwed[0] === b.tokensOwed[0] &&
    a.tokensOwed[1] === b.tokensOwed[1]
  )
}
