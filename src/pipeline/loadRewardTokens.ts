import type { ChainClient } from '../chain/chainClient'
import type { PositionHistory } from '../domain/ledger'
import type { Token } from '../domain/pool'
import type { Address } from '../domain/primitives'
import type { ProtocolAdapter } from '../protocols/adapter'

/** Reads the facts of every token that a farm paid, or owes, for these positions. Nothing is read for an owner who never staked. */
export async function loadRewardTokens(
  client: ChainClient,
  adapter: ProtocolAdapter,
  owner: Address,
  histories: readonly PositionHistory[],
  blockNumber: number,
): Promise<readonly Token[]> {
  const staked = histories.filter(({ events }) => events.some(({ type }) => type === 'stake' || type === 'claimReward'))
  if (staked.length === 0) return []
  const claimable = await adapter.claimableRewards(client, owner, staked, blockNumber)
  const paid = staked.flatMap(({ events }) =>
    events.flatMap((event) => (event.type === 'claimReward' ? event.token : [])),
  )
  const addresses = [...new Set([...paid, ...claimable.map(({ token }) => token)])]
  return adapter.tokens(client, addresses, blockNumber)
}
