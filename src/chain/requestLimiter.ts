import { CancelledError } from '../errors'
import { onAbort } from './onAbort'
import { RequestPace } from './requestPace'
import type { ComplaintPauses } from './requestPace'
import { RequestWidth } from './requestWidth'

interface Waiting {
  readonly start: () => void
  readonly signal: AbortSignal
}

/**
 * Bounds how many requests one host has to answer at a time, and how fast they follow each other once it has complained about the rate.
 *
 * More requests at a time are allowed as long as that is faster. A complaint slows the starts down to what the host was
 * seen to take; whoever was refused waits for another turn.
 */
export class RequestLimiter {
  #running = 0
  #wakeUp: ReturnType<typeof setTimeout> | null = null
  readonly #pace = new RequestPace()
  readonly #width = new RequestWidth()
  readonly #waiting = new Set<Waiting>()
  /** Those whose turn comes when nobody else waits. */
  readonly #patient = new Set<Waiting>()

  /** Requests that may run side by side right now. */
  get limit(): number {
    return this.#width.limit
  }

  /**
   * Runs `task` when it is its turn. An aborted `signal` ends the wait with `CancelledError`.
   *
   * @param task is told when it started, for `rateLimited`.
   * @param isPatient whether all others that wait go first, those that come later too.
   */
  async run<T>(signal: AbortSignal, task: (startedAt: number) => Promise<T>, isPatient = false): Promise<T> {
    await this.#turn(signal, isPatient ? this.#patient : this.#waiting)
    try {
      return await task(Date.now())
    } finally {
      this.#running--
      this.#startWaiting()
    }
  }

  /** An answer came without a complaint about the rate. */
  succeeded(): void {
    const isWaited = this.#waiting.size + this.#patient.size > 0
    this.#pace.answered(Date.now(), isWaited)
    this.#width.answered(Date.now(), isWaited)
  }

  /** The host complained about the rate of a request: all that follow start more slowly. */
  rateLimited(startedAt: number, pauses: ComplaintPauses): void {
    this.#pace.refused(Date.now(), startedAt, pauses)
    this.#width.complained()
  }

  #turn(signal: AbortSignal, line: Set<Waiting>): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(new CancelledError())
      const endWaiting = onAbort(signal, () => {
        line.delete(waiting)
        reject(new CancelledError())
      })
      const waiting: Waiting = {
        signal,
        start: () => {
          line.delete(waiting)
          endWaiting()
          this.#running++
          this.#pace.started(Date.now())
          resolve()
        },
      }
      line.add(waiting)
      this.#startWaiting()
    })
  }

  #startWaiting(): void {
    for (const waiting of [...this.#waiting, ...this.#patient]) {
      if (this.#running >= this.limit) return
      const pause = this.#pace.nextStart - Date.now()
      // Timers are no finer than that.
      if (pause >= 1) return this.#wakeUpAfter(pause)
      waiting.start()
    }
  }

  #wakeUpAfter(milliseconds: number): void {
    if (this.#wakeUp !== null) return
    this.#wakeUp = setTimeout(() => {
      this.#wakeUp = null
      this.#startWaiting()
    }, milliseconds)
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
