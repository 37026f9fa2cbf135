import type { ChainClient } from './chainClient'

/** Reads once per client: later callers share the promise. A failed read is forgotten, so that it can be tried again. */
export function memoised<T>(client: ChainClient, what: string, key: string, read: () => Promise<T>): Promise<T> {
  let entries = client.memo.get(what)
  if (!entries) {
    entries = new Map()
    client.memo.set(what, entries)
  }
  const known = entries.get(key)
  if (known) return known as Promise<T>
  const started = read()
  entries.set(key, started)
  started.catch(() => entries.delete(key))
  return started
}
