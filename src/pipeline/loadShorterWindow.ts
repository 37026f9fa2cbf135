import type { ChainClient } from '../chain/chainClient'
import { fetchTimestamps } from '../chain/fetchTimestamps'
import type { Missing } from '../domain/coverage'
import type { Window } from '../domain/performance'
import type { OwnerResult } from './loadOwnerResult'

/** No rate means anything over less than this: what is not known then stays so. */
const SHORTEST_SECONDS = 86_400

/** A window that begins later than the one that was asked for. */
export interface ShorterWindow {
  readonly window: Window
  readonly asked: Window
  /** The block at whose end the logs begin that prove its start. */
  readonly logsFromBlock: number
  /** A sentence. */
  readonly why: string
}

/**
 * Shortens a window to where the fees of both sides can be proven; `null` where they can be already, where no start would do, and where less
 * than a day would be left. Reads the time of the block in which the window then begins.
 */
export async function loadShorterWindow(
  client: ChainClient,
  { window, asked }: { readonly window: Window; readonly asked: Window },
  sides: readonly OwnerResult[],
): Promise<ShorterWindow | null> {
  const starts = sides.flatMap(({ provenStart }) => (provenStart === undefined ? [] : [provenStart]))
  const known = starts.filter((start) => start !== null)
  if (starts.length === 0 || known.length < starts.length) return null
  const fromBlock = Math.max(...known.map(({ blockNumber }) => blockNumber))
  const fromTimestamp = (await fetchTimestamps(client, [fromBlock])).get(fromBlock) as number
  if (fromBlock <= window.fromBlock || window.toTimestamp - fromTimestamp < SHORTEST_SECONDS) return null
  return {
    window: { ...window, fromBlock, fromTimestamp },
    asked,
    logsFromBlock: Math.min(...known.map(({ logsFromBlock }) => logsFromBlock)),
    why: `${client.host} does not keep the state of older blocks, and the pool’s events prove what was waiting in positions only from then on. An endpoint with archive state gives the whole time.`,
  }
}

/** That the window was shortened, among what a report could not read. */
export function describeShorterWindow({ window, asked, why }: ShorterWindow): Missing {
  return {
    what: `The window before block ${window.fromBlock}`,
    why: `It was asked for from block ${asked.fromBlock} on. ${why}`,
  }
}
