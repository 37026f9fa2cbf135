const waiting = new WeakMap<AbortSignal, Set<() => void>>()

function listenTo(signal: AbortSignal): Set<() => void> {
  const callbacks = new Set<() => void>()
  waiting.set(signal, callbacks)
  const callAll = () => {
    for (const callback of callbacks) callback()
    callbacks.clear()
  }
  signal.addEventListener('abort', callAll, { once: true })
  return callbacks
}

/**
 * Calls back once when `signal` is aborted. However many wait for the same signal, it gets one listener: a report has hundreds
 * of requests under way, and Node takes more than ten listeners for a leak.
 *
 * A signal that was aborted already calls nobody back: look at `signal.aborted` first.
 *
 * @returns what ends the waiting.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const callbacks = waiting.get(signal) ?? listenTo(signal)
  // A function of its own, so that the same callback can wait twice.
  const entry = () => callback()
  callbacks.add(entry)
  return () => callbacks.delete(entry)
}
