import type { ChainClient } from '../../chain/chainClient'
import { fetchIsContract } from '../../chain/fetchIsContract'
import { scanLogs } from '../../chain/scanLogs'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { PositionHistory } from '../../domain/ledger'
import type { Pool } from '../../domain/pool'
import type { Position } from '../../domain/position'
import type { Address, BlockRange } from '../../domain/primitives'
import { isSameAddress } from '../../domain/primitives'
import { computeScanStart } from './computeScanStart'
import { createDirectPosition } from './createPosition'
import { decodePoolPositionLog } from './decodePoolLog'
import { decodePositionManagerLog } from './decodePositionManagerLog'
import { decodeStakerLog } from './decodeStakerLog'
import { poolTopics, positionManagerTopics, stakerTopics } from './eventTopics'
import { fetchPositionsOfPool } from './fetchPositionsOfPool'
import { fetchHistories } from './history'
import { formatAddressTopic } from './logWords'

/**
 * Reads the whole lives, up to `toBlock`, of all positions of a pool that some owners had before `block`, also those that were given away or
 * burned.
 *
 * Reads what came to the owners before that block and what left their deposits in the known farms, in one scan; contracts' deposits in the
 * pool itself; then as `fetchHistories`, where there was anything.
 *
 * @throws as `fetchHistories`.
 */
export async function fetchEarlierLives(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  pool: Pool,
  owners: readonly Address[],
  { block, toBlock }: { readonly block: number; readonly toBlock: number },
): Promise<readonly PositionHistory[]> {
  const fromBlock = computeScanStart(deployment, toBlock)
  const before = { fromBlock, toBlock: block - 1 }
  // A contract stays one, and an old block's state need not be there.
  const areContracts = fetchIsContract(client, owners, toBlock)
  const [tokenIds, direct] = await Promise.all([
    scanTokensOf(client, deployment, owners, before),
    areContracts.then((isContract) =>
      scanDirectOf(
        client,
        pool,
        owners.filter((owner) => isContract.get(owner.toLowerCase() as Address) === true),
        before,
      ),
    ),
  ])
  const life = { fromBlock, toBlock }
  const nfts = await fetchPositionsOfPool(client, deployment, pool, tokenIds, life)
  return await fetchHistories(client, deployment, [...nfts, ...direct], life)
}

/** What contracts deposited in the pool itself; nobody else can. */
async function scanDirectOf(
  client: ChainClient,
  pool: Pool,
  contracts: readonly Address[],
  range: BlockRange,
): Promise<readonly Position[]> {
  if (contracts.length === 0) return []
  const topics = [poolTopics.mint, contracts.map(formatAddressTopic)]
  const logs = await scanLogs(client, { address: pool.address, topics, what: 'earlier deposits of contracts' }, range)
  const positions = logs.flatMap((log): readonly Position[] => {
    const event = decodePoolPositionLog(log)
    if (event === null) return []
    const { owner: poolOwner, tickLower, tickUpper } = event
    return [createDirectPosition({ pool: pool.address, poolOwner, tickLower, tickUpper })]
  })
  return [...new Map(positions.map((position) => [position.id, position])).values()]
}

/** A deposit that was an owner's names them, when it leaves them, where a transfer names who receives: one filter finds both. */
async function scanTokensOf(
  client: ChainClient,
  { positionManager, stakers }: Pick<UniswapV3Deployment, 'positionManager' | 'stakers'>,
  owners: readonly Address[],
  range: BlockRange,
): Promise<readonly bigint[]> {
  const events = [positionManagerTopics.transfer, stakerTopics.depositTransferred]
  const topics = [events, null, owners.map(formatAddressTopic)]
  const filter = { address: [positionManager, ...stakers], topics, what: 'earlier positions of owners' }
  const logs = await scanLogs(client, filter, range)
  const tokenIds = logs.flatMap((log) => {
    const event = isSameAddress(log.address, positionManager) ? decodePositionManagerLog(log) : decodeStakerLog(log)
    return event?.type === 'transfer' || event?.type === 'depositTransferred' ? [event.tokenId] : []
  })
  return [...new Set(tokenIds)]
}
