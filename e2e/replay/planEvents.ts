import type { Address } from '../../src/domain/primitives'
import { planEvent } from './poolReplay'
import type { RecordedEvent } from './records/recordedEvent'
import type { PlannedBlock } from './replayBlocks'

/** One block for each recorded block, at its time, with its events in order. */
export function planEvents(pool: Address, events: readonly RecordedEvent[]): readonly PlannedBlock[] {
  const byBlock = new Map<number, RecordedEvent[]>()
  for (const event of events) {
    const sameBlock = byBlock.get(event.blockNumber)
    if (sameBlock === undefined) byBlock.set(event.blockNumber, [event])
    else sameBlock.push(event)
  }
  return [...byBlock.values()].map((sameBlock) => ({
    timestamp: sameBlock[0]?.timestamp ?? null,
    transactions: sameBlock.map((event) => planEvent(pool, event)),
  }))
}
