import type { ChainClient, RawLog } from '../../chain/chainClient'
import { scanLogs } from '../../chain/scanLogs'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Position } from '../../domain/position'
import type { BlockRange, Hex } from '../../domain/primitives'
import { poolTopics, positionManagerTopics } from './eventTopics'
import { formatAddressTopic, formatTickTopic, formatUintTopic } from './logWords'

/** Everything that the chain's logs say of some positions. */
export interface PositionLogs {
  /** `IncreaseLiquidity`, `DecreaseLiquidity` and `Collect` of NFTs. */
  readonly nftLiquidity: readonly RawLog[]
  /** `Transfer` of NFTs. */
  readonly nftTransfers: readonly RawLog[]
  /** `Mint`, `Burn` and `Collect` of the pools for direct positions; logs of other positions can be among them. */
  readonly direct: readonly RawLog[]
}

/** Scans the logs of positions, three scans side by side. Kinds of positions that are not asked for cost nothing. */
export async function scanPositionLogs(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  positions: readonly Position[],
  range: BlockRange,
): Promise<PositionLogs> {
  const idTopics = positions
    .filter((position) => position.kind === 'nft')
    .map((position) => formatUintTopic(BigInt(position.id)))
  const directPositions = positions.filter((position) => position.kind === 'direct')
  const { increaseLiquidity, decreaseLiquidity, collect, transfer } = positionManagerTopics
  const scanNfts = (topics: readonly (Hex | readonly Hex[] | null)[], what: string) =>
    idTopics.length === 0 ? [] : scanLogs(client, { address: deployment.positionManager, topics, what }, range)

  const [nftLiquidity, nftTransfers, direct] = await Promise.all([
    scanNfts([[increaseLiquidity, decreaseLiquidity, collect], idTopics], 'deposits, withdrawals and collects'),
    scanNfts([transfer, null, null, idTopics], 'transfers of positions'),
    scanDirect(client, directPositions, range),
  ])
  return { nftLiquidity, nftTransfers, direct }
}

async function scanDirect(
  client: ChainClient,
  positions: readonly Position[],
  range: BlockRange,
): Promise<readonly RawLog[]> {
  if (positions.length === 0) return []
  const distinct = <T>(values: readonly T[]): readonly T[] => [...new Set(values)]
  return await scanLogs(
    client,
    {
      address: distinct(positions.map((position) => position.pool)),
      topics: [
        [poolTopics.mint, poolTopics.burn, poolTopics.collect],
        distinct(positions.map((position) => formatAddressTopic(position.poolOwner))),
        distinct(positions.map((position) => formatTickTopic(position.tickLower))),
        distinct(positions.map((position) => formatTickTopic(position.tickUpper))),
      ],
      what: 'deposits, withdrawals and collects in pools',
    },
    range,
  )
}
