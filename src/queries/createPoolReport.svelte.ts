import { createQuery, useQueryClient } from '@tanstack/svelte-query'
import { hashFn } from '@wagmi/core/query'
import type { Progress } from '../domain/coverage'
import type { PoolSummary } from '../domain/poolReport'
import type { PoolReportRequest } from '../domain/request'
import type { AppError } from '../errors'
import { poolReportQueryKey, poolReportQueryOptions } from './poolReportQuery'
import { reportWorkOf } from './reportWorks'

/** A pool's report as its screen sees it, from the first step to the last figure. */
export interface PoolReportProgress {
  /** What there is to show: the finished report, else what has been read so far. */
  readonly report: PoolSummary | null
  /** The whole report as a file; `null` until it is finished. */
  readonly file: Blob | null
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

/** Asks for a pool's report while the calling component lives. Another question, or leaving, stops the work on this one. */
export function createPoolReport(request: () => PoolReportRequest): PoolReportProgress {
  const queryClient = useQueryClient()
  const query = createQuery(() => poolReportQueryOptions(request()))
  const work = $derived(reportWorkOf<PoolSummary>(hashFn(poolReportQueryKey(request()))))
  return {
    get report() {
      return query.data?.summary ?? work.partial
    },
    get file() {
      return query.data?.file ?? null
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
      void queryClient.cancelQueries({ queryKey: poolReportQueryKey(request()) })
    },
    reload() {
      void query.refetch()
    },
  }
}
