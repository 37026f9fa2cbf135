import type { Hex } from '../domain/primitives'
import type { ReportChain } from '../domain/report'
import type { FileField } from './fileField'
import { parseBlockRange } from './parseBlockRange'
import { parseReportPool } from './parseReportPool'

const MAX_POOLS = 10_000
const MAX_URL_LENGTH = 200

/** Reads one chain of a saved report. @throws ReportFileError */
export function parseReportChain(field: FileField): ReportChain {
  const chainId = field.get('chainId').readInteger(0)
  const error = field.get('error')
  const scanned = field.get('scanned')
  return {
    chainId,
    block: field.get('block').orNull((block) => ({
      number: block.get('number').readInteger(0),
      hash: block.get('hash').readText(66) as Hex,
      timestamp: block.get('timestamp').readTimestamp(),
    })),
    ...(!error.isAbsent && { error: error.readText(1000) }),
    pools: field.get('pools').readList(parseReportPool, MAX_POOLS),
    chainName: field.get('chainName').or(`Chain ${chainId}`, (name) => name.readText(60)),
    explorer: field.get('explorer').or(null, parseExplorer),
    ...(!scanned.isAbsent && { scanned: parseBlockRange(scanned) }),
  }
}

/** Links are made from it, so it is the plain address of a web site, or none. */
function parseExplorer(field: FileField): string | null {
  const { value } = field
  if (typeof value !== 'string' || value.length > MAX_URL_LENGTH || !URL.canParse(value)) return null
  const url = new URL(value)
  const isPlain = url.protocol === 'https:' && url.username === '' && url.password === ''
  return isPlain && url.search === '' && url.hash === '' ? `${url.origin}${url.pathname}`.replace(/\/+$/, '') : null
}
