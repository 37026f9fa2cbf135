import type { ChainClient } from '../../chain/chainClient'
import { contractCall } from '../../chain/contractCall'
import { fetchReceipts } from '../../chain/fetchReceipts'
import { scanLogs } from '../../chain/scanLogs'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Missing } from '../../domain/coverage'
import type { Position } from '../../domain/position'
import type { Address, BlockRange, Hex } from '../../domain/primitives'
import { positionManagerAbi } from './abi'
import { computePoolAddress } from './computePoolAddress'
import type { PoolKey } from './computePoolAddress'
import { createNftPosition } from './createPosition'
import { decodePositionManagerLog } from './decodePositionManagerLog'
import { positionManagerTopics } from './eventTopics'
import { fetchCallGroups } from './fetchCallGroups'
import { findMintedPosition } from './findMintedPosition'
import { formatAddressTopic, formatUintTopic } from './logWords'

export interface NftPositions {
  readonly positions: readonly Position[]
  /** Tokens and fees of the pools that the position manager named; pools of burned positions are known by address only. */
  readonly poolKeys: readonly PoolKey[]
  readonly missing: readonly Missing[]
}

/**
 * Reads the facts of NFTs that exist at the end of a block. One that does not exist is absent.
 *
 * Reads `positions` of the position manager in one multicall.
 */
export async function fetchLivePositions(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  tokenIds: readonly bigint[],
  blockNumber: number,
): Promise<NftPositions> {
  const answers = await fetchCallGroups(
    client,
    tokenIds,
    (tokenId) => [contractCall(positionManagerAbi, deployment.positionManager, 'positions', [tokenId])],
    blockNumber,
  )
  const poolKeys = new Map<Address, PoolKey>()
  const positions = tokenIds.flatMap((tokenId, index): readonly Position[] => {
    const answer = answers[index]?.[0]
    if (answer?.ok !== true) return []
    const [, , token0, token1, feePpm, tickLower, tickUpper] = answer.value
    const key = { token0, token1, feePpm }
    const pool = computePoolAddress(deployment, key)
    poolKeys.set(pool, key)
    return [createNftPosition(deployment, tokenId, { pool, tickLower, tickUpper })]
  })
  return { positions, poolKeys: [...poolKeys.values()], missing: [] }
}

/**
 * Finds the facts of burned NFTs in the receipts of their mints.
 *
 * Reads the logs of those mints that `knownMints` does not hold, then the receipts.
 */
export async function fetchBurnedPositions(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  tokenIds: readonly bigint[],
  knownMints: ReadonlyMap<bigint, Hex>,
  range: BlockRange,
): Promise<NftPositions> {
  const unknown = tokenIds.filter((tokenId) => !knownMints.has(tokenId))
  const mints = new Map([...knownMints, ...(await scanMints(client, deployment, unknown, range))])
  const receipts = await fetchReceipts(
    client,
    tokenIds.flatMap((tokenId) => mints.get(tokenId) ?? []),
  )
  const positions: Position[] = []
  const missing: Missing[] = []
  for (const tokenId of tokenIds) {
    const receipt = receipts.get(mints.get(tokenId) ?? '0x')
    const position = receipt === undefined ? null : findMintedPosition(deployment, tokenId, receipt)
    if (position !== null) positions.push(position)
    else
      missing.push({
        what: `Position ${tokenId}`,
        why: 'The position manager does not know it any more, and the endpoint does not have the receipt of its mint.',
      })
  }
  return { positions, poolKeys: [], missing }
}

async function scanMints(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  tokenIds: readonly bigint[],
  range: BlockRange,
): Promise<readonly (readonly [bigint, Hex])[]> {
  if (tokenIds.length === 0) return []
  const zeroTopic = formatAddressTopic('0x0000000000000000000000000000000000000000')
  const topics = [positionManagerTopics.transfer, zeroTopic, null, tokenIds.map(formatUintTopic)]
  const filter = { address: deployment.positionManager, topics, what: 'mints of burned positions' }
  return (await scanLogs(client, filter, range)).flatMap((log) => {
    const event = decodePositionManagerLog(log)
    return event?.type === 'transfer' ? [[event.tokenId, log.transactionHash] as const] : []
  })
}
