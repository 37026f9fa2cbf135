import type { ChainClient } from '../chain/chainClient'
import { countScanRequests } from '../chain/scanLogs'
import type { Pool } from '../domain/pool'
import { LongScanError } from '../errors'
import type { Holders, ProtocolAdapter } from '../protocols/adapter'

/** A pool's whole life is read where it fits into this many requests; else its owners are searched for. */
const FEW_REQUESTS = 24

/**
 * Starts to read a pool's whole life; `null` where it is too long. A visit that has asked for nothing yet learns only on its way how few
 * blocks the endpoint gives at a time: then the reading ends with `null` too.
 *
 * Until somebody waits for it, a failure is not unhandled.
 */
export function startHolders(
  client: ChainClient,
  adapter: ProtocolAdapter,
  pool: Pool,
  reportBlock: number,
): Promise<Holders | null> {
  const life = { fromBlock: adapter.search.firstBlock(reportBlock), toBlock: reportBlock }
  if (countScanRequests(client, life) > FEW_REQUESTS) return Promise.resolve(null)
  const range = { fromBlock: 0, toBlock: reportBlock }
  const reading = adapter.holders(client, pool, range, { fewRequests: FEW_REQUESTS }).catch((error: unknown) => {
    if (error instanceof LongScanError) return null
    throw error
  })
  reading.catch(() => undefined)
  return reading
}
