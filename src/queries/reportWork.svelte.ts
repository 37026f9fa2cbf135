import type { Progress } from '../domain/coverage'
import type { Report } from '../domain/report'

/** A report while it is being made: what is read right now on each chain, and what there is so far. */
export class ReportWork<T = Report> {
  #progress = $state.raw<readonly Progress[]>([])
  #partial = $state.raw<T | null>(null)

  /** The latest step of each chain. */
  get progress(): readonly Progress[] {
    return this.#progress
  }

  get partial(): T | null {
    return this.#partial
  }

  restart(): void {
    this.#progress = []
  }

  addProgress(progress: Progress): void {
    this.#progress = [...this.#progress.filter(({ chainId }) => chainId !== progress.chainId), progress].sort(
      (a, b) => a.chainId - b.chainId,
    )
  }

  setPartial(report: T): void {
    this.#partial = report
  }
}
