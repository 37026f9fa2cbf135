import type { ChainClient, RawLog } from '../../chain/chainClient'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { PositionHistory } from '../../domain/ledger'
import type { Position } from '../../domain/position'
import type { BlockRange } from '../../domain/primitives'
import { isSameAddress } from '../../domain/primitives'
import { computeHistories } from './computeHistories'
import { computeScanStart } from './computeScanStart'
import { decodePositionManagerLog } from './decodePositionManagerLog'
import { fetchEventRefs } from './fetchEventRefs'
import { scanFarms } from './scanFarms'
import type { FarmLogs } from './scanFarms'
import { scanPositionLogs } from './scanPositionLogs'

/**
 * Reads the whole life of each position up to `range.toBlock`, in the order of `positions`.
 * A life has no other beginning than its mint, so that `range.fromBlock` is not looked at.
 *
 * @param bornFrom a block that is known to be at or before all their mints: nothing before it is read.
 *
 * Reads logs, three scans side by side; the known farms' logs where a position was in one; blocks where logs carry no time.
 *
 * @throws InconsistentDataError when a log of a position cannot be read.
 */
export async function fetchHistories(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  positions: readonly Position[],
  range: BlockRange,
  bornFrom = 0,
): Promise<readonly PositionHistory[]> {
  const whole = { fromBlock: computeScanStart(deployment, range.toBlock), toBlock: range.toBlock }
  const life = { ...whole, fromBlock: Math.max(bornFrom, whole.fromBlock) }
  const logs = await scanPositionLogs(client, deployment, positions, life)
  // What farms paid is told apart by all that the same owners had in them, earlier positions too.
  const farmLogs = await scanFarmsOf(client, deployment, logs.nftTransfers, whole)
  const refOf = await fetchEventRefs(client, [
    ...logs.nftLiquidity,
    ...logs.nftTransfers,
    ...logs.direct,
    ...farmLogs.deposits.map((deposit) => deposit.log),
    ...farmLogs.stakes.map((stake) => stake.log),
    ...farmLogs.claims.map((claim) => claim.log),
  ])
  return computeHistories({ positions, logs, farmLogs, farms: deployment.stakers, refOf })
}

/** Nothing is asked of farms when no position was ever in one. */
async function scanFarmsOf(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  nftTransfers: readonly RawLog[],
  range: BlockRange,
): Promise<FarmLogs> {
  const intoFarms = nftTransfers.flatMap((log) => {
    const event = decodePositionManagerLog(log)
    if (event?.type !== 'transfer') return []
    return deployment.stakers.some((farm) => isSameAddress(farm, event.to)) ? [event] : []
  })
  if (intoFarms.length === 0) return { deposits: [], stakes: [], incentives: new Map(), claims: [] }
  const tokenIds = [...new Set(intoFarms.map((event) => event.tokenId))]
  const senders = [...new Set(intoFarms.map((event) => event.from))].filter((sender) => BigInt(sender) !== 0n)
  return await scanFarms(client, deployment, tokenIds, senders, range)
}
