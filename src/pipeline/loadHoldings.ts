import type { ChainClient } from '../chain/chainClient'
import { isSameAddress } from '../domain/primitives'
import type { ReportHolding } from '../domain/report'
import type { Held, ProtocolAdapter } from '../protocols/adapter'
import { formatReportHolding } from '../report/formatReportHolding'

/** Reads what held positions are worth in their pools' tokens at the end of a block, pool by pool. */
export async function loadHoldings(
  client: ChainClient,
  adapter: ProtocolAdapter,
  { pools, positions }: Held,
  blockNumber: number,
): Promise<readonly ReportHolding[]> {
  const wanted = positions.filter(({ pool }) => pools.some(({ address }) => isSameAddress(address, pool)))
  const [liquidity, states] = await Promise.all([
    adapter.search.liquidityOf(client, wanted, blockNumber),
    Promise.all(pools.map((pool) => adapter.poolState(client, pool, blockNumber))),
  ])
  const held = wanted.flatMap((position, index) => {
    const own = liquidity[index]
    return own === undefined ? [] : [{ position, liquidity: own }]
  })
  return pools.flatMap((pool, index) => {
    const state = states[index]
    const own = held.filter(({ position }) => isSameAddress(position.pool, pool.address))
    return state === undefined ? [] : [formatReportHolding({ pool, state, positions: own })]
  })
}
