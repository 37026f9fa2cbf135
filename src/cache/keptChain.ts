import type { LogBox } from '../domain/logBox'
import type { RawLog } from '../domain/rawLog'
import { parseBox } from './boxText'
import type { ChainSource } from './chainSource'
import { createEntry, nowSeconds, parseFactValue, parseLogsValue } from './entries'
import { factKey, lineageKey, logsPrefix } from './entryKeys'
import { formatLineage } from './lineage'
import { LineageGuard } from './lineageGuard'
import type { Writing } from './lineageGuard'
import { PendingWrites } from './pendingWrites'
import type { Room } from './room'
import type { CacheStore, Entry, EntryInfo } from './store'

/** An entry with all logs that exist in its box. */
export interface LogRow {
  readonly id: string
  readonly box: LogBox
}

/** A scan that ends without a word (a closed page) loses no more than this. */
const flushAfterMs = 2_000
const flushAtLogs = 20_000
/** The time of the last use is written anew after this. */
const touchAfterSeconds = 86_400
const maxFactLength = 300_000

/**
 * What is kept of one chain, as one report sees it. Nothing here rejects: what cannot be read is not there, what cannot be written is
 * not kept.
 */
export class KeptChain {
  readonly #store: CacheStore
  readonly #room: Room
  readonly #chainId: number
  readonly #guard: LineageGuard
  /** Rows of the same events, by the beginning of their keys. */
  readonly #rows = new Map<string, Promise<readonly LogRow[]>>()
  readonly #infos = new Map<string, EntryInfo>()
  readonly #readIds = new Set<string>()
  readonly #damaged = new Set<string>()
  readonly #touched = new Set<string>()
  #isDoubted = false
  #pending = new PendingWrites()
  #timer: ReturnType<typeof setTimeout> | null = null
  #flushing: Promise<void> = Promise.resolve()

  constructor(store: CacheStore, room: Room, source: ChainSource) {
    this.#store = store
    this.#room = room
    this.#chainId = source.chainId
    this.#guard = new LineageGuard(store, source)
  }

  /** The rows that can have something of `box`, among others. */
  async listLogs(box: LogBox): Promise<readonly LogRow[]> {
    const lineage = await this.#guard.current()
    if (lineage === null) return []
    const prefix = logsPrefix(this.#chainId, lineage.generation, box)
    const known = this.#rows.get(prefix) ?? this.#listRows(prefix)
    this.#rows.set(prefix, known)
    return await known
  }

  async #listRows(prefix: string): Promise<readonly LogRow[]> {
    const rows: LogRow[] = []
    for (const info of await this.#store.list(prefix)) {
      const box = parseBox(info.label)
      if (box === null) this.#damaged.add(info.key)
      else if (box.range.toBlock <= this.#guard.trustedBlock) {
        rows.push({ id: info.key, box })
        this.#infos.set(info.key, info)
      }
    }
    return rows
  }

  /** Logs of rows, sorted by `(blockNumber, logIndex)`; rows that are gone or damaged are left out. */
  async readLogs(rows: readonly LogRow[]): Promise<ReadonlyMap<string, readonly RawLog[]>> {
    const values = await this.#store.read(rows.map(({ id }) => id))
    const found = new Map<string, readonly RawLog[]>()
    for (const { id, box } of rows) {
      const logs = parseLogsValue(values.get(id), box)
      if (logs === null) {
        this.#damaged.add(id)
        this.#leaveOut([id])
        continue
      }
      found.set(id, logs)
      this.#readIds.add(id)
      if ((this.#infos.get(id)?.usedAt ?? Infinity) < nowSeconds() - touchAfterSeconds) this.#touched.add(id)
    }
    if (this.#touched.size + this.#damaged.size > 0) this.#planFlush()
    return found
  }

  /** Keeps all logs of a box, as far as its blocks are final; `replaced` are rows that are not needed beside it. */
  addLogs(box: LogBox, logs: readonly RawLog[], replaced: readonly LogRow[] = []): void {
    this.#pending.addLogs(
      box,
      logs,
      replaced.map(({ id }) => id),
    )
    void this.#guard.prepareWriting()
    if (this.#pending.logCount >= flushAtLogs) void this.flush()
    else this.#planFlush()
  }

  /** Facts by key; those that are gone or damaged are left out. */
  async readFacts(kind: string, keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const lineage = keys.length === 0 ? null : await this.#guard.current()
    if (lineage === null) return new Map()
    const ids = keys.map((key) => factKey(this.#chainId, lineage.generation, kind, key))
    const values = await this.#store.read(ids)
    const found = new Map<string, string>()
    for (const [index, key] of keys.entries()) {
      const fact = parseFactValue(values.get(ids[index] as string))
      if (fact && fact.blockNumber <= this.#guard.trustedBlock) found.set(key, fact.text)
    }
    return found
  }

  /** Keeps facts whose block is final. */
  addFacts(
    kind: string,
    facts: readonly { readonly key: string; readonly blockNumber: number; readonly text: string }[],
  ): void {
    const bounded = facts.filter(({ text }) => text.length <= maxFactLength)
    if (bounded.length === 0) return
    for (const fact of bounded) this.#pending.addFact({ ...fact, kind })
    void this.#guard.prepareWriting()
    this.#planFlush()
  }

  /** Drops the rows that were read so far; `false` when there were none. */
  async forgetReadLogs(): Promise<boolean> {
    const ids = [...this.#readIds]
    for (const id of ids) this.#damaged.add(id)
    this.#leaveOut(ids)
    this.#readIds.clear()
    await this.flush()
    return ids.length > 0
  }

  /** Notes that logs do not add up to the chain's state. */
  doubtLogs(): void {
    this.#isDoubted = true
  }

  /** `forgetReadLogs` if there was a doubt. */
  async forgetDoubtedLogs(): Promise<boolean> {
    return this.#isDoubted && (await this.forgetReadLogs())
  }

  /** Writes what was added so far. */
  flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#flushing = this.#flushing.then(() => this.#flush()).catch(() => undefined)
    return this.#flushing
  }

  #planFlush(): void {
    this.#timer ??= setTimeout(() => void this.flush(), flushAfterMs)
  }

  async #flush(): Promise<void> {
    await this.#tidy()
    if (this.#pending.isEmpty) return
    const pending = this.#pending
    this.#pending = new PendingWrites()
    const writing = await this.#guard.prepareWriting()
    if (writing !== null) await this.#write(pending, writing)
  }

  /** Removes what is damaged and notes what was used. */
  async #tidy(): Promise<void> {
    const remove = [...this.#damaged]
    const touch = [...this.#touched].flatMap((id) => {
      const info = this.#infos.get(id)
      return info && !this.#damaged.has(id) ? [{ ...info, usedAt: nowSeconds() }] : []
    })
    this.#damaged.clear()
    this.#touched.clear()
    if (remove.length + touch.length > 0) await this.#store.change({ remove, touch })
  }

  async #write(pending: PendingWrites, writing: Writing): Promise<void> {
    const rows = pending.createRows(this.#chainId, writing)
    const entries: readonly Entry[] = [
      ...rows.map(({ entry }) => entry),
      ...pending.createFacts(this.#chainId, writing),
    ]
    if (entries.length === 0) return
    const key = lineageKey(this.#chainId)
    const result = await this.#store.change({
      put: [createEntry(key, '', formatLineage(writing.lineage)), ...entries],
      remove: pending.replaced,
      expect: { key, value: writing.expected },
    })
    if (result === 'outdated') this.#reopen()
    if (result !== 'kept') return
    this.#guard.wrote(writing)
    this.#leaveOut(pending.replaced)
    this.#changeRows((prefix, all) => [...all, ...rows.filter(({ id }) => id.startsWith(prefix))])
    await this.#room.grew(entries.reduce((sum, { info }) => sum + info.bytes, 0))
  }

  #reopen(): void {
    this.#rows.clear()
    this.#infos.clear()
    this.#guard.reopen()
  }

  #leaveOut(ids: readonly string[]): void {
    if (ids.length === 0) return
    const gone = new Set(ids)
    this.#changeRows((_, all) => all.filter(({ id }) => !gone.has(id)))
  }

  /** Rows of events that nobody looked for yet are found in the store once somebody does. */
  #changeRows(change: (prefix: string, rows: readonly LogRow[]) => readonly LogRow[]): void {
    for (const [prefix, rows] of this.#rows) {
      this.#rows.set(
        prefix,
        rows.then((all) => change(prefix, all)),
      )
    }
  }
}
