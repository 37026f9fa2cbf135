import type { ReportPool } from '../../domain/report'
import { formatCount } from '../format'
import { capitalize, nameWhale } from './nameWhale'

/** `never`, `once`, `twice`, `11 times`. */
export function formatTimes(count: number): string {
  if (count === 0) return 'never'
  if (count === 1) return 'once'
  return count === 2 ? 'twice' : `${formatCount(count)} times`
}

/** Title of the chart of ranges: `${capitalize(subject)} moved its range 11 times, you twice`. */
export function describeRanges({ you, whale, candidates }: Pick<ReportPool, 'you' | 'whale' | 'candidates'>): string {
  if (whale === null) {
    return you.reRanges === 0 ? 'You never moved your range' : `You moved your range ${formatTimes(you.reRanges)}`
  }
  const { subject } = nameWhale({ whale, candidates })
  if (whale.reRanges === 0 && you.reRanges === 0) return `Neither you nor ${subject} moved a range`
  if (whale.reRanges === 0) return `You moved your range ${formatTimes(you.reRanges)}, ${subject} never`
  return `${capitalize(subject)} moved its range ${formatTimes(whale.reRanges)}, you ${formatTimes(you.reRanges)}`
}
