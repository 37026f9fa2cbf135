import type { ChainClient } from '../../chain/chainClient'
import { contractCall } from '../../chain/contractCall'
import { fetchContracts } from '../../chain/fetchContracts'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Pool } from '../../domain/pool'
import type { Address } from '../../domain/primitives'
import { ContractRevertedError } from '../../errors'
import { stakerAbi } from './abi'
import { fetchPoolIncentives } from './fetchPoolIncentives'
import type { PoolIncentive } from './fetchPoolIncentives'

/**
 * Finds those of some owners to whom a farm owes a token that it promised, at the end of a block, however long ago it was earned; in lower
 * case. What running stakes have earned so far is not among it.
 *
 * Reads one multicall; nothing where there are no incentives.
 *
 * @throws ContractRevertedError when a farm does not answer.
 */
export async function fetchFarmCreditors(
  client: ChainClient,
  incentives: readonly PoolIncentive[],
  owners: readonly Address[],
  blockNumber: number,
): Promise<ReadonlySet<string>> {
  const accounts = incentives.flatMap(({ farm, rewardToken }) => owners.map((owner) => ({ farm, rewardToken, owner })))
  const answers = await fetchContracts(
    client,
    accounts.map(({ farm, rewardToken, owner }) => contractCall(stakerAbi, farm, 'rewards', [rewardToken, owner])),
    blockNumber,
  )
  return new Set(
    accounts.flatMap(({ farm, owner }, index) => {
      const answer = answers[index]
      if (answer?.ok !== true) throw new ContractRevertedError(farm, 'rewards', { details: answer?.error })
      return answer.value > 0n ? [owner.toLowerCase()] : []
    }),
  )
}

/**
 * Whether a known farm owes an owner something at the end of a block in a token that it promised to positions of a pool.
 *
 * Reads as `fetchPoolIncentives`, then one multicall.
 *
 * @returns `null` where the incentives are not known.
 * @throws ContractRevertedError when a farm does not answer.
 */
export async function fetchIsOwedByFarms(
  client: ChainClient,
  deployment: Pick<UniswapV3Deployment, 'stakers' | 'startBlock'>,
  pool: Pick<Pool, 'address'>,
  owner: Address,
  blockNumber: number,
): Promise<boolean | null> {
  const incentives = await fetchPoolIncentives(client, deployment, pool, blockNumber)
  if (incentives === null) return null
  return (await fetchFarmCreditors(client, incentives, [owner], blockNumber)).size > 0
}
