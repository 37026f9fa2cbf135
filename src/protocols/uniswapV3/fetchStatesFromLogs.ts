import type { ChainClient } from '../../chain/chainClient'
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
  let standing: PriceLog | null = null
  const known = ascending.flatMap((blockNumber, index): readonly (readonly [number, PriceLog])[] => {
    standing = found[index] ?? standing
    return standing === null ? [] : [[blockNumber, standing]]
  })
  const states = known.map(async ([blockNumber, last]): Promise<readonly [number, PoolState]> => {
    const { sqrtPriceX96, tick } = last.event
    const liquidity = await fetchLiquidity(client, pool, last, blockNumber)
    return [blockNumber, { blockNumber, sqrtPriceX96, tick, liquidity }]
  })
  return new Map(await Promise.all(states))
}

/** The active liquidity at the end of a block before which the price last moved with `last`. */
async function fetchLiquidity(client: ChainClient, pool: Pool, last: PriceLog, toBlock: number): Promise<bigint> {
  const { log, event } = last
  const swap = decodePoolFeeLog(log)
  // A pool begins with none.
  let liquidity = swap?.type === 'swap' ? swap.liquidity : 0n
  const filter = {
    address: pool.address,
    topics: [[poolTopics.mint, poolTopics.burn]],
    what: 'deposits and withdrawals',
  }
  for (const change of await scanLogs(client, filter, { fromBlock: log.blockNumber, toBlock })) {
    if (compareLogs(change, log) < 0) continue
    const position = decodePoolPositionLog(change)
    if (position === null || position.type === 'collect') {
      throw new InconsistentDataError('A log of the pool cannot be read.', { details: pool.address })
    }
    if (event.tick < position.tickLower || event.tick >= position.tickUpper) continue
    liquidity += position.type === 'mint' ? position.liquidity : -position.liquidity
  }
  return liquidity
}
