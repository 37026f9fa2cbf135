import type { ChainClient } from '../chain/chainClient'
import type { ScanOptions } from '../chain/logScan'
import type { PoolState } from '../domain/pool'
import { LongScanError } from '../errors'
import type { ProtocolAdapter } from '../protocols/adapter'
import { computeNativePrice, fetchPricedNativePools, sortByBalance } from './fetchNativePools'
import type { NativePool } from './fetchNativePools'
import { fetchPastBalances } from './fetchPastBalances'
import type { NativePoolPrice } from './priceFacts'

/** So much reading of transfers is worth knowing which pool was the deepest. */
const LIMITS = { fewRequests: 300, fewLogs: 100_000 }

/** Prices of the native coin by block, and why those that are absent are not known; `null` where there was no pool to price it. */
interface NativePrices {
  readonly prices: ReadonlyMap<number, NativePoolPrice>
  readonly whyUnknown: string | null
}

/**
 * Prices the native coin at the ends of past blocks without archive state: at each block by the pool against a stablecoin that held most of the
 * native coin then and had active liquidity, the same that `fetchNativePools` finds there.
 *
 * What pools held follows from what they hold at the report's block and the coin's transfers since; where those are too many to be read, no
 * price is given rather than that of another pool. Where there is only one pool nothing has to be compared.
 *
 * Reads the pools' state at the report's block, `Transfer` logs of the wrapped native coin, and the logs of pools that were the deepest.
 */
export async function fetchNativePricesByLogs(
  client: ChainClient,
  adapter: ProtocolAdapter,
  blockNumbers: readonly number[],
  reportBlock: number,
  limits: ScanOptions = LIMITS,
): Promise<NativePrices> {
  if (blockNumbers.length === 0) return { prices: new Map(), whyUnknown: null }
  const pools = await fetchPricedNativePools(client, reportBlock)
  try {
    const ranked = await rankByBalance(client, pools, blockNumbers, reportBlock, limits)
    return { prices: await fetchPrices(client, adapter, ranked, reportBlock), whyUnknown: null }
  } catch (error) {
    if (!(error instanceof LongScanError)) throw error
    return {
      prices: new Map(),
      whyUnknown: `no feed has it, and which pool held most of it then is not known. ${error.shortMessage.replace(/\.$/, '')}`,
    }
  }
}

/** The pools at each block, the one that held most of the native coin first. */
async function rankByBalance(
  client: ChainClient,
  pools: readonly NativePool[],
  blockNumbers: readonly number[],
  reportBlock: number,
  limits: ScanOptions,
): Promise<ReadonlyMap<number, readonly NativePool[]>> {
  if (pools.length < 2) return new Map(blockNumbers.map((block) => [block, pools]))
  const native = client.config.wrappedNative.address
  const balances = await Promise.all(
    pools.map(({ pool, nativeBalance }) => {
      const now = { holder: pool, blockNumber: reportBlock, balance: nativeBalance }
      return fetchPastBalances(client, native, now, blockNumbers, limits)
    }),
  )
  return new Map(
    blockNumbers.map((block) => {
      const then = pools.map((pool, index) => ({ ...pool, nativeBalance: balances[index]?.get(block) as bigint }))
      return [block, sortByBalance(then)]
    }),
  )
}

/** At each block the price of the first pool that had one, and active liquidity. */
async function fetchPrices(
  client: ChainClient,
  adapter: ProtocolAdapter,
  ranked: ReadonlyMap<number, readonly NativePool[]>,
  reportBlock: number,
): Promise<ReadonlyMap<number, NativePoolPrice>> {
  const prices = new Map<number, NativePoolPrice>()
  let open = [...ranked].filter(([, pools]) => pools.length > 0)
  while (open.length > 0) {
    const states = await fetchFirstStates(client, adapter, open, reportBlock)
    open = open.flatMap(([block, pools], index): typeof open => {
      const [first, ...others] = pools as readonly [NativePool, ...NativePool[]]
      const state = states[index]
      if (state === undefined || state.liquidity === 0n) return others.length === 0 ? [] : [[block, others]]
      prices.set(block, computeNativePrice(client.config, first, state.sqrtPriceX96))
      return []
    })
  }
  return prices
}

/** The state of the first pool of each block, those of one pool read together; `undefined` where it had no price. */
async function fetchFirstStates(
  client: ChainClient,
  adapter: ProtocolAdapter,
  open: readonly (readonly [number, readonly NativePool[]])[],
  reportBlock: number,
): Promise<readonly (PoolState | undefined)[]> {
  const addresses = [...new Set(open.flatMap(([, [first]]) => first?.pool ?? []))]
  const read = await Promise.all(
    addresses.map(async (address) => {
      const blocks = open.flatMap(([block, [first]]) => (first?.pool === address ? [block] : []))
      const pool = await adapter.pool(client, address, reportBlock)
      return [address, pool === null ? new Map() : await adapter.statesFromLogs(client, pool, blocks)] as const
    }),
  )
  const statesOf = new Map<string, ReadonlyMap<number, PoolState>>(read)
  return open.map(([block, [first]]) => statesOf.get(first?.pool ?? '')?.get(block))
}
