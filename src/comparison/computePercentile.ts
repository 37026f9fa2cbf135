/**
 * Computes where an amount stands among others: the share of them that is smaller, 0 to 1. Equal ones count half, so that the middle one
 * of any number of equals is at 0.5.
 *
 * @param amounts in any order and the unit of `amount`; NaN is unknown and left out.
 * @returns `null` when no amount is known.
 */
export function computePercentile(amounts: Iterable<number>, amount: number): number | null {
  let count = 0
  let smaller = 0
  for (const other of amounts) {
    if (Number.isNaN(other)) continue
    count += 1
    if (other < amount) smaller += 1
    else if (other === amount) smaller += 0.5
  }
  return count === 0 ? null : smaller / count
}
