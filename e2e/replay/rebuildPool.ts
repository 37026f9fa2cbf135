import { encodeFunctionData } from 'viem'
import type { Address } from '../../src/domain/primitives'
import { factoryAbi, poolAbi } from '../devnet/abi'
import type { DevnetDeployment } from '../devnet/deployments'
import type { DevnetClient } from '../devnet/devnetClient'
import { computePoolStorage, formatWord } from './computePoolStorage'
import { planTokenTransfer, poolReplayCaller } from './poolReplay'
import type { RecordedPool } from './records/recordedPool'
import { replayBlocks } from './replayBlocks'
import type { PlannedTransaction } from './replayBlocks'
import { requestBatch } from './requestBatch'

/** The two transactions that make a pool: by the factory, as on the real chain, and then with its first price. */
export function planPoolCreation(
  deployment: DevnetDeployment,
  pool: {
    readonly address: Address
    readonly token0: Address
    readonly token1: Address
    readonly feePpm: number
    readonly sqrtPriceX96: bigint
  },
): readonly PlannedTransaction[] {
  const create = encodeFunctionData({
    abi: factoryAbi,
    functionName: 'createPool',
    args: [pool.token0, pool.token1, pool.feePpm],
  })
  const initialize = encodeFunctionData({ abi: poolAbi, functionName: 'initialize', args: [pool.sqrtPriceX96] })
  return [
    { from: poolReplayCaller, to: deployment.factory, data: create, gas: 10_000_000n },
    { from: poolReplayCaller, to: pool.address, data: initialize },
  ]
}

/** Rebuilds a pool at its real address in the recorded state: the factory's own bytecode, the recorded storage and balances. */
export async function rebuildPool(
  client: DevnetClient,
  deployment: DevnetDeployment,
  pool: RecordedPool,
): Promise<void> {
  await replayBlocks(client, [
    {
      timestamp: null,
      transactions: [
        ...planPoolCreation(deployment, pool),
        planTokenTransfer(pool.token0, pool.address, pool.balances[0]),
        planTokenTransfer(pool.token1, pool.address, pool.balances[1]),
      ],
    },
  ])
  await requestBatch(
    client,
    'anvil_setStorageAt',
    computePoolStorage(pool).map(({ slot, value }) => [pool.address, formatWord(slot), formatWord(value)]),
  )
}
