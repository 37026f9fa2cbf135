/**
 * Reads what was kept under `key`; `null` when nothing was, or when the browser keeps nothing (private mode, blocked
 * storage) or it is no JSON.
 */
export function readStored(storage: () => Storage, key: string): unknown {
  try {
    const text = storage().getItem(key)
    return text === null ? null : JSON.parse(text)
  } catch {
    return null
  }
}

/** Keeps `value` under `key` and says whether the browser did. `null` forgets it. */
export function writeStored(storage: () => Storage, key: string, value: unknown): boolean {
  try {
    if (value === null) storage().removeItem(key)
    else storage().setItem(key, JSON.stringify(value))
    return true
  } catch {
    return false
  }
}
