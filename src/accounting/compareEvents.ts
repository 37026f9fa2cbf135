import type { EventRef } from '../domain/ledger'

/** Orders events as the chain does: by block, then by place in the block. Negative when `a` comes first. */
export function compareEvents(
  a: Pick<EventRef, 'blockNumber' | 'logIndex'>,
  b: Pick<EventRef, 'blockNumber' | 'logIndex'>,
): number {
  return a.blockNumber - b.blockNumber || a.logIndex - b.logIndex
}
