import type { CacheChange, CacheStore, ChangeResult, Entry, EntryInfo } from './store'

/** A phone keeps this much beside everything else. */
const maxBytes = 50_000_000

/** Keeps entries for as long as the page is open, where the browser keeps nothing. */
export function createMemoryStore(): CacheStore {
  const entries = new Map<string, Entry>()
  const list = (prefix: string): readonly EntryInfo[] =>
    [...entries.values()]
      .map(({ info }) => info)
      .filter(({ key }) => key.startsWith(prefix))
      .sort((a, b) => (a.key < b.key ? -1 : 1))

  function change({ put = [], remove = [], touch = [], expect }: CacheChange): ChangeResult {
    if (expect && (entries.get(expect.key)?.value ?? null) !== expect.value) return 'outdated'
    for (const key of remove) entries.delete(key)
    for (const info of touch) {
      const entry = entries.get(info.key)
      if (entry) entries.set(info.key, { ...entry, info })
    }
    for (const entry of put) entries.set(entry.info.key, entry)
    return 'kept'
  }

  return {
    maxBytes,
    list: async (prefix) => list(prefix),
    read: async (keys) =>
      new Map(
        keys.flatMap((key) => {
          const entry = entries.get(key)
          return entry ? [[key, entry.value]] : []
        }),
      ),
    change: async (wanted) => change(wanted),
    clear: async () => entries.clear(),
  }
}
