import type { Report } from '../domain/report'
import { createWork, type Work } from './createWork.svelte'
import { reportQueryOptions, type ReportQuestion } from './reportQuery'

/** Asks for a report while the calling component lives. */
export function createReport(question: () => ReportQuestion): Work<Report, Report> {
  return createWork(
    () => reportQueryOptions(question()),
    (report) => report,
  )
}
