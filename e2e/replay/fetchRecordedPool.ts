import { encodePacked, keccak256, parseAbi } from 'viem'
import { tokenAbi, poolAbi as statePoolAbi } from '../devnet/abi'
import { mainnetDeployment } from '../devnet/deployments'
import type { DevnetClient } from '../devnet/devnetClient'
import type { RecordedPool, RecordedPosition } from './records/recordedPool'

const poolAbi = [
  ...statePoolAbi,
  ...parseAbi([
    'function positions(bytes32 key) view returns (uint128 liquidity, uint256 feeGrowthInside0LastX128, uint256 feeGrowthInside1LastX128, uint128 tokensOwed0, uint128 tokensOwed1)',
    'function observations(uint256 index) view returns (uint32 blockTimestamp, int56 tickCumulative, uint160 secondsPerLiquidityCumulativeX128, bool initialized)',
  ]),
] as const

/** Which parts of a pool's storage to read; its own addresses and numbers are taken as they are. */
type Parts = Pick<RecordedPool, 'address' | 'token0' | 'token1' | 'feePpm' | 'tickSpacing'> & {
  readonly ticks: readonly number[]
  readonly positions: readonly Pick<RecordedPosition, 'owner' | 'tickLower' | 'tickUpper'>[]
}

/** Reads a pool on the replica, by its own getters, in the shape in which the files record it. */
export async function fetchRecordedPool(
  client: DevnetClient,
  parts: Parts,
  blockNumber: number,
): Promise<RecordedPool> {
  const at = { blockNumber: BigInt(blockNumber) }
  const read = { address: parts.address, abi: poolAbi } as const
  const balance = (token: RecordedPool['token0']) =>
    client.readContract({ ...at, address: token, abi: tokenAbi, functionName: 'balanceOf', args: [parts.address] })
  const [slot0, liquidity, feeGrowthGlobal0X128, feeGrowthGlobal1X128, balance0, balance1, positions, ticks] =
    await Promise.all([
      client.readContract({ ...read, ...at, functionName: 'slot0' }),
      client.readContract({ ...read, ...at, functionName: 'liquidity' }),
      client.readContract({ ...read, ...at, functionName: 'feeGrowthGlobal0X128' }),
      client.readContract({ ...read, ...at, functionName: 'feeGrowthGlobal1X128' }),
      balance(parts.token0),
      balance(parts.token1),
      fetchPositions(client, parts, blockNumber),
      fetchTicks(client, parts, blockNumber),
    ])
  const [sqrtPriceX96, tick, observationIndex, observationCardinality] = slot0
  const observations = await client.multicall({
    ...at,
    allowFailure: false,
    multicallAddress: mainnetDeployment.multicall3,
    contracts: Array.from(
      { length: observationCardinality },
      (_, index) => ({ ...read, functionName: 'observations', args: [BigInt(index)] }) as const,
    ),
  })
  return {
    ...parts,
    balances: [balance0, balance1],
    sqrtPriceX96,
    tick,
    observationIndex,
    observationCardinality,
    feeGrowthGlobal0X128,
    feeGrowthGlobal1X128,
    liquidity,
    ticks,
    positions,
    observations: observations.map(
      ([blockTimestamp, tickCumulative, secondsPerLiquidityCumulativeX128, initialized]) => ({
        blockTimestamp: BigInt(blockTimestamp),
        tickCumulative,
        secondsPerLiquidityCumulativeX128,
        initialized,
      }),
    ),
  }
}

/** Reads positions by the pool's own getter; in the order in which they are asked for. */
export async function fetchPositions(
  client: DevnetClient,
  { address, positions }: Pick<Parts, 'address' | 'positions'>,
  blockNumber: number,
): Promise<readonly RecordedPosition[]> {
  const answers = await client.multicall({
    allowFailure: false,
    multicallAddress: mainnetDeployment.multicall3,
    blockNumber: BigInt(blockNumber),
    contracts: positions.map(({ owner, tickLower, tickUpper }) => {
      const key = keccak256(encodePacked(['address', 'int24', 'int24'], [owner, tickLower, tickUpper]))
      return { address, abi: poolAbi, functionName: 'positions', args: [key] } as const
    }),
  })
  return answers.map((answer, index) => {
    const { owner, tickLower, tickUpper } = positions[index] as RecordedPosition
    const [liquidity, feeGrowthInside0LastX128, feeGrowthInside1LastX128, tokensOwed0, tokensOwed1] = answer
    return {
      owner,
      tickLower,
      tickUpper,
      liquidity,
      feeGrowthInside0LastX128,
      feeGrowthInside1LastX128,
      tokensOwed0,
      tokensOwed1,
    }
  })
}

async function fetchTicks(
  client: DevnetClient,
  { address, ticks }: Parts,
  blockNumber: number,
): Promise<RecordedPool['ticks']> {
  const answers = await client.multicall({
    allowFailure: false,
    multicallAddress: mainnetDeployment.multicall3,
    blockNumber: BigInt(blockNumber),
    contracts: ticks.map((tick) => ({ address, abi: poolAbi, functionName: 'ticks', args: [tick] }) as const),
  })
  return new Map(
    answers.flatMap((answer, index) => {
      const [liquidityGross, liquidityNet, feeGrowthOutside0X128, feeGrowthOutside1X128, ...oracle] = answer
      const [tickCumulativeOutside, secondsPerLiquidityOutsideX128, secondsOutside, initialized] = oracle
      const info = {
        liquidityGross,
        liquidityNet,
        feeGrowthOutside0X128,
        feeGrowthOutside1X128,
        tickCumulativeOutside,
        secondsPerLiquidityOutsideX128,
        secondsOutside: BigInt(secondsOutside),
        initialized,
      }
      return initialized ? [[ticks[index] as number, info] as const] : []
    }),
  )
}
