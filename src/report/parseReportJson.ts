import type { Report } from '../domain/report'
import { ReportFileError } from '../errors'
import { FileField } from './fileField'
import { parseReportChain } from './parseReportChain'

const FORMAT = 'minnow.report'
const VERSION = 1
const MAX_CHARACTERS = 50_000_000
const MAX_CHAINS = 1000

/**
 * Reads a saved report, whoever wrote it.
 *
 * Fields that this version does not know are ignored. Fields that only Minnow writes may be missing: they get safe defaults,
 * so that a report with the schema's own fields opens too. Everything else is checked and cleaned, down to the last field.
 *
 * @throws ReportFileError with a sentence for the person: not JSON, cut off, another format, a newer version, a damaged field.
 */
export function parseReportJson(text: string): Report {
  const file = new FileField(parseJson(text), '')
  checkFormat(file)
  const chains = file.get('chains').readList(parseReportChain, MAX_CHAINS)
  const example = file.get('example').or(false, (field) => field.readBoolean())
  const newest = Math.max(0, ...chains.map(({ block }) => block?.timestamp ?? 0))
  return {
    format: FORMAT,
    version: VERSION,
    wallet: file.get('wallet').readAddress(),
    currency: file.get('currency').readOneOf(['USD', 'ETH', 'token0', 'token1']),
    chains,
    createdAt: file.get('createdAt').or(newest, (field) => field.readTimestamp()),
    ...(example && { example }),
  }
}

function parseJson(text: string): unknown {
  if (text.length > MAX_CHARACTERS) throw new ReportFileError('This file is too large to be a report of Minnow.')
  const json = text.replace(/^\uFEFF/, '').trim()
  if (json === '') throw new ReportFileError('This file is empty.')
  try {
    return JSON.parse(json)
  } catch (cause) {
    const isCutOff = json.startsWith('{') && json.includes(FORMAT) && !json.endsWith('}')
    throw new ReportFileError(
      isCutOff
        ? 'This report ends in the middle: the file was cut off. Download it again.'
        : 'This file is no report of Minnow: it is not JSON.',
      { cause, details: cause instanceof Error ? cause.message.slice(0, 200) : undefined },
    )
  }
}

function checkFormat(file: FileField): void {
  const isObject = typeof file.value === 'object' && file.value !== null && !Array.isArray(file.value)
  const format = isObject ? file.get('format').value : undefined
  if (format !== FORMAT) {
    throw new ReportFileError(
      typeof format === 'string' && format.startsWith('minnow.')
        ? 'This is a file of Minnow, but no report of a wallet.'
        : 'This file is no report of Minnow.',
    )
  }
  const version = file.get('version').value
  if (version === VERSION) return
  throw new ReportFileError(
    typeof version === 'number' && version > VERSION
      ? 'This report was made by a newer version of Minnow. Open it with that version.'
      : 'This report is damaged: its version is no number that Minnow ever used.',
  )
}
