import type { ChainClient, RawLog } from '../../chain/chainClient'
import { scanLogs } from '../../chain/scanLogs'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Pool, PoolState } from '../../domain/pool'
import { InconsistentDataError } from '../../errors'
import { compareLogs } from './compareLogs'
import { computeScanStart } from './computeScanStart'
import { decodePoolFeeLog, decodePoolPositionLog } from './decodePoolLog'
import { poolTopics } from './eventTopics'
import { scanLastPriceLog } from './fetchLastPriceLog'

type PriceLog = NonNullable<Awaited<ReturnType<typeof scanLastPriceLog>>>

/**
 * Reads the pool's price, tick and active liquidity at the end of each block, from its last `Swap` or `Initialize` at or before it and the
 * liquidity that came and went since: for nodes without archive state. A block before `Initialize` is absent from the result.
 *
 * Reads logs backwards from each block, side by side, and never further back than the next lower block that was asked for.
 */
export async function fetchStatesFromLogs(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  pool: Pool,
  blockNumbers: readonly number[],
): Promise<ReadonlyMap<number, PoolState>> {
  const ascending = [...new Set(blockNumbers)].sort((a, b) => a - b)
  const found = await Promise.all(
    ascending.map((toBlock, index) => {
      const previous = ascending[index - 1]
      const fromBlock = previous === undefined ? computeScanStart(deployment, toBlock) : previous + 1
      return scanLastPriceLog(client, pool, { fromBlock, toBlock })
    }),
  )
  const blocksOf = new Map<PriceLog, number[]>()
  let standing: PriceLog | null = null
  ascending.forEach((blockNumber, index) => {
    standing = found[index] ?? standing
    if (standing !== null) blocksOf.set(standing, [...(blocksOf.get(standing) ?? []), blockNumber])
  })
  const states = await Promise.all([...blocksOf].map(([last, blocks]) => fetchStatesSince(client, pool, last, blocks)))
  return new Map(states.flat().map((state) => [state.blockNumber, state]))
}

/** The states at the ends of blocks before which the price last moved with `last`. @param blockNumbers in ascending order. */
async function fetchStatesSince(
  client: ChainClient,
  pool: Pool,
  { log, event }: PriceLog,
  blockNumbers: readonly number[],
): Promise<readonly PoolState[]> {
  const filter = {
    address: pool.address,
    topics: [[poolTopics.mint, poolTopics.burn]],
    what: 'deposits and withdrawals',
  }
  const range = { fromBlock: log.blockNumber, toBlock: Math.max(...blockNumbers) }
  const changes = (await scanLogs(client, filter, range)).filter((change) => compareLogs(change, log) > 0)
  const swap = decodePoolFeeLog(log)
  // A pool begins with none.
  let liquidity = swap?.type === 'swap' ? swap.liquidity : 0n
  let next = 0
  return blockNumbers.map((blockNumber) => {
    for (; (changes[next]?.blockNumber ?? Infinity) <= blockNumber; next++) {
      liquidity += readActiveChange(pool, changes[next] as RawLog, event.tick)
    }
    return { blockNumber, sqrtPriceX96: event.sqrtPriceX96, tick: event.tick, liquidity }
  })
}

/** What a `Mint` or `Burn` did to the liquidity that is active at a tick. */
function readActiveChange({ address }: Pool, log: RawLog, tick: number): bigint {
  const change = decodePoolPositionLog(log)
  if (change === null || change.type === 'collect') {
    throw new InconsistentDataError('A log of the pool cannot be read.', { details: address })
  }
  if (tick < change.tickLower || tick >= change.tickUpper) return 0n
  return change.type === 'mint' ? change.liquidity : -change.liquidity
}
