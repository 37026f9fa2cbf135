import type { LogBox } from '../domain/logBox'
import type { RawLog } from '../domain/rawLog'
import type { ChainClient } from './chainClient'
import { planBoxes } from './logBoxes'
import type { AheadLogs } from './readAhead'

/** Logs stay with what the client remembers: a report that starts again reads them anew. */
const held = new WeakMap<ChainClient['memo'], AheadLogs[]>()

/** Logs that this client has read for scans that are still to come. */
export function heldLogsOf({ memo }: Pick<ChainClient, 'memo'>): readonly AheadLogs[] {
  return held.get(memo) ?? []
}

/** Holds all logs of a box for the scans of this client that ask for a part of them. */
export function holdLogs({ memo }: Pick<ChainClient, 'memo'>, box: LogBox, logs: readonly RawLog[]): void {
  const all = held.get(memo) ?? []
  held.set(memo, all)
  all.push({ id: `held ${all.length}`, box, logs })
}

/** Whether all logs of a box are held. */
export function areLogsHeld(client: Pick<ChainClient, 'memo'>, box: LogBox): boolean {
  return planBoxes(box, heldLogsOf(client)).missing.length === 0
}
