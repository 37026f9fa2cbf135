import { queryOptions } from '@tanstack/svelte-query'
import { hashFn } from '@wagmi/core/query'
import type { PoolSummary } from '../domain/poolReport'
import type { PoolReportRequest } from '../domain/request'
import type { AppError } from '../errors'
import type { PoolReportResult } from '../worker/messages'
import { lastingQuery } from './lastingQuery'
import { reportWorkOf } from './reportWorks'
import { workerClient } from './workerClient'

/** Everything that the answer depends on, as plain data. */
export function poolReportQueryKey({ chain, ...others }: PoolReportRequest) {
  const { config, ...where } = chain
  return ['pool', { ...others, chainId: config.chainId, ...where }] as const
}

/** A pool's report, read from its chain. */
export function poolReportQueryOptions(request: PoolReportRequest) {
  const queryKey = poolReportQueryKey(request)
  return queryOptions<PoolReportResult, AppError>({
    ...lastingQuery,
    queryKey,
    queryFn: ({ signal }) => {
      const work = reportWorkOf<PoolSummary>(hashFn(queryKey))
      work.restart()
      return workerClient.loadPoolReport(request, {
        signal,
        onProgress: (progress) => work.addProgress(progress),
        onPartial: (report) => work.setPartial(report),
      })
    },
  })
}
