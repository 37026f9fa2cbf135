import { createStorage } from '@wagmi/core'
import type { Storage } from '@wagmi/core'

/** What may be kept: which wallet was used last, and which ones the user disconnected. */
const keptKeys = /\.(recentConnectorId|.+\.disconnected)$/

function attempt<T>(action: () => T): T | null {
  try {
    return action()
  } catch {
    return null
  }
}

function parseOrNull(text: string): unknown {
  return attempt(() => JSON.parse(text) as unknown)
}

/**
 * Remembers the last wallet across reloads in `localStorage`, and goes without where that is full, closed or broken.
 *
 * Accounts are never stored: they would outlive the visit, other sites on the same gateway could read them, and could
 * plant their own.
 */
export function createWalletStorage(): Storage {
  return createStorage({
    key: 'minnow.wallet',
    deserialize: parseOrNull,
    storage: {
      getItem: (key) => (keptKeys.test(key) ? attempt(() => window.localStorage.getItem(key)) : null),
      setItem: (key, value) => {
        if (keptKeys.test(key)) attempt(() => window.localStorage.setItem(key, value))
      },
      removeItem: (key) => {
        attempt(() => window.localStorage.removeItem(key))
      },
    },
  })
}
