const formats = new Map<string, Intl.NumberFormat>()

/**
 * Gives the format of numbers with these options, always the same one.
 *
 * `toLocaleString` makes a format for each call, which takes longer than all else that a table of figures needs.
 */
export function numberFormat(options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  const key = JSON.stringify(options)
  const known = formats.get(key) ?? new Intl.NumberFormat('en-US', options)
  formats.set(key, known)
  return known
}
