import type { ChainClient } from '../../chain/chainClient'
import { memoised } from '../../chain/memoised'
import { scanLogs } from '../../chain/scanLogs'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { BlockRange } from '../../domain/primitives'
import { decodeStakerLog } from './decodeStakerLog'
import { stakerTopics } from './eventTopics'

/**
 * Finds whom the known farms paid rewards in some blocks, in lower case.
 *
 * Reads the farms' logs of these blocks once, whoever asks; nothing where there is no farm.
 */
export async function fetchFarmPayees(
  client: ChainClient,
  { stakers }: Pick<UniswapV3Deployment, 'stakers'>,
  range: BlockRange,
): Promise<ReadonlySet<string>> {
  if (stakers.length === 0) return new Set()
  const filter = { address: stakers, topics: [stakerTopics.rewardClaimed], what: 'rewards that farms paid' }
  const logs = await memoised(client, 'fetchFarmPayees', JSON.stringify([stakers, range]), () =>
    scanLogs(client, filter, range),
  )
  return new Set(
    logs.flatMap((log) => {
      const event = decodeStakerLog(log)
      return event?.type === 'rewardClaimed' ? [event.to.toLowerCase()] : []
    }),
  )
}
