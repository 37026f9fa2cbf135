/** A figure cut so that a column of them can stand on one decimal point. */
export interface AlignedFigure {
  /** Sign, currency sign and digits. */
  readonly digits: string
  /** Invisible filling in place of the decimals that other figures of the column have and this one has not. */
  readonly padding: string
  /** What follows the digits: `%`, `WETH`. */
  readonly unit: string
}

function cut(text: string): { digits: string; decimals: number; unit: string } {
  const match = /^(\D*?[\d,]*\d(?:\.(\d+))?)(\D*)$/.exec(text)
  return match
    ? { digits: match[1] ?? text, decimals: match[2]?.length ?? 0, unit: match[3] ?? '' }
    : { digits: text, decimals: 0, unit: '' }
}

/** Pads the figures of one column to the same number of decimals; words such as "unknown" stay as they are. */
export function alignFigures(texts: readonly string[]): readonly AlignedFigure[] {
  const figures = texts.map(cut)
  const most = Math.max(0, ...figures.map(({ decimals }) => decimals))
  return figures.map(({ digits, decimals, unit }) => {
    const isNumber = /\d/.test(digits)
    const point = decimals === 0 && most > 0 ? '.' : ''
    return { digits, padding: isNumber ? point + '0'.repeat(most - decimals) : '', unit }
  })
}
