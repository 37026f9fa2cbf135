import type { Address } from '../../src/domain/primitives'
import type { RecordedEvent } from './records/recordedEvent'

/** Events with the same place on the chain, owners in one case, and amounts left out that `recorded` does not know. */
export function comparableEvents(
  events: readonly RecordedEvent[],
  recorded: readonly RecordedEvent[],
): readonly RecordedEvent[] {
  return events.map((event, index) => {
    const placed = { ...event, blockNumber: 0, timestamp: 0 }
    if (placed.type === 'swap') return placed
    const record = recorded[index]
    const amount0 = record !== undefined && record.type !== 'swap' && record.amount0 === null ? null : placed.amount0
    return { ...placed, owner: placed.owner.toLowerCase() as Address, amount0 }
  })
}
