/** Adds up figures; `null` (unknown) as soon as one of them is. Nothing adds up to 0. */
export function sumOrNull(figures: Iterable<number | null>): number | null {
  let sum = 0
  for (const figure of figures) {
    if (figure === null) return null
    sum += figure
  }
  return sum
}
