import type { Position } from '../../domain/position'
import { isSameAddress } from '../../domain/primitives'
import type { PoolPositionEvent } from './decodePoolLog'

/** Whether a pool's event is about the range that a position stands in, in the pool's own books. */
export function isSameRange(
  event: Pick<PoolPositionEvent, 'owner' | 'tickLower' | 'tickUpper'>,
  position: Pick<Position, 'poolOwner' | 'tickLower' | 'tickUpper'>,
): boolean {
  return (
    event.tickLower === position.tickLower &&
    event.tickUpper === position.tickUpper &&
    isSameAddress(event.owner, position.poolOwner)
  )
}
