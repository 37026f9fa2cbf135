import type { CacheState } from '../domain/cacheState'
import type { ChainSource } from './chainSource'
import { createFallbackStore } from './fallbackStore'
import type { FallbackStore } from './fallbackStore'
import { deleteDatabase, openIndexedDbStore } from './indexedDbStore'
import { KeptChain } from './keptChain'
import { Room } from './room'

/** What is kept between visits, of all chains. */
export interface Cache {
  /** What is kept of one chain. It is compared with the chain at once, so ask for it when there is something to read. */
  openChain(source: ChainSource): KeptChain
  /** Counts what is kept. */
  fetchState(): Promise<CacheState>
  /** Forgets everything. */
  clear(): Promise<void>
}

/** Creates a cache over a store. */
export function createCache(store: FallbackStore): Cache {
  const room = new Room(store)
  return {
    openChain: (source) => new KeptChain(store, room, source),
    async fetchState() {
      const bytes = await room.count()
      return { bytes, maxBytes: store.maxBytes, storage: store.storage }
    },
    async clear() {
      await store.clear()
      room.forgetCount()
    },
  }
}

/** Creates the cache over this browser's storage, or over memory where there is none. */
export function createBrowserCache(): Cache {
  // Looked up on use: some browsers throw where storage is blocked.
  return createCache(
    createFallbackStore(
      async () => openIndexedDbStore(globalThis.indexedDB),
      async () => deleteDatabase(globalThis.indexedDB),
    ),
  )
}
