import { mayBeLargest } from './mayBeLargest'

/**
 * Whether nobody can have more than the first of a ranking: whoever may, by prices that were not read, is valued with those that were. Pure.
 *
 * @param ranked largest first. `isExact` says that every price behind `capitalYears` was read at its own block.
 */
export function isFirstCertain(
  ranked: readonly { readonly capitalYears: number | null; readonly isExact: boolean }[],
): boolean {
  const largest = ranked[0]?.capitalYears ?? null
  if (largest === null) return false
  return ranked.every(({ capitalYears, isExact }) => isExact || !mayBeLargest(capitalYears, largest))
}
