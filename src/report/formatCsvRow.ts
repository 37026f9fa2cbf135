/** A cell: text that may come from a chain, or a figure of our own. `null` leaves it empty. */
export type CsvCell = { readonly text: string } | number | bigint | string | null

/** A spreadsheet takes a cell that begins so for a formula, and runs it. */
const FORMULA_START = /^[=+\-@\t\r]/

/**
 * Formats one row as in RFC 4180: fields with a comma, a quote or a line break are quoted, the row ends in CRLF.
 *
 * Text from a chain that a spreadsheet would run as a formula gets an apostrophe before it. Figures stay as they are.
 */
export function formatCsvRow(cells: readonly CsvCell[]): string {
  return `${cells.map(formatCell).join(',')}\r\n`
}

function formatCell(cell: CsvCell): string {
  if (cell === null) return ''
  if (typeof cell !== 'object') return quote(cell.toString())
  return quote(FORMULA_START.test(cell.text) ? `'${cell.text}` : cell.text)
}

function quote(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field
}
