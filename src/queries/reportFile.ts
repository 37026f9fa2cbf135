import type { Report } from '../domain/report'
import { ReportFileError } from '../errors'
import type { ReportFormat } from '../worker/messages'
import { workerClient } from './workerClient'

/** A report of a wallet with hundreds of pools stays far below this. */
const maxBytes = 50_000_000

/**
 * Reads a file that the person chose.
 *
 * @throws ReportFileError when it is no report, or one of a newer version.
 */
export async function readReportFile(file: Blob): Promise<{ readonly report: Report; readonly text: string }> {
  if (file.size > maxBytes) throw new ReportFileError('This file is larger than 50 MB, so it is no report of Minnow.')
  const text = await file.text().catch((cause: unknown) => {
    throw new ReportFileError('The browser could not read this file.', { cause })
  })
  return { report: await workerClient.parseReport(text), text }
}

/** Writes a report as a file's content. */
export async function formatReportFile(report: Report, format: ReportFormat): Promise<Blob> {
  const text = await workerClient.formatReport(report, format)
  return new Blob([text], { type: format === 'json' ? 'application/json' : 'text/csv' })
}
