import { parseAbi } from 'viem'
import type { ChainClient } from '../chain/chainClient'
import { contractCall } from '../chain/contractCall'
import { fetchContracts } from '../chain/fetchContracts'
import { memoised } from '../chain/memoised'
import type { ChainConfig } from '../domain/chainConfig'
import type { Address } from '../domain/primitives'
import { computePriceFromSqrtPriceX96 } from '../math/computePriceFromSqrtPriceX96'
import { computePoolAddress } from '../protocols/uniswapV3/computePoolAddress'
import { decimalsCall } from './feedCalls'
import type { NativePoolPrice } from './priceFacts'

const nativeDecimals = 18
/** Fee tiers that Uniswap V3's factory opened with, or that governance added on all chains. */
const feeTiersPpm = [100, 500, 3_000, 10_000]

const balanceAbi = parseAbi(['function balanceOf(address owner) view returns (uint256)'])
/** The first words of `slot0` are the same in every fork; what follows them is not needed. */
const poolAbi = parseAbi([
  'function slot0() view returns (uint160 sqrtPriceX96, int24 tick)',
  'function liquidity() view returns (uint128)',
])

/** A pool of the wrapped native coin against a pinned stablecoin, as it stood at the end of a block. */
export interface NativePool {
  readonly pool: Address
  readonly stablecoin: Address
  readonly stablecoinDecimals: number
  readonly nativeBalance: bigint
  readonly sqrtPriceX96: bigint
  readonly liquidity: bigint
}

/** Every pool that could price the native coin, whether it exists or not: each deployment, stablecoin and fee tier. */
function listCandidates(config: ChainConfig): readonly { readonly pool: Address; readonly stablecoin: Address }[] {
  const native = config.wrappedNative.address
  return config.deployments.flatMap((deployment) =>
    config.stablecoins.flatMap(({ address: stablecoin }) => {
      const [token0, token1] = isNativeFirst(config, stablecoin) ? [native, stablecoin] : [stablecoin, native]
      return feeTiersPpm.map((feePpm) => ({
        pool: computePoolAddress(deployment, { token0, token1, feePpm }),
        stablecoin,
      }))
    }),
  )
}

function isNativeFirst(config: ChainConfig, stablecoin: Address): boolean {
  return config.wrappedNative.address.toLowerCase() < stablecoin.toLowerCase()
}

function fetchStablecoinDecimals(client: ChainClient, blockNumber: number): Promise<readonly (number | null)[]> {
  return memoised(client, 'fetchStablecoinDecimals', String(blockNumber), async () => {
    const calls = client.config.stablecoins.map(({ address }) => decimalsCall(address))
    const answers = await fetchContracts(client, calls, blockNumber)
    return answers.map((answer) => (answer.ok ? answer.value : null))
  })
}

/**
 * Reads the pools of the wrapped native coin against a pinned stablecoin that have a price and active liquidity at the
 * end of a block, the one that holds most of the native coin first. Reads as `fetchPricedNativePools`.
 *
 * @throws HistoryUnavailableError where the endpoint keeps no state of that block.
 */
export async function fetchNativePools(client: ChainClient, blockNumber: number): Promise<readonly NativePool[]> {
  const priced = await fetchPricedNativePools(client, blockNumber)
  return sortByBalance(priced.filter(({ liquidity }) => liquidity > 0n))
}

/** The one that holds most of the native coin first; of equal ones the first of the list. */
export function sortByBalance<T extends Pick<NativePool, 'nativeBalance'>>(pools: readonly T[]): readonly T[] {
  return [...pools].sort(
    (a, b) => Number(b.nativeBalance > a.nativeBalance) - Number(b.nativeBalance < a.nativeBalance),
  )
}

/**
 * Reads the pools of the wrapped native coin against a pinned stablecoin that have a price at the end of a block, in no order: no other
 * pool can have had one before.
 *
 * Reads `slot0` and `liquidity` of each possible pool, its balance of the native coin and the stablecoins' `decimals`, in
 * one multicall.
 *
 * @throws HistoryUnavailableError where the endpoint keeps no state of that block.
 */
export async function fetchPricedNativePools(client: ChainClient, blockNumber: number): Promise<readonly NativePool[]> {
  const { config } = client
  const candidates = listCandidates(config)
  const native = config.wrappedNative.address
  const [balances, slots, liquidities, decimals] = await Promise.all([
    fetchContracts(
      client,
      candidates.map(({ pool }) => contractCall(balanceAbi, native, 'balanceOf', [pool])),
      blockNumber,
    ),
    fetchContracts(
      client,
      candidates.map(({ pool }) => contractCall(poolAbi, pool, 'slot0', [])),
      blockNumber,
    ),
    fetchContracts(
      client,
      candidates.map(({ pool }) => contractCall(poolAbi, pool, 'liquidity', [])),
      blockNumber,
    ),
    fetchStablecoinDecimals(client, blockNumber),
  ])
  return candidates.flatMap(({ pool, stablecoin }, index): NativePool[] => {
    const [balance, slot0, liquidity] = [balances[index], slots[index], liquidities[index]]
    const stablecoinDecimals = decimals[config.stablecoins.findIndex(({ address }) => address === stablecoin)] ?? null
    if (!balance?.ok || !slot0?.ok || !liquidity?.ok || stablecoinDecimals === null) return []
    const [sqrtPriceX96] = slot0.value
    if (sqrtPriceX96 === 0n) return []
    const nativeBalance = balance.value
    return [{ pool, stablecoin, stablecoinDecimals, nativeBalance, sqrtPriceX96, liquidity: liquidity.value }]
  })
}

/** Price of one whole native coin in whole stablecoins, at a price of the pool. */
export function computeNativePrice(
  config: ChainConfig,
  { pool, stablecoin, stablecoinDecimals }: Pick<NativePool, 'pool' | 'stablecoin' | 'stablecoinDecimals'>,
  sqrtPriceX96: bigint,
): NativePoolPrice {
  const price = isNativeFirst(config, stablecoin)
    ? computePriceFromSqrtPriceX96(sqrtPriceX96, nativeDecimals, stablecoinDecimals)
    : 1 / computePriceFromSqrtPriceX96(sqrtPriceX96, stablecoinDecimals, nativeDecimals)
  return { pool, stablecoin, price }
}
