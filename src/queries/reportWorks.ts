import type { Report } from '../domain/report'
import { ReportWork } from './reportWork.svelte'

/** Enough for going back and forth; older work is forgotten. */
const maxWorks = 20
const works = new Map<string, ReportWork<unknown>>()

/** The work behind a query, by the query's hash: it tells what kind of report is being made. */
export function reportWorkOf<T = Report>(hash: string): ReportWork<T> {
  const known = works.get(hash)
  if (known) return known as ReportWork<T>
  const work = new ReportWork<T>()
  works.set(hash, work as ReportWork<unknown>)
  const oldest = works.keys().next().value
  if (works.size > maxWorks && oldest !== undefined) works.delete(oldest)
  return work
}
