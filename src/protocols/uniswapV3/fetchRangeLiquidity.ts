import type { ChainClient } from '../../chain/chainClient'
import { contractCall } from '../../chain/contractCall'
import { fetchContracts } from '../../chain/fetchContracts'
import type { Pool } from '../../domain/pool'
import type { PoolRange } from '../../domain/poolLiquidity'
import { ContractRevertedError } from '../../errors'
import { poolAbi } from './abi'
import { computePositionKey } from './computePositionKey'

/**
 * Reads how much liquidity ranges hold in the pool's own books at the end of a block, in the order of `ranges`. A pool that did not exist
 * yet holds none.
 *
 * Reads `positions` of the pool in one multicall.
 *
 * @throws HistoryUnavailableError where the node keeps no such state.
 */
export async function fetchRangeLiquidity(
  client: ChainClient,
  pool: Pool,
  ranges: readonly PoolRange[],
  blockNumber: number,
): Promise<readonly bigint[]> {
  const [slot0, ...answers] = await fetchContracts(
    client,
    [
      contractCall(poolAbi, pool.address, 'slot0', []),
      ...ranges.map((range) => contractCall(poolAbi, pool.address, 'positions', [computePositionKey(range)])),
    ],
    blockNumber,
  )
  return answers.map((answer) => {
    if (answer.ok) return answer.value[0] as bigint
    if (slot0?.ok !== true) return 0n
    throw new ContractRevertedError(pool.address, 'positions', { details: answer.error })
  })
}
