import type { ChainClient } from '../../chain/chainClient'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Missing } from '../../domain/coverage'
import type { PositionHistory } from '../../domain/ledger'
import type { Position } from '../../domain/position'
import type { Address, BlockRange } from '../../domain/primitives'
import { LongScanError } from '../../errors'
import type { DiscoverHooks, Discovered } from '../adapter'
import { computeScanStart } from './computeScanStart'
import { createUnplacedPosition } from './createPosition'
import { computeTokenLives } from './computeTokenLives'
import type { TokenLife } from './computeTokenLives'
import { discoverDirect } from './discoverDirect'
import { discoverNewestFirst } from './discoverNewestFirst'
import { fetchFarmed } from './fetchFarmedTokens'
import { fetchBurnedPositions, fetchLivePositions } from './fetchNftPositions'
import type { NftPositions } from './fetchNftPositions'
import { fetchHistories } from './history'
import { fetchBalance, fetchIndex, MAX_POSITIONS } from './ownedIndex'
import { placeInPools } from './placeInPools'
import { reconcile } from './reconcile'
import { computeOwnedTokens, scanOwnerLogs } from './scanOwnerLogs'
import type { OwnedTokens } from './scanOwnerLogs'

/** As many requests for one scan make nobody wait: what takes more is read newest first, and shown meanwhile. */
const FEW_REQUESTS = 8

/**
 * Finds every position that `owner` holds or held up to `blockNumber`: open, emptied, closed, burned, staked, transferred in or out,
 * and what a contract holds in pools without an NFT.
 *
 * What the logs say the owner holds is compared with the position manager's own index; positions that only one of the two knows
 * are said in `missing`.
 *
 * Reads logs and the balance side by side; then the index and `positions` in one multicall, and receipts of mints for burned NFTs; then
 * the pools' and tokens' facts. The positions' own logs are read meanwhile, as by `fetchHistories`. On an endpoint that gives so few
 * blocks at a time that the first of these would take long, as `discoverNewestFirst`.
 *
 * @param hooks get what was found so far, where looking for the rest takes long.
 */
export async function discover(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  owner: Address,
  blockNumber: number,
  hooks: DiscoverHooks = {},
): Promise<Discovered> {
  const range = { fromBlock: computeScanStart(deployment, blockNumber), toBlock: blockNumber }
  // Every mint and burn names the zero address: it owns nothing.
  if (BigInt(owner) === 0n) return { pools: [], positions: [], histories: [], scanned: range, missing: [] }
  const balance = fetchBalance(client, deployment, owner, blockNumber)
  const direct = discoverDirect(client, owner, range)
  // Whoever waits for them gets the failure; until then it is not unhandled.
  for (const reading of [balance, direct]) reading.catch(() => undefined)
  const outcome = await scanIfShort(client, deployment, owner, range)
  if (outcome === null) {
    return await discoverNewestFirst(client, deployment, owner, { range, balance, direct }, hooks)
  }
  const read = { ...outcome, balance: await balance, direct: await direct }
  return await discoverAtOnce(client, deployment, owner, range, read)
}

/** The NFTs that an owner ever held, and a block at or before all their mints. */
interface ReadOwner {
  readonly owned: OwnedTokens
  readonly bornFrom: number
}

/** The NFTs that the owner ever held; `null` where the endpoint gives so few blocks at a time that it would take long. */
async function scanIfShort(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  owner: Address,
  range: BlockRange,
): Promise<ReadOwner | null> {
  const scan = async (farmed: readonly bigint[] | null): Promise<ReadOwner | null> => {
    try {
      const logs = await scanOwnerLogs(client, deployment, owner, range, { fewRequests: FEW_REQUESTS, farmed })
      const bornFrom = computeBornFrom(computeTokenLives(deployment, owner, logs))
      return { owned: computeOwnedTokens(owner, logs), bornFrom }
    } catch (error) {
      if (error instanceof LongScanError) return null
      throw error
    }
  }
  const outcome = await scan(null)
  if (outcome !== null) return outcome
  // An earlier visit that read newest first kept the logs that are enough together with the farms' state.
  const farmed = await fetchFarmed(client, deployment, owner, range.toBlock)
  return farmed === null ? null : await scan(farmed)
}

/** Ids are handed out in order: nothing of the owner's is older than the NFT with the lowest. 0 where its mint was not seen. */
function computeBornFrom(lives: ReadonlyMap<bigint, TokenLife>): number {
  const [oldest] = [...lives].sort(([a], [b]) => (a < b ? -1 : 1))
  return oldest?.[1].mintBlock ?? 0
}

async function discoverAtOnce(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  owner: Address,
  range: BlockRange,
  read: ReadOwner & {
    readonly balance: number | null
    readonly direct: Awaited<ReturnType<typeof discoverDirect>>
  },
): Promise<Discovered> {
  const { owned, bornFrom, balance, direct } = read
  const blockNumber = range.toBlock
  const { tokenIds, missing: cut } = cutTokens(owned)
  const liveIds = tokenIds.filter((tokenId) => !owned.burned.has(tokenId))
  const burnedIds = tokenIds.filter((tokenId) => owned.burned.has(tokenId))
  const lives = startHistories(client, deployment, tokenIds, direct.positions, { ...range, fromBlock: bornFrom })
  const [index, live, burned] = await Promise.all([
    fetchIndex(client, deployment, owner, balance, blockNumber),
    fetchLivePositions(client, deployment, liveIds, blockNumber),
    fetchBurnedPositions(client, deployment, burnedIds, owned.mints, range),
  ])
  const rest = await fetchRest(client, deployment, { owned, live, liveIds, index, range })
  const nfts = [live, burned, ...rest]
  const contradictions = reconcile(deployment, owned, balance, index)
  if (contradictions.length > 0) client.cache?.doubtLogs()
  const placed = await placeInPools(client, deployment, blockNumber, {
    positions: [...nfts.flatMap((part) => part.positions), ...direct.positions],
    poolKeys: nfts.flatMap((part) => part.poolKeys),
    missing: [...cut, ...direct.missing, ...nfts.flatMap((part) => part.missing), ...contradictions],
  })
  return {
    ...placed,
    histories: await completeHistories(client, deployment, placed.positions, lives, range),
    scanned: range,
  }
}

/**
 * Logs of positions are found by their ids alone: reading them need not wait until it is known which pools they are in.
 *
 * @param range from a block at or before the mints of all NFTs.
 */
function startHistories(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  tokenIds: readonly bigint[],
  direct: readonly Position[],
  range: BlockRange,
): Promise<readonly PositionHistory[]> {
  const nfts = tokenIds.map((tokenId) => createUnplacedPosition(deployment, String(tokenId)))
  const lives = fetchHistories(
    client,
    deployment,
    [...nfts, ...direct],
    range,
    direct.length === 0 ? range.fromBlock : 0,
  )
  // Whoever waits for it gets the failure; until then it is not unhandled.
  lives.catch(() => undefined)
  return lives
}

/** Puts lives and facts of positions together, and reads the lives of those that only turned up later. */
async function completeHistories(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  positions: readonly Position[],
  lives: Promise<readonly PositionHistory[]>,
  range: BlockRange,
): Promise<readonly PositionHistory[]> {
  const byId = new Map((await lives).map((history) => [history.position.id, history]))
  const late = positions.filter(({ id }) => !byId.has(id))
  const rest = late.length === 0 ? [] : await fetchHistories(client, deployment, late, range)
  for (const history of rest) byId.set(history.position.id, history)
  return positions.flatMap((position) => {
    const history = byId.get(position.id)
    return history === undefined ? [] : [{ ...history, position }]
  })
}

/** The newest NFTs of an owner who has more than can be read. */
function cutTokens({ everOwned }: OwnedTokens): { tokenIds: readonly bigint[]; missing: readonly Missing[] } {
  const tokenIds = [...everOwned]
  const excess = tokenIds.length - MAX_POSITIONS
  if (excess <= 0) return { tokenIds, missing: [] }
  const why = `This address had ${tokenIds.length} positions; the ${MAX_POSITIONS} newest are read.`
  return { tokenIds: tokenIds.slice(excess), missing: [{ what: `${excess} positions`, why }] }
}

interface RestInput {
  readonly owned: OwnedTokens
  readonly live: NftPositions
  readonly liveIds: readonly bigint[]
  readonly index: readonly bigint[]
  readonly range: BlockRange
}

/** NFTs that another owner burned later, and those that only the index knows. Most owners have neither. */
async function fetchRest(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  { owned, live, liveIds, index, range }: RestInput,
): Promise<readonly NftPositions[]> {
  const found = new Set(live.positions.map((position) => position.id))
  const gone = liveIds.filter((tokenId) => !found.has(String(tokenId)))
  const unlogged = index.filter((tokenId) => !owned.everOwned.has(tokenId))
  return await Promise.all([
    fetchBurnedPositions(client, deployment, gone, owned.mints, range),
    fetchLivePositions(client, deployment, unlogged, range.toBlock),
  ])
}
