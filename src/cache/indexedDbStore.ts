import type { CacheChange, CacheStore, CacheValue, ChangeResult, EntryInfo } from './store'

const databaseName = 'minnow.cache'
/** Counts changes of how anything is written; everything that was written another way is dropped. */
const schemaVersion = 2
const infos = 'infos'
const values = 'values'
/** About 1.5 million logs. */
const maxBytes = 200_000_000
/** A browser that has not opened its storage by then will not (a blocked upgrade, a broken profile). */
const openTimeoutMs = 10_000

function settle<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('The storage did not answer.'))
  })
}

function complete(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new Error('The storage took nothing.'))
  })
}

function openDatabase(factory: IDBFactory): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      reject(new Error('The storage does not open.'))
    }, openTimeoutMs)
    const request = factory.open(databaseName, schemaVersion)
    request.onupgradeneeded = () => {
      for (const name of [...request.result.objectStoreNames]) request.result.deleteObjectStore(name)
      request.result.createObjectStore(infos, { keyPath: 'key' })
      request.result.createObjectStore(values)
    }
    request.onsuccess = () => {
      clearTimeout(timer)
      if (isLate) request.result.close()
      else resolve(request.result)
    }
    request.onerror = () => {
      clearTimeout(timer)
      reject(request.error ?? new Error('The storage does not open.'))
    }
  })
}

/** Deletes everything that any version of Minnow kept, also what cannot be opened. */
export function deleteDatabase(factory: IDBFactory): Promise<void> {
  return settle(factory.deleteDatabase(databaseName)).then(() => undefined)
}

function isFull(error: unknown): boolean {
  return (error as { readonly name?: unknown } | null)?.name === 'QuotaExceededError'
}

/** Ends a transaction that may have ended by itself. */
function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort()
  } catch {
    // It has ended.
  }
}

async function isExpected(transaction: IDBTransaction, { expect }: CacheChange): Promise<boolean> {
  if (!expect) return true
  const found: unknown = await settle(transaction.objectStore(values).get(expect.key))
  return (found ?? null) === expect.value
}

/** Asks for all changes; they happen when the transaction completes. */
function request(transaction: IDBTransaction, { put = [], remove = [], touch = [] }: CacheChange): void {
  const infoStore = transaction.objectStore(infos)
  const valueStore = transaction.objectStore(values)
  for (const key of remove) {
    infoStore.delete(key)
    valueStore.delete(key)
  }
  for (const info of touch) {
    const counting = infoStore.count(info.key)
    counting.onsuccess = () => {
      if (counting.result === 1) infoStore.put(info)
    }
  }
  for (const { info, value } of put) {
    infoStore.put(info)
    valueStore.put(value, info.key)
  }
}

/** Everything that begins with `prefix`. */
function rangeOf(prefix: string): IDBKeyRange {
  return IDBKeyRange.bound(prefix, `${prefix}\uffff`)
}

/**
 * Keeps entries in this browser's IndexedDB: infos and values apart, so that looking for something does not read it.
 *
 * Every method rejects with whatever the browser says; nothing is tried again.
 *
 * @throws whatever the browser throws when it has no IndexedDB for this page.
 */
export async function openIndexedDbStore(factory: IDBFactory): Promise<CacheStore> {
  let opening: Promise<IDBDatabase> | null = null

  /** Closed by another page (which clears or upgrades) or by the browser, it opens again on the next use. */
  function open(): Promise<IDBDatabase> {
    opening ??= openDatabase(factory).then((database) => {
      database.onversionchange = () => {
        database.close()
        opening = null
      }
      database.onclose = () => (opening = null)
      return database
    })
    opening.catch(() => (opening = null))
    return opening
  }

  async function begin(names: readonly string[], mode: 'readonly' | 'readwrite'): Promise<IDBTransaction> {
    const database = await open()
    return database.transaction([...names], mode, mode === 'readwrite' ? { durability: 'relaxed' } : {})
  }

  async function change(wanted: CacheChange): Promise<ChangeResult> {
    const transaction = await begin([infos, values], 'readwrite')
    const done = complete(transaction)
    // Looked at below; an abort before that is no failure that nobody handles.
    done.catch(() => undefined)
    try {
      if (!(await isExpected(transaction, wanted))) {
        abort(transaction)
        return 'outdated'
      }
      request(transaction, wanted)
    } catch (error) {
      abort(transaction)
      throw error
    }
    await done
    return 'kept'
  }

  await open()
  return {
    maxBytes,
    async list(prefix) {
      const transaction = await begin([infos], 'readonly')
      return (await settle(transaction.objectStore(infos).getAll(rangeOf(prefix)))) as EntryInfo[]
    },
    async read(keys) {
      const transaction = await begin([values], 'readonly')
      const store = transaction.objectStore(values)
      const found = await Promise.all(keys.map((key) => settle<CacheValue | undefined>(store.get(key))))
      return new Map(
        keys.flatMap((key, index) => {
          const value = found[index]
          return value === undefined ? [] : [[key, value]]
        }),
      )
    },
    async change(wanted) {
      try {
        return await change(wanted)
      } catch (error) {
        if (isFull(error)) return 'refused'
        throw error
      }
    },
    async clear() {
      const transaction = await begin([infos, values], 'readwrite')
      transaction.objectStore(infos).clear()
      transaction.objectStore(values).clear()
      await complete(transaction)
    },
  }
}
