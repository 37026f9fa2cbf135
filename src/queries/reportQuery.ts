import { queryOptions } from '@tanstack/svelte-query'
import { hashFn } from '@wagmi/core/query'
import type { Report } from '../domain/report'
import type { ReportRequest } from '../domain/request'
import { openedReport } from '../state/openedReport.svelte'
import type { AppError } from '../errors'
import { fetchExampleReport } from './exampleReport'
import { lastingQuery } from './lastingQuery'
import { reportWorkOf } from './reportWorks'
import { workerClient } from './workerClient'

/** What a screen asks for: a report read from the chains, or one that already exists. */
export type ReportQuestion =
  | { readonly source: 'chain'; readonly request: ReportRequest }
  | { readonly source: 'example' }
  | { readonly source: 'file' }

/** Everything that the answer depends on, as plain data. */
export function reportQueryKey(question: ReportQuestion) {
  if (question.source === 'example') return ['report', 'example'] as const
  if (question.source === 'file') return ['report', 'file', openedReport.openedAt] as const
  const { chains, ...others } = question.request
  const access = chains.map(({ config, ...where }) => ({ chainId: config.chainId, ...where }))
  return ['report', 'chain', { ...others, chains: access }] as const
}

function loadReport(question: ReportQuestion, signal: AbortSignal): Promise<Report> {
  switch (question.source) {
    case 'example':
      return fetchExampleReport(signal)
    case 'file':
      return openedReport.read(workerClient.parseReport)
    case 'chain': {
      const work = reportWorkOf(hashFn(reportQueryKey(question)))
      work.restart()
      return workerClient.loadReport(question.request, {
        signal,
        onProgress: (progress) => work.addProgress(progress),
        onPartial: (report) => work.setPartial(report),
      })
    }
  }
}

/** A report: read from the chains, the example, or a file. */
export function reportQueryOptions(question: ReportQuestion) {
  return queryOptions<Report, AppError>({
    ...lastingQuery,
    queryKey: reportQueryKey(question),
    queryFn: ({ signal }) => loadReport(question, signal),
  })
}
