import type { ChainClient } from '../chain/chainClient'
import type { PositionHistory } from '../domain/ledger'
import type { Token } from '../domain/pool'
import type { Address } from '../domain/primitives'
import type { ClaimableReward, ProtocolAdapter } from '../protocols/adapter'

/** Reads the facts of every token that a farm paid, or owes, for these positions. Nothing is read where none did. */
export async function loadRewardTokens(
  client: ChainClient,
  adapter: ProtocolAdapter,
  histories: readonly PositionHistory[],
  claimable: readonly ClaimableReward[],
  blockNumber: number,
): Promise<readonly Token[]> {
  const paid = histories.flatMap(({ events }) =>
    events.flatMap((event) => (event.type === 'claimReward' ? (event.token ?? []) : [])),
  )
  const tokens = new Set<Address>([...paid, ...claimable.map(({ token }) => token)])
  return tokens.size === 0 ? [] : adapter.tokens(client, [...tokens], blockNumber)
}
