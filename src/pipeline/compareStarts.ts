import { comparePositionIds } from '../accounting/comparePositionIds'
import type { PositionHistory } from '../domain/ledger'

/** NFTs in the order of their mints, then what contracts hold in the pool itself, in the order in which it began as far as that is known. */
export function compareStarts(a: PositionHistory, b: PositionHistory): number {
  const isDirect = a.position.kind === 'direct' && b.position.kind === 'direct'
  const [first, second] = [a.ownerships[0]?.from.blockNumber ?? 0, b.ownerships[0]?.from.blockNumber ?? 0]
  return (isDirect ? first - second : 0) || comparePositionIds(a.position.id, b.position.id)
}
