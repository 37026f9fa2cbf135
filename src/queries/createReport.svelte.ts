import { createQuery, useQueryClient } from '@tanstack/svelte-query'
import { hashFn } from '@wagmi/core/query'
import type { Progress } from '../domain/coverage'
import type { Report } from '../domain/report'
import type { AppError } from '../errors'
import { reportQueryKey, reportQueryOptions, type ReportQuestion } from './reportQuery'
import { reportWorkOf } from './reportWorks'

/** A report as a screen sees it, from the first step to the last figure. */
export interface ReportProgress {
  /** What there is to show: the finished report, else what has been read so far. */
  readonly report: Report | null
  /** `report` is all that there will be. */
  readonly isFinished: boolean
  readonly isWorking: boolean
  /** The person stopped the work before it was finished. */
  readonly isStopped: boolean
  readonly progress: readonly Progress[]
  readonly error: AppError | null
  cancel(): void
  /** Reads again: after a failure, after a stop, or for newer figures. */
  reload(): void
}

/** Asks for a report while the calling component lives. Another question, or leaving, stops the work on this one. */
export function createReport(question: () => ReportQuestion): ReportProgress {
  const queryClient = useQueryClient()
  const query = createQuery(() => reportQueryOptions(question()))
  const work = $derived(reportWorkOf(hashFn(reportQueryKey(question()))))
  return {
    get report() {
      return query.data ?? work.partial
    },
    get isFinished() {
      return query.data !== undefined
    },
    get isWorking() {
      return query.isFetching
    },
    get isStopped() {
      return query.isPending && !query.isFetching
    },
    get progress() {
      return work.progress
    },
    get error() {
      return query.isFetching ? null : query.error
    },
    cancel() {
      void queryClient.cancelQueries({ queryKey: reportQueryKey(question()) })
    },
    reload() {
      void query.refetch()
    },
  }
}
