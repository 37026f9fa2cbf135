import { parseAbi } from 'viem'
import type { Address } from 'viem'
import { poolAbi } from '../../../e2e/devnet/abi'
import type { DevnetClient } from '../../../e2e/devnet/devnetClient'
import type { Pair } from '../../domain/primitives'

/** What traders paid to those who provide liquidity. */
export interface SwapFees {
  readonly fees: Pair
  readonly swaps: number
  /** Steps that the swaps took at most: a swap ends one at each initialized tick and at each word of the bitmap, and rounds its fee up. */
  readonly steps: number
  /** Mints and burns, each of which settles a position's fees and rounds them down. */
  readonly settlements: number
}

const accrualAbi = parseAbi([
  'function tickSpacing() view returns (int24)',
  'function protocolFees() view returns (uint128 token0, uint128 token1)',
  'event Mint(address sender, address indexed owner, int24 indexed tickLower, int24 indexed tickUpper, uint128 amount, uint256 amount0, uint256 amount1)',
  'event Burn(address indexed owner, int24 indexed tickLower, int24 indexed tickUpper, uint128 amount, uint256 amount0, uint256 amount1)',
])

/**
 * Adds up the fees of a pool's swaps from `fromBlock` to `toBlock`, both inside, less what went to the protocol: from the amounts that the
 * `Swap` logs name and the pool's fee, read with viem alone. Each swap's fee is rounded down.
 */
export async function fetchSwapFees(
  client: DevnetClient,
  pool: Address,
  fromBlock: number,
  toBlock: number,
): Promise<SwapFees> {
  const range = { fromBlock: BigInt(fromBlock), toBlock: BigInt(toBlock), strict: true } as const
  const before = BigInt(fromBlock - 1)
  const [feePpm, spacing, swaps, mints, burns, ticks, start, protocolBefore, protocolAfter] = await Promise.all([
    client.readContract({ address: pool, abi: poolAbi, functionName: 'fee' }),
    client.readContract({ address: pool, abi: accrualAbi, functionName: 'tickSpacing' }),
    client.getContractEvents({ address: pool, abi: poolAbi, eventName: 'Swap', ...range }),
    client.getContractEvents({ address: pool, abi: accrualAbi, eventName: 'Mint', ...range }),
    client.getContractEvents({ address: pool, abi: accrualAbi, eventName: 'Burn', ...range }),
    client.getContractEvents({ address: pool, abi: accrualAbi, eventName: 'Mint', ...range, fromBlock: 0n }),
    client.readContract({ address: pool, abi: poolAbi, functionName: 'slot0', blockNumber: before }),
    client.readContract({ address: pool, abi: accrualAbi, functionName: 'protocolFees', blockNumber: before }),
    client.readContract({ address: pool, abi: accrualAbi, functionName: 'protocolFees', blockNumber: range.toBlock }),
  ])
  const initialized = [...new Set(ticks.flatMap(({ args }) => [args.tickLower, args.tickUpper]))]
  const sums: [bigint, bigint] = [protocolBefore[0] - protocolAfter[0], protocolBefore[1] - protocolAfter[1]]
  let steps = 0
  let [, tick] = start
  for (const { args } of swaps) {
    if (args.amount0 > 0n) sums[0] += (args.amount0 * BigInt(feePpm)) / 1_000_000n
    if (args.amount1 > 0n) sums[1] += (args.amount1 * BigInt(feePpm)) / 1_000_000n
    const [low, high] = [Math.min(tick, args.tick), Math.max(tick, args.tick)]
    steps += 2 + initialized.filter((one) => low <= one && one <= high).length + (high - low) / (256 * spacing)
    tick = args.tick
  }
  return { fees: sums, swaps: swaps.length, steps: Math.ceil(steps), settlements: mints.length + burns.length }
}
