import type { Address, Pair } from '../../src/domain/primitives'
import { poolAbi, positionManagerAbi } from '../devnet/abi'
import type { DevnetClient } from '../devnet/devnetClient'

/** What was done with the position manager on the replica. `liquidity` is 0 for collects. */
export interface ManagerEvent {
  readonly type: 'increase' | 'decrease' | 'collect'
  readonly tokenId: bigint
  readonly liquidity: bigint
  readonly amounts: Pair
}

const types = { IncreaseLiquidity: 'increase', DecreaseLiquidity: 'decrease', Collect: 'collect' } as const

/**
 * What the position manager logged, in order: increases, decreases and collects.
 *
 * The amounts of a collect are those that the pool paid out. The manager logs what it asked for, which can be a unit or two more, since its
 * own books round each NFT while the pool rounds all of one range together.
 *
 * @param pool the only one on the replica, in which nobody else collects
 */
export async function fetchManagerEvents(
  client: DevnetClient,
  positionManager: Address,
  pool: Address,
): Promise<readonly ManagerEvent[]> {
  const everything = { fromBlock: 0n, strict: true } as const
  const [logs, payouts] = await Promise.all([
    client.getContractEvents({ ...everything, address: positionManager, abi: positionManagerAbi }),
    client.getContractEvents({ ...everything, address: pool, abi: poolAbi, eventName: 'Collect' }),
  ])
  const paid = payouts.map(({ args }): Pair => [args.amount0, args.amount1]).values()
  return logs.flatMap(({ eventName, args }): ManagerEvent[] => {
    if (eventName === 'Transfer') return []
    const type = types[eventName]
    const amounts = type === 'collect' ? paid.next().value : ([args.amount0, args.amount1] as const)
    if (amounts === undefined) throw new Error(`The pool paid nothing for the collect of position ${args.tokenId}.`)
    return [{ type, tokenId: args.tokenId, liquidity: 'liquidity' in args ? args.liquidity : 0n, amounts }]
  })
}
