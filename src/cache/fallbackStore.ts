import type { CacheState } from '../domain/cacheState'
import { createMemoryStore } from './memoryStore'
import type { CacheChange, CacheStore, CacheValue, ChangeResult } from './store'

/** Reading from the chain instead takes less. */
const readDeadlineMs = 10_000
/** Nothing waits for a change. */
const changeDeadlineMs = 60_000

export interface FallbackStore extends CacheStore {
  readonly storage: CacheState['storage']
}

function withDeadline<T>(work: Promise<T>, deadlineMs = readDeadlineMs): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The storage does not answer.')), deadlineMs)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

/** Reads that are asked for at the same time are one read. */
class ReadBatch {
  readonly #read: (keys: readonly string[]) => Promise<ReadonlyMap<string, CacheValue>>
  #waiting: { readonly keys: string[]; readonly found: Promise<ReadonlyMap<string, CacheValue>> } | null = null

  constructor(read: (keys: readonly string[]) => Promise<ReadonlyMap<string, CacheValue>>) {
    this.#read = read
  }

  read(keys: readonly string[]): Promise<ReadonlyMap<string, CacheValue>> {
    const waiting = (this.#waiting ??= this.#start())
    for (const key of keys) waiting.keys.push(key)
    return waiting.found
  }

  #start() {
    const keys: string[] = []
    const found = Promise.resolve().then(() => {
      this.#waiting = null
      return this.#read(keys)
    })
    return { keys, found }
  }
}

/**
 * A store that always works: opens the browser's own on first use, and goes on in memory from the moment when that one does not
 * open, throws or hangs. A full one is still read; nothing more is written to it.
 *
 * @param open opens the browser's own storage
 * @param destroy removes what the browser keeps, also what cannot be opened
 */
export function createFallbackStore(open: () => Promise<CacheStore>, destroy: () => Promise<void>): FallbackStore {
  const memory = createMemoryStore()
  let opening: Promise<CacheStore> | null = null
  let storage: CacheState['storage'] = 'kept'
  let maxBytes: number | null = null

  function fallBack(): CacheStore {
    storage = 'unavailable'
    maxBytes = memory.maxBytes
    return memory
  }

  async function current(): Promise<CacheStore> {
    if (storage === 'unavailable') return memory
    opening ??= withDeadline(open())
    try {
      const store = await opening
      maxBytes = store.maxBytes
      return store
    } catch {
      return fallBack()
    }
  }

  async function attempt<T>(use: (store: CacheStore) => Promise<T>, deadlineMs?: number): Promise<T> {
    const store = await current()
    try {
      return await withDeadline(use(store), deadlineMs)
    } catch {
      return await use(fallBack())
    }
  }

  const batch = new ReadBatch((keys) => attempt((store) => store.read([...new Set(keys)])))

  return {
    get storage() {
      return storage
    },
    get maxBytes() {
      return maxBytes ?? memory.maxBytes
    },
    list: (prefix) => attempt((store) => store.list(prefix)),
    read: (keys) => batch.read(keys),
    async change(wanted: CacheChange): Promise<ChangeResult> {
      if (storage === 'full') return 'refused'
      const result = await attempt((store) => store.change(wanted), changeDeadlineMs)
      if (result === 'refused') storage = 'full'
      return result
    },
    async clear() {
      if (storage === 'unavailable') {
        await memory.clear()
        await withDeadline(destroy()).catch(() => undefined)
      } else {
        await attempt((store) => store.clear())
      }
      opening = storage === 'unavailable' ? null : opening
      storage = 'kept'
    },
  }
}
