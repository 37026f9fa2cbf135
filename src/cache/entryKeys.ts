import type { LogBox } from '../domain/logBox'

/** Where a chain's lineage stands. */
export function lineageKey(chainId: number): string {
  return `chain/${chainId}`
}

/** All else of a chain begins with this. */
export function chainPrefix(chainId: number): string {
  return `${chainId}/`
}

/** Logs of the same events stand together; `null` is any event. */
export function logsPrefix(chainId: number, generation: string, { topics }: LogBox): string {
  const events = topics[0]?.map((topic) => topic.slice(2, 10)).join(',') ?? '*'
  return `${chainId}/${generation}/log/${topics.length}:${events}/`
}

export function factKey(chainId: number, generation: string, kind: string, key: string): string {
  return `${chainId}/${generation}/fact/${kind}/${key}`
}
