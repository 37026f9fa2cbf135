import type { ChainClient, LogFilter, RawLog } from '../../chain/chainClient'
import { scanLogs } from '../../chain/scanLogs'
import { scanTogether } from '../../chain/scanTogether'
import type { TogetherOptions } from '../../chain/scanTogether'
import type { ScanOptions } from '../../chain/logScan'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Address, BlockRange, Hex } from '../../domain/primitives'
import { isSameAddress } from '../../domain/primitives'
import { compareLogs } from './compareLogs'
import { decodePositionManagerLog } from './decodePositionManagerLog'
import { decodeStakerLog } from './decodeStakerLog'
import { positionManagerTopics, stakerTopics } from './eventTopics'
import { formatAddressTopic } from './logWords'

/** The NFTs that logs connect with an owner. */
export interface OwnedTokens {
  /** Every NFT that the owner ever held, or had in a farm; in the order in which they came. */
  readonly everOwned: ReadonlySet<bigint>
  /** Those that the owner's own address holds at the end of the range, according to the logs. */
  readonly held: ReadonlySet<bigint>
  /** Transactions that minted an NFT to the owner. */
  readonly mints: ReadonlyMap<bigint, Hex>
  /** Those that the owner burned. */
  readonly burned: ReadonlySet<bigint>
}

/** What names the owner of NFTs: transfers to and from the owner, and deposits in the known farms. */
export interface OwnerLogs {
  readonly transfers: readonly RawLog[]
  /** Deposits that came to the owner inside of a farm, or that were the owner's until they left it or went to somebody else. */
  readonly deposits: readonly RawLog[]
  /** NFTs in farms that are the owner's now, where state tells of them. */
  readonly farmed: readonly bigint[]
}

export interface OwnerLogOptions extends ScanOptions {
  /** The owner's NFTs in farms at the end of the range, where they are known; `null` where logs have to tell. @default null */
  readonly farmed?: readonly bigint[] | null
}

/**
 * Reads the logs that connect an owner with NFTs: transfers, and what somebody else's deposit in a farm brought them. Of those deposits, where
 * it is known which are still there, the logs of the others' end are read: they name the owner where a transfer names who receives.
 *
 * Reads logs, three scans side by side.
 *
 * @throws LongScanError as `options` say.
 */
export async function scanOwnerLogs(
  client: ChainClient,
  { positionManager, stakers }: Pick<UniswapV3Deployment, 'positionManager' | 'stakers'>,
  owner: Address,
  range: BlockRange,
  { farmed = null, ...options }: OwnerLogOptions = {},
): Promise<OwnerLogs> {
  const ownerTopic = formatAddressTopic(owner)
  const { transfer } = positionManagerTopics
  const scan = (address: Address | readonly Address[], topics: readonly (Hex | null)[], what: string) =>
    scanLogs(client, { address, topics, what }, range, options)
  const [incoming, outgoing, deposits] = await Promise.all([
    scan(positionManager, [transfer, null, ownerTopic], 'positions that came to this address'),
    scan(positionManager, [transfer, ownerTopic], 'positions that left this address'),
    stakers.length === 0
      ? []
      : scan(
          stakers,
          [stakerTopics.depositTransferred, null, ...(farmed === null ? [null] : []), ownerTopic],
          'positions in farms',
        ),
  ])
  return { transfers: [...incoming, ...outgoing], deposits, farmed: farmed ?? [] }
}

/**
 * Reads at once what `scanOwnerLogs` with known NFTs in farms asks for, and the owner's approvals, as `scanTogether`: what came to the owner,
 * and what the owner sent and approved.
 *
 * @param along tokens whose approvals will be asked for: what the owner sent of them comes along. Pools of which the farms' incentives will be:
 * these name a pool where a transfer names who receives.
 */
export async function scanOwnerTogether(
  client: ChainClient,
  { positionManager, stakers }: Pick<UniswapV3Deployment, 'positionManager' | 'stakers'>,
  owner: Address,
  { tokens, pools }: { readonly tokens: readonly Address[]; readonly pools: readonly Address[] },
  range: BlockRange,
  options: TogetherOptions,
): Promise<void> {
  const ownerTopic = formatAddressTopic(owner)
  const { transfer, approval, approvalForAll } = positionManagerTopics
  const { depositTransferred, incentiveCreated } = stakerTopics
  const sent = [[transfer, approval, approvalForAll], ownerTopic]
  const came = [[transfer, depositTransferred, incentiveCreated], null, [ownerTopic, ...pools.map(formatAddressTopic)]]
  const scan = (address: readonly Address[], topics: LogFilter['topics'], what: string) =>
    scanTogether(client, { address, topics, what }, range, options)
  const scanSent = async () => {
    const isRead = await scan([positionManager, ...tokens], sent, 'what left this address, and its approvals')
    if (!isRead && tokens.length > 0) await scan([positionManager], sent, 'positions that left this address')
  }
  await Promise.all([scan([positionManager, ...stakers], came, 'positions that came to this address'), scanSent()])
}

/** Computes what transfers and farm deposits say of an owner's NFTs. Pure; the order of the logs does not matter. */
export function computeOwnedTokens(owner: Address, { transfers, deposits, farmed }: OwnerLogs): OwnedTokens {
  const everOwned = new Set<bigint>()
  const held = new Set<bigint>()
  const mints = new Map<bigint, Hex>()
  const burned = new Set<bigint>()
  for (const log of [...transfers].sort(compareLogs)) {
    const event = decodePositionManagerLog(log)
    if (event?.type !== 'transfer') continue
    const { tokenId, from, to } = event
    everOwned.add(tokenId)
    if (isSameAddress(to, owner)) held.add(tokenId)
    else held.delete(tokenId)
    if (BigInt(from) === 0n) mints.set(tokenId, log.transactionHash)
    if (BigInt(to) === 0n) burned.add(tokenId)
  }
  for (const log of deposits) {
    const event = decodeStakerLog(log)
    if (event?.type === 'depositTransferred') everOwned.add(event.tokenId)
  }
  for (const tokenId of farmed) everOwned.add(tokenId)
  return { everOwned, held, mints, burned }
}
