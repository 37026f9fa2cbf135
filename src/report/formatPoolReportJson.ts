import type { PoolReport } from '../domain/poolReport'

/** Writes a pool's report as the text of its file, indented, with a newline at its end. Shape: `pool-report.schema.json`. */
export function formatPoolReportJson(report: PoolReport): string {
  return `${JSON.stringify(report, null, 2)}\n`
}
