import { computeBounds } from '../accounting/computeBounds'
import type { PositionHistory } from '../domain/ledger'
import type { Address } from '../domain/primitives'
import { isSameAddress } from '../domain/primitives'
import type { PoolContext } from './poolContext'

/**
 * Reads what some owners had in the pool before the window, of those only who seem to come for the first time, in the window's first block:
 * that block is inside of it for those who do, and for nobody else.
 *
 * @param histories all that is known of these owners from the window's first block on.
 * @returns what is not among `histories`.
 * @throws as `earlierLives` of the adapter.
 */
export async function loadEarlierLives(
  { client, adapter, input, window, searched }: PoolContext,
  histories: readonly PositionHistory[],
  owners: readonly Address[],
): Promise<readonly PositionHistory[]> {
  // Nobody can have come before the pool's own first block.
  if (input.windowChoice === 'all') return []
  const atStart = histories.flatMap(({ ownerships }) =>
    ownerships.flatMap(({ owner, from }) => (from.blockNumber === window.fromBlock ? [owner] : [])),
  )
  const newcomers = owners.filter(
    (owner) => atStart.some((other) => isSameAddress(owner, other)) && computeBounds(histories, owner, window).isFirst,
  )
  if (newcomers.length === 0) return []
  const range = { block: searched.fromBlock, toBlock: window.toBlock }
  const lives = await adapter.search.earlierLives(client, input.pool, newcomers, range)
  const known = new Set(histories.map(({ position }) => position.id))
  return lives.filter(({ position }) => !known.has(position.id))
}
