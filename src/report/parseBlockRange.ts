import type { BlockRange } from '../domain/primitives'
import type { FileField } from './fileField'

/** Reads a range of blocks of a saved report. @throws ReportFileError */
export function parseBlockRange(field: FileField): BlockRange {
  return { fromBlock: field.get('fromBlock').readInteger(0), toBlock: field.get('toBlock').readInteger(0) }
}
