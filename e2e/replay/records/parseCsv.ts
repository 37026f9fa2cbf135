/** Reads a CSV file without quoted cells: one record for each row, keyed by the header. */
export function parseCsv<Column extends string>(
  text: string,
  columns: readonly Column[],
): readonly Readonly<Record<Column, string>>[] {
  const [header, ...rows] = text.trim().split(/\r?\n/)
  const names = header?.split(',') ?? []
  const indexes = columns.map((column) => {
    const index = names.indexOf(column)
    if (index < 0) throw new Error(`The file has no column ${column}, only ${names.join(', ')}.`)
    return [column, index] as const
  })
  return rows.map((row, line) => {
    const cells = row.split(',')
    if (cells.length !== names.length) throw new Error(`Row ${line + 2} has ${cells.length} cells: ${row}`)
    return Object.fromEntries(indexes.map(([column, index]) => [column, cells[index] ?? ''])) as Record<Column, string>
  })
}
