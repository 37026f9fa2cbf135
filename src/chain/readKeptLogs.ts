import { createBoxTest } from '../domain/logBox'
import type { LogBox } from '../domain/logBox'
import type { RawLog } from '../domain/rawLog'
import { CancelledError } from '../errors'
import { countBlocks } from './blockRanges'
import type { KeptLogs } from './chainCache'
import type { ChainClient } from './chainClient'
import { heldLogsOf } from './heldLogs'
import { containsBox, planBoxes } from './logBoxes'

/** Kept logs in so many small parts are written again as one. */
const manySmall = 12
/** Fewer logs than this are a small part. */
const smallCount = 2_000

/** What is kept of a box, and what is still to be read. */
export interface LogsAtHand {
  readonly logs: readonly RawLog[]
  readonly missing: readonly LogBox[]
  /** Parts of `logs` that were read ahead or held in this visit: they are to be kept. */
  readonly fresh: readonly { readonly box: LogBox; readonly logs: readonly RawLog[] }[]
  /** Small parts that would better be one, once all logs are known: the box to write, and what it replaces. */
  readonly scattered: { readonly box: LogBox; readonly replaced: readonly KeptLogs[] } | null
}

/** Takes those logs of a kept box that lie in the parts of it that are wanted. */
function selectLogs(logs: readonly RawLog[], box: LogBox, parts: readonly LogBox[]): readonly RawLog[] {
  if (parts.length === 1 && containsBox(parts[0] as LogBox, box)) return logs
  const tests = parts.map(createBoxTest)
  return logs.filter((log) => tests.some((isInside) => isInside(log)))
}

function findScattered(
  wanted: LogBox,
  taken: readonly KeptLogs[],
  known: ReadonlyMap<string, readonly RawLog[]>,
): LogsAtHand['scattered'] {
  const small = taken.filter(({ id }) => (known.get(id)?.length ?? 0) < smallCount)
  if (small.length < manySmall) return null
  const fromBlock = Math.max(wanted.range.fromBlock, Math.min(...small.map(({ box }) => box.range.fromBlock)))
  const toBlock = Math.min(wanted.range.toBlock, Math.max(...small.map(({ box }) => box.range.toBlock)))
  const box = { ...wanted, range: { fromBlock, toBlock } }
  return { box, replaced: taken.filter((kept) => containsBox(box, kept.box)) }
}

/**
 * Finds what earlier visits kept of a box, and what this one read of it already. What cannot be read any more counts as missing.
 *
 * @throws CancelledError once the client's signal is aborted.
 */
export async function readKeptLogs(client: ChainClient, wanted: LogBox): Promise<LogsAtHand> {
  const { cache, signal } = client
  if (countBlocks(wanted.range) < 1)
    return { logs: [], missing: planBoxes(wanted, []).missing, fresh: [], scattered: null }
  const ahead = [...heldLogsOf(client), ...((await client.ahead?.askLogs(wanted)) ?? [])]
  const known = new Map(ahead.map(({ id, logs }) => [id, logs]))
  let candidates: readonly KeptLogs[] = [...((await cache?.listLogs(wanted)) ?? []), ...ahead]
  for (;;) {
    if (signal.aborted) throw new CancelledError()
    const { taken, missing } = planBoxes(wanted, candidates)
    const unread = taken.map(({ kept }) => kept).filter(({ id }) => !known.has(id))
    if (unread.length === 0) {
      const isAhead = (kept: KeptLogs) => ahead.some(({ id }) => id === kept.id)
      const used = taken.map(({ kept }) => kept).filter((kept) => !isAhead(kept))
      const fresh = taken
        .filter(({ kept }) => isAhead(kept))
        .flatMap(({ kept, parts }) =>
          parts.map((box) => ({ box, logs: (known.get(kept.id) ?? []).filter(createBoxTest(box)) })),
        )
      return {
        logs: taken.flatMap(({ kept, parts }) => selectLogs(known.get(kept.id) ?? [], kept.box, parts)),
        missing,
        fresh,
        scattered: findScattered(wanted, used, known),
      }
    }
    for (const [id, logs] of (await cache?.readLogs(unread)) ?? []) known.set(id, logs)
    const gone = new Set(unread.filter(({ id }) => !known.has(id)))
    candidates = candidates.filter((kept) => !gone.has(kept))
  }
}
