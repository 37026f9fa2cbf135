import type { PositionHistory } from '../../domain/ledger'
import { computeStateAt, computeTimeline } from '../computeTimeline'

/** Leaves of a history only what a search of the blocks from `fromBlock` on would read: the rest becomes its opening. */
export function openHistory(history: PositionHistory, fromBlock: number): PositionHistory {
  const blockNumber = fromBlock - 1
  const [first] = history.ownerships
  if (first === undefined || first.from.blockNumber >= fromBlock) return history
  const at = { blockNumber, timestamp: 0, logIndex: 0, transactionHash: '0x00' } as const
  return {
    ...history,
    opening: { blockNumber, ...computeStateAt(computeTimeline(history), blockNumber), farm: null },
    events: history.events.filter((event) => event.blockNumber >= fromBlock),
    ownerships: history.ownerships
      .filter(({ to }) => to === null || to.blockNumber >= fromBlock)
      .map((ownership) => (ownership.from.blockNumber < fromBlock ? { ...ownership, from: at } : ownership)),
    ...(history.touches && { touches: history.touches.filter((touch) => touch.blockNumber >= fromBlock) }),
  }
}
