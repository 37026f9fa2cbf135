import type { ChainClient } from '../../chain/chainClient'
import { memoised } from '../../chain/memoised'
import { scanLogs } from '../../chain/scanLogs'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Pool } from '../../domain/pool'
import type { Address } from '../../domain/primitives'
import { LongScanError } from '../../errors'
import { computeScanStart } from './computeScanStart'
import { decodeStakerLog } from './decodeStakerLog'
import { stakerTopics } from './eventTopics'
import { formatAddressTopic } from './logWords'

/** As many requests make nobody wait. */
const FEW_REQUESTS = 8

/** A farm that promised a token to positions of a pool. */
export interface PoolIncentive {
  readonly farm: Address
  readonly rewardToken: Address
}

/**
 * Finds which known farms ever promised which tokens to positions of a pool, up to the end of a block; each pair once.
 *
 * Reads the farms' incentives for this pool, once; none of what was read for something else.
 *
 * @returns `null` where the endpoint gives so few blocks at a time that it would take long, and they were not read along with something else.
 */
export async function fetchPoolIncentives(
  client: ChainClient,
  deployment: Pick<UniswapV3Deployment, 'stakers' | 'startBlock'>,
  pool: Pick<Pool, 'address'>,
  blockNumber: number,
): Promise<readonly PoolIncentive[] | null> {
  const { stakers } = deployment
  if (stakers.length === 0) return []
  const range = { fromBlock: computeScanStart(deployment, blockNumber), toBlock: blockNumber }
  const topics = [stakerTopics.incentiveCreated, null, formatAddressTopic(pool.address)]
  const filter = { address: stakers, topics, what: 'incentives of farms' }
  const key = JSON.stringify([stakers, pool.address.toLowerCase(), range])
  try {
    return await memoised(client, 'fetchPoolIncentives', key, async () => {
      const logs = await scanLogs(client, filter, range, { fewRequests: FEW_REQUESTS })
      const incentives = logs.flatMap((log): readonly PoolIncentive[] => {
        const event = decodeStakerLog(log)
        return event?.type === 'incentiveCreated' ? [{ farm: log.address, rewardToken: event.key.rewardToken }] : []
      })
      const byPair = new Map(incentives.map((one) => [`${one.farm} ${one.rewardToken}`.toLowerCase(), one]))
      return [...byPair.values()]
    })
  } catch (error) {
    if (error instanceof LongScanError) return null
    throw error
  }
}
