/** Answers of the last second tell how many the host takes. */
const MEASURED_MS = 1_000
/** How fast the pace grows while requests wait, per millisecond: until a limit is known, far from it, and near it. */
const GROWTH = { unknown: Math.LN2 / 250, far: Math.LN2 / 1_000, near: Math.LN2 / 20_000 }
/** What counts as near the pace at which the host complained last. */
const NEAR = { from: 0.92, to: 1.05 }
/** After a pause the pace grows no more than for this long. */
const MOST_GROWN_MS = 250
/** What a complaint leaves of the pace. */
const LEAST_LEFT = 0.5
const MOST_LEFT = 0.95
/** So many complaints soon after a cut show that it was not enough. */
const MOST_SOON = 3
/** No pace is slower than one request in so many first delays. */
const SLOWEST = 4
/** Timers are late: starts that were missed within so long are caught up with. */
const CATCH_UP_MS = 40
/** More than this is not worth pacing: requests per millisecond. */
const FASTEST = 2

/** How long nobody starts after a complaint. Milliseconds. */
export interface ComplaintPauses {
  /** After the second complaint without an answer in between; doubles with each further one. */
  readonly firstDelayMs: number
  readonly maxDelayMs: number
  /** What the host asked for. */
  readonly retryAfterMs: number | null
}

/**
 * Finds out how many requests a host takes in a time, and spreads their starts evenly over it.
 *
 * There is no pace before the first complaint. A complaint sets it to what the host answered in the last second; it grows while
 * requests wait, quickly at first and slowly near the pace of the last complaint, so that little is refused and little time is lost.
 *
 * All times are milliseconds of one clock, which the caller reads.
 */
export class RequestPace {
  /** Requests per millisecond. */
  #pace = Infinity
  /** The pace at which the host complained last. */
  #limit = Infinity
  #nextStart = 0
  #cutAt = -Infinity
  /** When the last complaint came that others were not the same as. */
  #heardAt = -Infinity
  /** Complaints since the last cut that came too soon to tell whether the pace was too high. */
  #soon = 0
  #grownAt = 0
  /** Complaints since the last answer, those of one burst counted once. */
  #complaints = 0
  #answers: number[] = []

  /** When the next request may start. */
  get nextStart(): number {
    return this.#nextStart
  }

  started(now: number): void {
    this.#nextStart = Math.max(this.#nextStart, now - CATCH_UP_MS) + 1 / this.#pace
  }

  /** @param isWaited whether requests wait for their turn: else the host is not asked for all that it would take. */
  answered(now: number, isWaited: boolean): void {
    this.#complaints = 0
    this.#answers.push(now)
    this.#forgetAnswers(now)
    if (this.#pace === Infinity) return
    const grownFor = Math.min(now - this.#grownAt, MOST_GROWN_MS)
    this.#grownAt = now
    if (isWaited) this.#pace *= Math.exp(grownFor * this.#growth)
    if (this.#pace > FASTEST) this.#pace = Infinity
  }

  /** @param startedAt when the request started: those that had left before the last complaint are the same one. */
  refused(now: number, startedAt: number, { firstDelayMs, maxDelayMs, retryAfterMs }: ComplaintPauses): void {
    if (retryAfterMs !== null) this.#pauseUntil(now + Math.min(retryAfterMs, maxDelayMs))
    if (startedAt < this.#heardAt) return
    this.#heardAt = now
    this.#grownAt = now
    this.#complaints++
    const isSoon = now - this.#cutAt < MEASURED_MS
    if (isSoon) this.#soon++
    if (!isSoon || this.#soon >= MOST_SOON) this.#cut(now, firstDelayMs)
    // The host may count over some time of its own: until that is over it takes nothing, however slowly it comes.
    if (isSoon || this.#complaints > 1)
      this.#pauseUntil(now + Math.min(maxDelayMs, firstDelayMs * 2 ** (this.#complaints - 4)))
  }

  /** Takes the pace down to what was answered in the last second. A host that answers nothing is not asked ever more slowly: pauses do that. */
  #cut(now: number, firstDelayMs: number): void {
    this.#forgetAnswers(now)
    const answered = this.#answers.length / MEASURED_MS
    if (this.#pace === Infinity) {
      this.#pace = Math.max(answered, 1 / firstDelayMs)
    } else {
      this.#limit = this.#pace
      const left = Math.min(this.#pace * MOST_LEFT, Math.max(this.#pace * LEAST_LEFT, answered))
      this.#pace = Math.max(left, 1 / (SLOWEST * firstDelayMs))
    }
    this.#cutAt = now
    this.#soon = 0
  }

  get #growth(): number {
    if (this.#limit === Infinity) return GROWTH.unknown
    const share = this.#pace / this.#limit
    return NEAR.from <= share && share <= NEAR.to ? GROWTH.near : GROWTH.far
  }

  #pauseUntil(time: number): void {
    this.#nextStart = Math.max(this.#nextStart, time)
  }

  #forgetAnswers(now: number): void {
    const first = this.#answers.findIndex((time) => time > now - MEASURED_MS)
    this.#answers.splice(0, first < 0 ? this.#answers.length : first)
  }
}
