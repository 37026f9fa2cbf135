import type { ChainClient } from '../chain/chainClient'
import type { PositionHistory } from '../domain/ledger'
import type { Address } from '../domain/primitives'
import { ContractRevertedError, InconsistentDataError } from '../errors'
import type { ClaimableReward, ProtocolAdapter } from '../protocols/adapter'

/**
 * Reads what farms owe for an owner's positions at the end of a block; nothing is read for an owner who never staked, or where rewards are left
 * unread.
 *
 * @returns `null` where the farms contradict their own logs: then nothing of what was staked is certain, see `contradictStaked`.
 */
export async function loadClaimable(
  client: ChainClient,
  adapter: ProtocolAdapter,
  owner: Address,
  histories: readonly PositionHistory[],
  blockNumber: number,
): Promise<readonly ClaimableReward[] | null> {
  const staked = listWithRewards(histories)
  if (staked.length === 0) return []
  try {
    return await adapter.claimableRewards(client, owner, staked, blockNumber)
  } catch (error) {
    if (error instanceof InconsistentDataError || error instanceof ContractRevertedError) return null
    throw error
  }
}

/** Positions for which farms owe what is to be read. */
export function listWithRewards(histories: readonly PositionHistory[]): readonly PositionHistory[] {
  return histories.filter((history) => wasStaked(history) && history.areRewardsUnread !== true)
}

/** Marks every position that was ever staked as contradicted. */
export function contradictStaked(histories: readonly PositionHistory[]): readonly PositionHistory[] {
  return histories.map((history) => (wasStaked(history) ? { ...history, isContradicted: true } : history))
}

/** Whether somebody ever put the position into a farm. Pure. */
export function wasStaked({ events }: PositionHistory): boolean {
  return events.some(({ type }) => type === 'stake')
}
