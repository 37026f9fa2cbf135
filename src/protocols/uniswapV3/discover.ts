import type { ChainClient } from '../../chain/chainClient'
import { contractCall } from '../../chain/contractCall'
import { fetchContracts } from '../../chain/fetchContracts'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Missing } from '../../domain/coverage'
import type { PositionHistory } from '../../domain/ledger'
import type { Pool } from '../../domain/pool'
import type { Position } from '../../domain/position'
import type { Address, BlockRange } from '../../domain/primitives'
import { isSameAddress } from '../../domain/primitives'
import type { Discovered } from '../adapter'
import { positionManagerAbi } from './abi'
import { computeScanStart } from './computeScanStart'
import { createUnplacedPosition } from './createPosition'
import { discoverDirect } from './discoverDirect'
import { fetchCallGroups } from './fetchCallGroups'
import { fetchBurnedPositions, fetchLivePositions } from './fetchNftPositions'
import type { NftPositions } from './fetchNftPositions'
import { fetchPoolsByAddress, fetchPoolsByKey } from './fetchPools'
import { fetchHistories } from './history'
import { scanOwnedTokens } from './scanOwnedTokens'
import type { OwnedTokens } from './scanOwnedTokens'

/** An address with more is no person's wallet, and reading it all would take hours on a public endpoint. */
const MAX_POSITIONS = 10_000

/**
 * Finds every position that `owner` holds or held up to `blockNumber`: open, emptied, closed, burned, staked, transferred in or out,
 * and what a contract holds in pools without an NFT.
 *
 * What the logs say the owner holds is compared with the position manager's own index; positions that only one of the two knows
 * are said in `missing`.
 *
 * Reads logs and the balance side by side; then the index and `positions` in one multicall, and receipts of mints for burned NFTs; then
 * the pools' and tokens' facts. The positions' own logs are read meanwhile, as by `fetchHistories`.
 */
export async function discover(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  owner: Address,
  blockNumber: number,
): Promise<Discovered> {
  const range = { fromBlock: computeScanStart(deployment, blockNumber), toBlock: blockNumber }
  // Every mint and burn names the zero address: it owns nothing.
  if (BigInt(owner) === 0n) return { pools: [], positions: [], histories: [], scanned: range, missing: [] }
  const [owned, balance, direct] = await Promise.all([
    scanOwnedTokens(client, deployment, owner, range),
    fetchBalance(client, deployment, owner, blockNumber),
    discoverDirect(client, owner, range),
  ])
  const { tokenIds, missing: cut } = cutTokens(owned)
  const liveIds = tokenIds.filter((tokenId) => !owned.burned.has(tokenId))
  const burnedIds = tokenIds.filter((tokenId) => owned.burned.has(tokenId))
  const lives = startHistories(client, deployment, tokenIds, direct.positions, range)
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

/** Logs of positions are found by their ids alone: reading them need not wait until it is known which pools they are in. */
function startHistories(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  tokenIds: readonly bigint[],
  direct: readonly Position[],
  range: BlockRange,
): Promise<readonly PositionHistory[]> {
  const nfts = tokenIds.map((tokenId) => createUnplacedPosition(deployment, String(tokenId)))
  const lives = fetchHistories(client, deployment, [...nfts, ...direct], range)
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

/** How many NFTs the owner holds; `null` when the position manager does not answer. */
async function fetchBalance(
  client: ChainClient,
  { positionManager }: UniswapV3Deployment,
  owner: Address,
  blockNumber: number,
): Promise<number | null> {
  const call = contractCall(positionManagerAbi, positionManager, 'balanceOf', [owner])
  const [balance] = await fetchContracts(client, [call], blockNumber)
  return balance.ok ? Number(balance.value) : null
}

/** The owner's NFTs as the position manager's own index lists them. */
async function fetchIndex(
  client: ChainClient,
  { positionManager }: UniswapV3Deployment,
  owner: Address,
  balance: number | null,
  blockNumber: number,
): Promise<readonly bigint[]> {
  const count = Math.min(balance ?? 0, MAX_POSITIONS)
  const answers = await fetchCallGroups(
    client,
    Array.from({ length: count }, (_, index) => BigInt(index)),
    (index) => [contractCall(positionManagerAbi, positionManager, 'tokenOfOwnerByIndex', [owner, index])],
    blockNumber,
  )
  return answers.flatMap(([answer]) => (answer.ok ? [answer.value] : []))
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

/** Compares what the logs and the position manager's index say that the owner holds. */
function reconcile(
  { positionManager }: UniswapV3Deployment,
  { held, everOwned }: OwnedTokens,
  balance: number | null,
  index: readonly bigint[],
): readonly Missing[] {
  if (balance === null) {
    // Nobody can have held a position where there is no position manager.
    if (everOwned.size === 0) return []
    const why = `The position manager ${positionManager} does not answer, so the logs could not be checked against it.`
    return [{ what: 'Proof that all positions were found', why }]
  }
  const indexed = new Set(index)
  const unlogged = index.filter((tokenId) => !held.has(tokenId))
  const unindexed = balance > MAX_POSITIONS ? [] : [...held].filter((tokenId) => !indexed.has(tokenId))
  const missing: Missing[] = []
  if (unlogged.length > 0) {
    const why = 'The position manager says that this address holds them, but the endpoint gave no log of how they came.'
    missing.push({ what: `History of positions ${unlogged.join(', ')}`, why })
  }
  if (unindexed.length > 0) {
    const why =
      'The logs say that this address holds them, the position manager says that it does not: logs are missing.'
    missing.push({ what: `History of positions ${unindexed.join(', ')}`, why })
  }
  if (missing.length === 0 && balance !== held.size && balance <= MAX_POSITIONS) {
    const why = `The position manager says that this address holds ${balance}, the logs say ${held.size}.`
    missing.push({ what: 'Some positions', why })
  }
  return missing
}

/** Reads the facts of the pools, and leaves out positions in anything that is no pool of this deployment. */
async function placeInPools(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  blockNumber: number,
  { positions, poolKeys, missing }: NftPositions,
): Promise<Pick<Discovered, 'pools' | 'positions' | 'missing'>> {
  const named = await fetchPoolsByKey(client, deployment, poolKeys, blockNumber)
  const unnamed = positions.map((position) => position.pool).filter((pool) => !named.has(pool.toLowerCase()))
  const pools = new Map([...named, ...(await fetchPoolsByAddress(client, deployment, unnamed, blockNumber))])
  const isPlaced = (position: Position) => pools.has(position.pool.toLowerCase())
  const unplaced = positions
    .filter((position) => position.kind === 'nft' && !isPlaced(position))
    .map(({ id, pool }) => ({
      what: `Position ${id}`,
      why: `Its pool ${pool} does not answer as a pool of ${deployment.name}.`,
    }))
  return {
    pools: sortPools([...pools.values()], positions),
    positions: positions.filter(isPlaced),
    missing: [...missing, ...unplaced],
  }
}

/** Pools in the order in which the owner's positions came to them. */
function sortPools(pools: readonly Pool[], positions: readonly Position[]): readonly Pool[] {
  const rank = (pool: Pool) => positions.findIndex((position) => isSameAddress(position.pool, pool.address))
  return [...pools].sort((a, b) => rank(a) - rank(b))
}
