import type { ChainClient } from '../../chain/chainClient'
import { countScanRequests, scanLogs } from '../../chain/scanLogs'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Pool } from '../../domain/pool'
import type { Address, BlockRange } from '../../domain/primitives'
import type { FarmedLives } from '../adapter'
import { computeScanStart } from './computeScanStart'
import { decodeStakerLog } from './decodeStakerLog'
import { stakerTopics } from './eventTopics'
import { fetchFarmCreditors } from './fetchFarmCreditors'
import { fetchFarmPayees } from './fetchFarmPayees'
import { fetchPoolIncentives } from './fetchPoolIncentives'
import { fetchPositionsOfPool } from './fetchPositionsOfPool'
import { fetchHistories } from './history'
import { formatAddressTopic } from './logWords'
import { scanFarmsTogether } from './scanFarms'

/**
 * Reads the whole lives of all positions of a pool that some owners ever had in a known farm, of those owners only whom a farm paid in `range`
 * or still owes something at its end. What a farm keeps for an owner outlasts the stake, and the position too.
 *
 * Reads the farms' incentives for the pool; what they paid in `range` and one multicall where there are any; the farms' logs and the lives
 * where one of the owners was paid or is owed something, and a scan takes no more than `fewRequests`.
 *
 * @throws as `fetchHistories`; ContractRevertedError when a farm does not answer.
 */
export async function fetchFarmedLives(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  pool: Pool,
  owners: readonly Address[],
  { range, fewRequests = Infinity }: { readonly range: BlockRange; readonly fewRequests?: number | undefined },
): Promise<FarmedLives> {
  const findInvolved = async (): Promise<InvolvedOwners> => {
    const incentives = await fetchPoolIncentives(client, deployment, pool, range.toBlock)
    if (incentives?.length === 0) return { payees: [], creditors: [], isKnown: true }
    const [paid, owed] = await Promise.all([
      fetchFarmPayees(client, deployment, range),
      fetchFarmCreditors(client, incentives ?? [], owners, range.toBlock),
    ])
    return {
      payees: owners.filter((owner) => paid.has(owner.toLowerCase())),
      creditors: owners.filter((owner) => owed.has(owner.toLowerCase())),
      isKnown: incentives !== null,
    }
  }
  const first = await findInvolved()
  const unread = listOwners(first)
  if (unread.length === 0) return { histories: [], unread: [], unreadPayees: [], isKnown: first.isKnown }

  const life = { fromBlock: computeScanStart(deployment, range.toBlock), toBlock: range.toBlock }
  if (countScanRequests(client, life) > fewRequests) {
    return { histories: [], unread, unreadPayees: first.payees, isKnown: first.isKnown }
  }
  await scanFarmsTogether(client, deployment, life)
  // What was read now can tell of the incentives too.
  const involved = first.isKnown ? first : await findInvolved()
  const deposits = await scanDeposits(client, deployment, listOwners(involved), life)
  const tokenIds = [...new Set(deposits.map(({ tokenId }) => tokenId))]
  const positions = await fetchPositionsOfPool(client, deployment, pool, tokenIds, life)
  const depositors = new Set(deposits.map(({ to }) => to.toLowerCase()))
  return {
    histories: await fetchHistories(client, deployment, positions, life),
    unread: [],
    unreadPayees: [],
    // Whoever is owed something had a position in the farm: logs that name none are not all.
    isKnown: involved.isKnown && involved.creditors.every((owner) => depositors.has(owner.toLowerCase())),
  }
}

/** Owners whom a farm paid, and those whom one owes something. */
interface InvolvedOwners {
  readonly payees: readonly Address[]
  readonly creditors: readonly Address[]
  /** `false` where it can owe more of them something. */
  readonly isKnown: boolean
}

function listOwners({ payees, creditors }: InvolvedOwners): readonly Address[] {
  return [...new Set([...payees, ...creditors])]
}

/** Every deposit that came to some owners: their own, and those that somebody else gave them inside of a farm. */
async function scanDeposits(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  owners: readonly Address[],
  range: BlockRange,
): Promise<readonly { readonly tokenId: bigint; readonly to: Address }[]> {
  const topics = [stakerTopics.depositTransferred, null, null, owners.map(formatAddressTopic)]
  const logs = await scanLogs(client, { address: deployment.stakers, topics, what: 'deposits in farms' }, range)
  return logs.flatMap((log) => {
    const event = decodeStakerLog(log)
    return event?.type === 'depositTransferred' ? [event] : []
  })
}
