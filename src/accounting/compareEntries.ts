import type { BookEntry } from './computeBookEntries'
import { compareEvents } from './compareEvents'

/** Orders entries as they happened: an opening stands before and the close behind everything else of its block. */
export function compareEntries(a: BookEntry, b: BookEntry): number {
  return a.blockNumber - b.blockNumber || rank(a) - rank(b) || compareEvents(a, b)
}

function rank({ type, transactionHash }: BookEntry): number {
  if (type === 'open') return 0
  if (type === 'close') return 3
  return transactionHash === null ? 2 : 1
}
