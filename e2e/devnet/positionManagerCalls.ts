import { encodeFunctionData, maxUint128 } from 'viem'
import type { Address, Hex } from 'viem'
import { positionManagerAbi } from './abi'
import type { TickRange } from './poolPrice'

/** What the position manager asks of a pool to find it. */
export interface MintedPool {
  readonly token0: { readonly address: Address }
  readonly token1: { readonly address: Address }
  readonly fee: number
}

/** A time after every story. */
const deadline = 10n ** 12n

/** Calls to the position manager as data, so that they can stand alone or in one multicall. */
export function encodeMint(
  pool: MintedPool,
  { tickLower, tickUpper }: TickRange,
  [amount0Desired, amount1Desired]: readonly [bigint, bigint],
  recipient: Address,
): Hex {
  const params = {
    token0: pool.token0.address,
    token1: pool.token1.address,
    fee: pool.fee,
    tickLower,
    tickUpper,
    amount0Desired,
    amount1Desired,
    amount0Min: 0n,
    amount1Min: 0n,
    recipient,
    deadline,
  }
  return encodeFunctionData({ abi: positionManagerAbi, functionName: 'mint', args: [params] })
}

export function encodeIncrease(tokenId: bigint, [amount0Desired, amount1Desired]: readonly [bigint, bigint]): Hex {
  const params = { tokenId, amount0Desired, amount1Desired, amount0Min: 0n, amount1Min: 0n, deadline }
  return encodeFunctionData({ abi: positionManagerAbi, functionName: 'increaseLiquidity', args: [params] })
}

export function encodeDecrease(tokenId: bigint, liquidity: bigint): Hex {
  const params = { tokenId, liquidity, amount0Min: 0n, amount1Min: 0n, deadline }
  return encodeFunctionData({ abi: positionManagerAbi, functionName: 'decreaseLiquidity', args: [params] })
}

/** Collects everything unless maxima are given. */
export function encodeCollect(
  tokenId: bigint,
  recipient: Address,
  [amount0Max, amount1Max]: readonly [bigint, bigint] = [maxUint128, maxUint128],
): Hex {
  const params = { tokenId, recipient, amount0Max, amount1Max }
  return encodeFunctionData({ abi: positionManagerAbi, functionName: 'collect', args: [params] })
}

export function encodeBurn(tokenId: bigint): Hex {
  return encodeFunctionData({ abi: positionManagerAbi, functionName: 'burn', args: [tokenId] })
}

/** One call stands alone, several become one multicall. */
export function encodeTogether(calls: readonly Hex[]): Hex {
  const [first, ...rest] = calls
  if (first === undefined) throw new Error('Nothing to call.')
  return rest.length === 0
    ? first
    : encodeFunctionData({ abi: positionManagerAbi, functionName: 'multicall', args: [calls] })
}
