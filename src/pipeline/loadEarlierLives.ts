import { computeBounds } from '../accounting/computeBounds'
import type { PositionHistory } from '../domain/ledger'
import type { Address } from '../domain/primitives'
import { isSameAddress } from '../domain/primitives'
import type { PoolContext } from './poolContext'

/**
 * Reads what somebody had in the pool before the window who came in its first block: that block is inside of it for those who come for the
 * first time only. Nothing is read for anybody else.
 *
 * @param histories of this owner, as they are known from the window's first block on.
 * @throws as `earlierLives` of the adapter.
 */
export async function loadEarlierLives(
  { client, adapter, input, window, searched }: PoolContext,
  histories: readonly PositionHistory[],
  owner: Address,
): Promise<readonly PositionHistory[]> {
  const isNew = computeBounds(histories, owner, window).isFirst
  const comesAtStart = histories.some(({ ownerships }) =>
    ownerships.some((one) => isSameAddress(one.owner, owner) && one.from.blockNumber === window.fromBlock),
  )
  // With the pool's own first block nobody can have come before.
  if (!isNew || !comesAtStart || input.windowChoice === 'all') return []
  const range = { block: searched.fromBlock, toBlock: window.toBlock }
  const lives = await adapter.search.earlierLives(client, input.pool, owner, range)
  const known = new Set(histories.map(({ position }) => position.id))
  return lives.filter(({ position }) => !known.has(position.id))
}
