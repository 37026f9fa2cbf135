import { encodeFunctionData, parseAbi } from 'viem'
import { fileURLToPath } from 'node:url'
import type { Address } from '../../src/domain/primitives'
import { tokenAbi } from '../devnet/abi'
import { compileContracts } from '../devnet/compileContracts'
import type { DevnetClient } from '../devnet/devnetClient'
import { placeContracts } from '../devnet/placeContract'
import type { RecordedEvent } from './records/recordedEvent'
import { fundSenders, replayBlocks } from './replayBlocks'
import type { PlannedTransaction } from './replayBlocks'

/** Where the contract stands that repeats swaps and mints, and who calls it. */
export const poolReplayAddress: Address = '0x0000000000000000000000000000000000705e91'
export const poolReplayCaller: Address = '0x00000000000000000000000000000000ca11e500'

const poolReplayAbi = parseAbi([
  'function replaySwap(address pool, int256 amount0, int256 amount1, uint160 sqrtPriceX96)',
  'function moveTo(address pool, uint160 sqrtPriceX96)',
  'function mint(address pool, address owner, int24 tickLower, int24 tickUpper, uint128 liquidity)',
])

const poolBurnAbi = parseAbi(['function burn(int24 tickLower, int24 tickUpper, uint128 amount)'])

/** More than any replay pays, and far from overflowing. */
const plenty = 10n ** 36n

/** Puts the contract in place and gives it plenty of both tokens: `wrapped` is WETH9, `token` one that anybody may mint. */
export async function deployPoolReplay(client: DevnetClient, wrapped: Address, token: Address): Promise<void> {
  const folder = fileURLToPath(new URL('contracts/', import.meta.url))
  const creationCode = compileContracts(folder)['PoolReplay']
  if (creationCode === undefined) throw new Error('contracts/ has no contract named PoolReplay.')
  await placeContracts(client, [{ address: poolReplayAddress, creationCode }])
  await fundSenders(client, [poolReplayCaller, poolReplayAddress])
  const deposit: PlannedTransaction = {
    from: poolReplayAddress,
    to: wrapped,
    data: encodeFunctionData({ abi: tokenAbi, functionName: 'deposit' }),
    value: 10n ** 29n,
  }
  await replayBlocks(client, [
    { timestamp: null, transactions: [deposit, planTokenMint(token, poolReplayAddress, plenty)] },
  ])
}

/** Mints a replica's token. */
export function planTokenMint(token: Address, to: Address, amount: bigint): PlannedTransaction {
  const data = encodeFunctionData({ abi: tokenAbi, functionName: 'mint', args: [to, amount] })
  return { from: poolReplayCaller, to: token, data }
}

/** Lets the replaying contract give some of its tokens away. */
export function planTokenTransfer(token: Address, to: Address, amount: bigint): PlannedTransaction {
  const data = encodeFunctionData({ abi: tokenAbi, functionName: 'transfer', args: [to, amount] })
  return { from: poolReplayAddress, to: token, data }
}

/** Moves the pool's price to exactly `sqrtPriceX96` by a swap. */
export function planPriceMove(pool: Address, sqrtPriceX96: bigint): PlannedTransaction {
  const data = encodeFunctionData({ abi: poolReplayAbi, functionName: 'moveTo', args: [pool, sqrtPriceX96] })
  return { from: poolReplayCaller, to: poolReplayAddress, data }
}

/** The transaction that repeats an event on `pool`. A burn comes from the position's owner, as the pool asks. */
export function planEvent(pool: Address, event: RecordedEvent): PlannedTransaction {
  const call = { from: poolReplayCaller, to: poolReplayAddress }
  if (event.type === 'swap') {
    const args = [pool, event.amount0, event.amount1, event.sqrtPriceX96] as const
    return { ...call, data: encodeFunctionData({ abi: poolReplayAbi, functionName: 'replaySwap', args }) }
  }
  const { owner, tickLower, tickUpper, liquidity } = event
  if (event.type === 'mint') {
    const args = [pool, owner, tickLower, tickUpper, liquidity] as const
    return { ...call, data: encodeFunctionData({ abi: poolReplayAbi, functionName: 'mint', args }) }
  }
  return { from: owner, to: pool, data: planBurn(tickLower, tickUpper, liquidity) }
}

/** Call data of the pool's own `burn`; with no liquidity it only settles the position's fees. */
export function planBurn(tickLower: number, tickUpper: number, liquidity: bigint) {
  return encodeFunctionData({ abi: poolBurnAbi, functionName: 'burn', args: [tickLower, tickUpper, liquidity] })
}
