import { ReportWork } from './reportWork.svelte'

/** Enough for going back and forth; older work is forgotten. */
const maxWorks = 20
const works = new Map<string, ReportWork>()

/** The work behind a query, by the query's hash. */
export function reportWorkOf(hash: string): ReportWork {
  const known = works.get(hash)
  if (known) return known
  const work = new ReportWork()
  works.set(hash, work)
  const oldest = works.keys().next().value
  if (works.size > maxWorks && oldest !== undefined) works.delete(oldest)
  return work
}
