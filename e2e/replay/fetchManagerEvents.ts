import type { Address, Pair } from '../../src/domain/primitives'
import { positionManagerAbi } from '../devnet/abi'
import type { DevnetClient } from '../devnet/devnetClient'

/** An event of the position manager on the replica. `liquidity` is 0 for collects. */
export interface ManagerEvent {
  readonly type: 'increase' | 'decrease' | 'collect'
  readonly tokenId: bigint
  readonly liquidity: bigint
  readonly amounts: Pair
}

const types = { IncreaseLiquidity: 'increase', DecreaseLiquidity: 'decrease', Collect: 'collect' } as const

/** What the position manager itself logged in a range of blocks, in order: increases, decreases and collects. */
export async function fetchManagerEvents(
  client: DevnetClient,
  positionManager: Address,
  fromBlock: number,
): Promise<readonly ManagerEvent[]> {
  const logs = await client.getContractEvents({
    address: positionManager,
    abi: positionManagerAbi,
    fromBlock: BigInt(fromBlock),
    strict: true,
  })
  return logs.flatMap(({ eventName, args }): ManagerEvent[] => {
    if (eventName === 'Transfer') return []
    const liquidity = 'liquidity' in args ? args.liquidity : 0n
    return [{ type: types[eventName], tokenId: args.tokenId, liquidity, amounts: [args.amount0, args.amount1] }]
  })
}
