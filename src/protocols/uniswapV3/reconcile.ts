import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Missing } from '../../domain/coverage'
import { MAX_POSITIONS } from './ownedIndex'
import type { OwnedTokens } from './scanOwnerLogs'

/** Compares what the logs and the position manager's index say that the owner holds. */
export function reconcile(
  { positionManager }: UniswapV3Deployment,
  { held, everOwned }: OwnedTokens,
  balance: number | null,
  index: readonly bigint[],
): readonly Missing[] {
  if (balance === null) {
    // Nobody can have held a position where there is no position manager.
    if (everOwned.size === 0) return []
    const why = `The position manager ${positionManager} does not answer, so the logs could not be checked against it.`
    return [{ what: 'Proof that all positions were found', why }]
  }
  const indexed = new Set(index)
  const unlogged = index.filter((tokenId) => !held.has(tokenId))
  const unindexed = balance > MAX_POSITIONS ? [] : [...held].filter((tokenId) => !indexed.has(tokenId))
  const missing: Missing[] = []
  if (unlogged.length > 0) {
    const why = 'The position manager says that this address holds them, but the endpoint gave no log of how they came.'
    missing.push({ what: `History of positions ${unlogged.join(', ')}`, why })
  }
  if (unindexed.length > 0) {
    const why =
      'The logs say that this address holds them, the position manager says that it does not: logs are missing.'
    missing.push({ what: `History of positions ${unindexed.join(', ')}`, why })
  }
  if (missing.length === 0 && balance !== held.size && balance <= MAX_POSITIONS) {
    const why = `The position manager says that this address holds ${balance}, the logs say ${held.size}.`
    missing.push({ what: 'Some positions', why })
  }
  return missing
}
