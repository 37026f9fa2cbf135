import type { Progress } from '../domain/coverage'
import type { Report } from '../domain/report'

/** A report while it is being made: what is read right now on each chain, and what there is so far. */
export class ReportWork {
  #progress = $state.raw<readonly Progress[]>([])
  #partial = $state.raw<Report | null>(null)

  /** The latest step of each chain. */
  get progress(): readonly Progress[] {
    return this.#progress
  }

  get partial(): Report | null {
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

  setPartial(report: Report): void {
    this.#partial = report
  }
}
