import type { ReportPool } from '../../domain/report'

/** How the owner in the whale's column is called. */
export interface WhaleName {
  /** Heads a column, names a line. */
  readonly label: string
  /** Within a sentence. */
  readonly subject: string
}

type Compared = Pick<ReportPool, 'whale' | 'candidates'>

/** Whether it is the whale itself, and not an owner who was chosen instead. */
export function isWhaleItself({ whale, candidates }: Compared): boolean {
  const largest = candidates[0]
  return whale === null || largest === undefined || largest.owner.toLowerCase() === whale.owner.toLowerCase()
}

/** Only the whale is called one; an owner who was chosen instead is "the other owner". */
export function nameWhale(pool: Compared): WhaleName {
  return isWhaleItself(pool) ? { label: 'Whale', subject: 'the whale' } : { label: 'Other', subject: 'the other owner' }
}

/** For the start of a sentence. */
export function capitalize(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
