/** A figure as a person reads it off the screen: its value and how far rounding can have moved it. */
export interface ReadFigure {
  readonly value: number
  /** Half of the last digit's place. */
  readonly tolerance: number
}

/** Reads `−$55.60`, `+9.8 %/yr` or `$4,199,700` with no help from the app's own formats; `null` where it says *unknown*. */
export function readFigure(text: string): ReadFigure | null {
  if (text.trim() === 'unknown') return null
  const [, sign, whole, fraction = ''] = /([−+]?)<?\D{0,2}([\d,]+)(?:\.(\d+))?/.exec(text.replace(/\s/g, '')) ?? []
  if (whole === undefined) throw new Error(`No figure in ${JSON.stringify(text)}.`)
  const magnitude = Number(`${whole.replaceAll(',', '')}.${fraction || '0'}`)
  return { value: sign === '−' ? -magnitude : magnitude, tolerance: 0.5000001 * 10 ** -fraction.length }
}
