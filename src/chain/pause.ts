import { CancelledError } from '../errors'
import { onAbort } from './onAbort'

/** Waits, unless `signal` ends it with `CancelledError`. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new CancelledError())
    const endWaiting = onAbort(signal, () => {
      clearTimeout(timer)
      reject(new CancelledError())
    })
    const timer = setTimeout(() => {
      endWaiting()
      resolve()
    }, milliseconds)
  })
}
