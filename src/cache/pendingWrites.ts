import type { LogBox } from '../domain/logBox'
import type { RawLog } from '../domain/rawLog'
import { createFactEntry, createLogsEntry } from './entries'
import type { Fact } from './entries'
import { factKey, logsPrefix } from './entryKeys'
import type { Writing } from './lineageGuard'
import { cutLogs, joinLogs, orderLogs, splitLogs } from './logRows'
import type { BoxedLogs } from './logRows'
import type { Entry } from './store'

interface PendingFact extends Fact {
  readonly kind: string
  readonly key: string
}

/** A row of logs as it is written. */
export interface NewRow {
  readonly id: string
  readonly box: LogBox
  readonly entry: Entry
}

let lastRow = 0

/** A name that no other page gives, later ones after earlier ones. */
function nameRow(): string {
  return `${Date.now().toString(36)}-${(++lastRow).toString(36)}-${Math.random().toString(36).slice(2, 10)}`
}

/** What was added and is not written yet. */
export class PendingWrites {
  readonly #parts: BoxedLogs[] = []
  readonly #facts: PendingFact[] = []
  /** Rows that are not needed once the parts are written. */
  readonly replaced: string[] = []
  logCount = 0

  get isEmpty(): boolean {
    return this.#parts.length + this.#facts.length === 0
  }

  addLogs(box: LogBox, logs: readonly RawLog[], replaced: readonly string[]): void {
    this.#parts.push({ box, logs })
    this.replaced.push(...replaced)
    this.logCount += logs.length
  }

  addFact(fact: PendingFact): void {
    this.#facts.push(fact)
  }

  /** Rows of the parts, as far as their blocks are final. A part with two versions of a block is left out. */
  createRows(chainId: number, { lineage, lastBlock }: Writing): readonly NewRow[] {
    const final = this.#parts.flatMap((part) => cutLogs(part, lastBlock) ?? [])
    return joinLogs(final).flatMap(({ box, logs }) => {
      const ordered = orderLogs(logs)
      if (ordered === null) return []
      const prefix = logsPrefix(chainId, lineage.generation, box)
      return splitLogs({ box, logs: ordered }).map((row) => {
        const id = `${prefix}${nameRow()}`
        return { id, box: row.box, entry: createLogsEntry(id, row.box, row.logs) }
      })
    })
  }

  createFacts(chainId: number, { lineage, lastBlock }: Writing): readonly Entry[] {
    return this.#facts
      .filter(({ blockNumber }) => blockNumber <= lastBlock)
      .map((fact) => createFactEntry(factKey(chainId, lineage.generation, fact.kind, fact.key), fact))
  }
}
