import type { ChainClient } from '../../chain/chainClient'
import { contractCall } from '../../chain/contractCall'
import { fetchContracts } from '../../chain/fetchContracts'
import type { Pool, PoolState } from '../../domain/pool'
import { ContractRevertedError } from '../../errors'
import { poolAbi } from './abi'

/**
 * Reads a pool's price, tick and active liquidity at the end of a block.
 *
 * Reads `slot0` and `liquidity` in one multicall.
 *
 * @throws HistoryUnavailableError where the node keeps no such state.
 * @throws ContractRevertedError when the pool does not exist at that block.
 */
export async function fetchPoolState(client: ChainClient, pool: Pool, blockNumber: number): Promise<PoolState> {
  const [slot0, liquidity] = await fetchContracts(
    client,
    [contractCall(poolAbi, pool.address, 'slot0', []), contractCall(poolAbi, pool.address, 'liquidity', [])],
    blockNumber,
  )
  if (!slot0.ok) throw new ContractRevertedError(pool.address, 'slot0', { details: slot0.error })
  if (!liquidity.ok) throw new ContractRevertedError(pool.address, 'liquidity', { details: liquidity.error })
  const [sqrtPriceX96, tick] = slot0.value
  return { blockNumber, sqrtPriceX96, tick, liquidity: liquidity.value }
}
