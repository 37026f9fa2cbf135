import type { ChainClient, RawLog } from '../../chain/chainClient'
import { scanLogs } from '../../chain/scanLogs'
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
  readonly deposits: readonly RawLog[]
}

/**
 * Reads the logs that connect an owner with NFTs: transfers, and what somebody else's deposit in a farm brought them.
 *
 * Reads logs, three scans side by side.
 *
 * @throws LongScanError as `options` say.
 */
export async function scanOwnerLogs(
  client: ChainClient,
  { positionManager, stakers }: UniswapV3Deployment,
  owner: Address,
  range: BlockRange,
  options: ScanOptions = {},
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
      : scan(stakers, [stakerTopics.depositTransferred, null, null, ownerTopic], 'positions in farms'),
  ])
  return { transfers: [...incoming, ...outgoing], deposits }
}

/** Computes what transfers and farm deposits say of an owner's NFTs. Pure; the order of the logs does not matter. */
export function computeOwnedTokens(owner: Address, { transfers, deposits }: OwnerLogs): OwnedTokens {
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
  return { everOwned, held, mints, burned }
}
