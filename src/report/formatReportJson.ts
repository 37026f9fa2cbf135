import type { Report } from '../domain/report'

/** Writes a report as the text of its file, indented, with a newline at its end. Shape: `report.schema.json`. */
export function formatReportJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`
}
