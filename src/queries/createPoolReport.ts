import type { PoolSummary } from '../domain/poolReport'
import type { PoolReportRequest } from '../domain/request'
import type { PoolReportResult } from '../worker/messages'
import { createWork, type Work } from './createWork.svelte'
import { poolReportQueryOptions } from './poolReportQuery'

/** Asks for a pool's report while the calling component lives. */
export function createPoolReport(request: () => PoolReportRequest): Work<PoolReportResult, PoolSummary> {
  return createWork(
    () => poolReportQueryOptions(request()),
    ({ summary }) => summary,
  )
}
