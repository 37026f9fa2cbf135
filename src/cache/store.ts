/** What is kept under a key. */
export type CacheValue = string | Uint8Array<ArrayBuffer>

/** What is known of an entry without reading its value. */
export interface EntryInfo {
  readonly key: string
  /** What the entry holds, in the words of whoever wrote it. */
  readonly label: string
  /** Room that the entry takes. */
  readonly bytes: number
  /** When it was last used, in seconds; not written anew for each use, so it can be a day behind. */
  readonly usedAt: number
}

export interface Entry {
  readonly info: EntryInfo
  readonly value: CacheValue
}

/** Changes that happen together or not at all. */
export interface CacheChange {
  readonly put?: readonly Entry[]
  readonly remove?: readonly string[]
  /** Entries whose info changes and whose value stays; those that are gone stay gone. */
  readonly touch?: readonly EntryInfo[]
  /** Nothing is changed unless this value stands under this key; `null` is nothing. */
  readonly expect?: { readonly key: string; readonly value: string | null }
}

/** `kept`, or why not: `outdated` where `expect` did not hold, `refused` where there is no room. */
export type ChangeResult = 'kept' | 'outdated' | 'refused'

/**
 * Keeps entries by key. What comes out is not to be trusted: a browser can lose any entry at any time, and others can have
 * written it.
 */
export interface CacheStore {
  readonly maxBytes: number
  /** Infos of the entries whose key begins with `prefix`, in the order of keys. */
  list(prefix: string): Promise<readonly EntryInfo[]>
  /** Values by key; those that are not there are left out. */
  read(keys: readonly string[]): Promise<ReadonlyMap<string, CacheValue>>
  change(change: CacheChange): Promise<ChangeResult>
  /** Forgets everything. */
  clear(): Promise<void>
}
