import type { Address } from '../../src/domain/primitives'
import { poolAbi } from '../devnet/abi'
import type { DevnetClient } from '../devnet/devnetClient'
import type { RecordedEvent } from './records/recordedEvent'

/** What a pool itself logged from `fromBlock` to the latest block, in order: swaps, mints and burns. Times are 0. */
export async function fetchPoolEvents(
  client: DevnetClient,
  pool: Address,
  fromBlock: number,
): Promise<readonly RecordedEvent[]> {
  const logs = await client.getContractEvents({
    address: pool,
    abi: poolAbi,
    fromBlock: BigInt(fromBlock),
    strict: true,
  })
  return logs.flatMap((log): RecordedEvent[] => {
    const at = { blockNumber: Number(log.blockNumber), timestamp: 0 }
    if (log.eventName === 'Swap') {
      const { amount0, amount1, sqrtPriceX96, liquidity, tick } = log.args
      return [{ ...at, type: 'swap', amount0, amount1, sqrtPriceX96, liquidity, tick }]
    }
    if (log.eventName === 'Mint' || log.eventName === 'Burn') {
      const { owner, tickLower, tickUpper, amount: liquidity, amount0, amount1 } = log.args
      const type = log.eventName === 'Mint' ? 'mint' : 'burn'
      return [{ ...at, type, owner, tickLower, tickUpper, liquidity, amount0, amount1 }]
    }
    return []
  })
}
