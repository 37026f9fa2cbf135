import { CancelledError } from '../errors'
import { onAbort } from './onAbort'

const startingLimit = 8
const maxLimit = 24

interface Waiting {
  readonly start: () => void
  readonly signal: AbortSignal
}

/**
 * Bounds how many requests one host has to answer at a time.
 *
 * Additive increase, multiplicative decrease: each full round of answers without a complaint allows one request more,
 * each complaint about the rate halves their number and lets nobody start for a while.
 */
export class RequestLimiter {
  #limit = startingLimit
  #running = 0
  #answersSinceIncrease = 0
  #pausedUntil = 0
  #wakeUp: ReturnType<typeof setTimeout> | null = null
  readonly #waiting = new Set<Waiting>()

  /** Requests that may run side by side right now. */
  get limit(): number {
    return this.#limit
  }

  /** Runs `task` when it is its turn. An aborted `signal` ends the wait with `CancelledError`. */
  async run<T>(signal: AbortSignal, task: () => Promise<T>): Promise<T> {
    await this.#turn(signal)
    try {
      return await task()
    } finally {
      this.#running--
      this.#startWaiting()
    }
  }

  /** An answer came without a complaint about the rate. */
  succeeded(): void {
    this.#answersSinceIncrease++
    if (this.#answersSinceIncrease < this.#limit || this.#limit >= maxLimit) return
    this.#answersSinceIncrease = 0
    this.#limit++
  }

  /** The host complained about the rate: fewer at a time, and none before `pauseMs` have passed. */
  rateLimited(pauseMs: number): void {
    const now = Date.now()
    // Requests that were already on their way when the limit was hit complain too: together they are one complaint.
    if (now >= this.#pausedUntil) this.#limit = Math.max(1, Math.floor(this.#limit / 2))
    this.#answersSinceIncrease = 0
    this.#pausedUntil = Math.max(this.#pausedUntil, now + pauseMs)
  }

  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(new CancelledError())
      const endWaiting = onAbort(signal, () => {
        this.#waiting.delete(waiting)
        reject(new CancelledError())
      })
      const waiting: Waiting = {
        signal,
        start: () => {
          endWaiting()
          this.#running++
          resolve()
        },
      }
      this.#waiting.add(waiting)
      this.#startWaiting()
    })
  }

  #startWaiting(): void {
    const pause = this.#pausedUntil - Date.now()
    if (pause > 0) {
      if (this.#waiting.size > 0 && this.#wakeUp === null) {
        this.#wakeUp = setTimeout(() => {
          this.#wakeUp = null
          this.#startWaiting()
        }, pause)
      }
      return
    }
    for (const waiting of this.#waiting) {
      if (this.#running >= this.#limit) return
      this.#waiting.delete(waiting)
      waiting.start()
    }
  }
}

const limiters = new Map<string, RequestLimiter>()

/** The one limiter of a host, shared by everything that asks it. */
export function requestLimiterOf(host: string): RequestLimiter {
  const known = limiters.get(host)
  if (known) return known
  const limiter = new RequestLimiter()
  limiters.set(host, limiter)
  return limiter
}
