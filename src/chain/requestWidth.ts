const START = 8
/** Up to so many at a time nobody asks whether more at a time is faster. */
const USUAL = 24
const MOST = 64
/** Of what more at a time promises, so much must be seen. */
const SEEN = 0.5

/**
 * Finds out how many requests a host is best asked at a time.
 *
 * While requests wait, each answer allows one more, so that the number doubles with each round, up to the usual most. A host that never
 * complained about the rate is then asked for more, and keeps it if its answers really come faster. After a complaint there is one more
 * for each full round only.
 *
 * All times are milliseconds of one clock, which the caller reads.
 */
export class RequestWidth {
  #limit = START
  #hasComplained = false
  #isSettled = false
  /** Answers since the limit rose. */
  #answers = 0
  /** When answers began to come that were all asked for under this limit. */
  #measuredFrom = 0
  /** The limit before, and the answers in a millisecond that it gave. */
  #before: { readonly limit: number; readonly speed: number } | null = null

  /** Requests that may run side by side. */
  get limit(): number {
    return this.#limit
  }

  /** @param isWaited whether requests wait for their turn: else more at a time would not be asked for. */
  answered(now: number, isWaited: boolean): void {
    if (!isWaited) this.#answers = 0
    else if (this.#limit >= USUAL) this.#measure(now)
    else if (!this.#hasComplained || ++this.#answers >= this.#limit) this.#raise(this.#limit + 1)
  }

  /** The host complained about the rate. */
  complained(): void {
    this.#hasComplained = true
    this.#answers = 0
    this.#limit = Math.min(this.#limit, USUAL)
  }

  #measure(now: number): void {
    if (this.#hasComplained || this.#isSettled) return
    this.#answers++
    // The first round was asked for under the limit before.
    if (this.#answers === this.#limit) this.#measuredFrom = now
    if (this.#answers < 2 * this.#limit) return
    const speed = this.#limit / Math.max(1, now - this.#measuredFrom)
    const before = this.#before
    if (before !== null && speed < before.speed * (1 + SEEN * (this.#limit / before.limit - 1))) {
      this.#isSettled = true
      this.#limit = before.limit
    } else if (this.#limit >= MOST) {
      this.#isSettled = true
    } else {
      this.#before = { limit: this.#limit, speed }
      this.#raise(Math.min(MOST, 2 * this.#limit))
    }
  }

  #raise(limit: number): void {
    this.#answers = 0
    this.#limit = limit
  }
}
