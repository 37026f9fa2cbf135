import { createQuery, useQueryClient, type CreateQueryOptions, type QueryKey } from '@tanstack/svelte-query'
import { hashFn } from '@wagmi/core/query'
import type { Progress } from '../domain/coverage'
import type { AppError } from '../errors'
import { reportWorkOf } from './reportWorks'

/** The making of a report as a screen sees it, from the first step to the last figure. */
export interface Work<Result, Shown> {
  /** What there is to show: the finished report, else what has been read so far. */
  readonly report: Shown | null
  /** All that was made; `null` until it is finished. */
  readonly result: Result | null
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

/**
 * Runs a query while the calling component lives. Another question, or leaving, stops the work on this one.
 *
 * @param options the query; what it reports on its way is kept under its key.
 * @param pickShown what of the result the screen shows; it has the shape of what there is on the way.
 */
export function createWork<Result, Shown>(
  options: () => CreateQueryOptions<Result, AppError> & { readonly queryKey: QueryKey },
  pickShown: (result: Result) => Shown,
): Work<Result, Shown> {
  const queryClient = useQueryClient()
  const query = createQuery<Result, AppError>(options)
  const work = $derived(reportWorkOf<Shown>(hashFn(options().queryKey)))
  return {
    get report() {
      return query.data === undefined ? work.partial : pickShown(query.data)
    },
    get result() {
      return query.data ?? null
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
      void queryClient.cancelQueries({ queryKey: options().queryKey })
    },
    reload() {
      void query.refetch()
    },
  }
}
