import type { PositionHistory } from '../domain/ledger'
import type { Window } from '../domain/performance'

/**
 * Selects the positions that have a part in an owner's figures over a window: those with liquidity at its start, and those that were
 * touched in it. A position that was empty all the time earned nothing, whatever stands uncollected in it.
 *
 * Whether an owner is new decides if the window's first block is inside; where that block has an event, every position stays, so that
 * it can still be told.
 *
 * @param histories of one owner in one pool.
 */
export function selectWindowHistories(
  histories: readonly PositionHistory[],
  { fromBlock, toBlock }: Pick<Window, 'fromBlock' | 'toBlock'>,
): readonly PositionHistory[] {
  const selected = histories.filter((history) => {
    const isTouched = [...history.events, ...(history.touches ?? [])].some(
      ({ blockNumber }) => blockNumber >= fromBlock && blockNumber <= toBlock,
    )
    return isTouched || computeLiquidityAt(history, fromBlock) > 0n
  })
  const isDecidedHere = selected.some(({ events }) => events.some(({ blockNumber }) => blockNumber === fromBlock))
  return isDecidedHere ? histories : selected
}

function computeLiquidityAt({ opening, events }: PositionHistory, blockNumber: number): bigint {
  let liquidity = opening?.liquidity ?? 0n
  for (const event of events) {
    if (event.blockNumber > blockNumber) break
    if (event.type === 'deposit') liquidity += event.liquidity
    else if (event.type === 'withdraw') liquidity -= event.liquidity
  }
  return liquidity
}
