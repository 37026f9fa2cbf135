import { queryOptions } from '@tanstack/svelte-query'
import { hashFn } from '@wagmi/core/query'
import type { PoolSummary } from '../domain/poolReport'
import type { PoolReportRequest } from '../domain/request'
import type { AppError } from '../errors'
import type { PoolReportResult } from '../worker/messages'
import { reportWorkOf } from './reportWorks'
import { workerClient } from './workerClient'

/** Everything that the answer depends on, as plain data. */
export function poolReportQueryKey({ chain, ...others }: PoolReportRequest) {
  const { config, ...where } = chain
  return ['pool', { ...others, chainId: config.chainId, ...where }] as const
}

/** A pool's report for as long as the page is open; it is read anew only when asked to. Leaving the screen stops the work. */
export function poolReportQueryOptions(request: PoolReportRequest) {
  const queryKey = poolReportQueryKey(request)
  return queryOptions<PoolReportResult, AppError>({
    queryKey,
    queryKeyHashFn: hashFn,
    queryFn: ({ signal }) => {
      const work = reportWorkOf<PoolSummary>(hashFn(queryKey))
      work.restart()
      return workerClient.loadPoolReport(request, {
        signal,
        onProgress: (progress) => work.addProgress(progress),
        onPartial: (report) => work.setPartial(report),
      })
    },
    staleTime: Infinity,
    gcTime: 30 * 60_000,
    retry: false,
    structuralSharing: false,
    // A person's own node answers without the internet.
    networkMode: 'always',
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
}
