import type { ChainClient, RawLog } from '../../chain/chainClient'
import { scanLogs } from '../../chain/scanLogs'
import { scanTogether } from '../../chain/scanTogether'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Pool } from '../../domain/pool'
import type { Address, BlockRange } from '../../domain/primitives'
import type { Approval } from '../adapter'
import { computeScanStart } from './computeScanStart'
import { positionManagerTopics } from './eventTopics'
import { formatAddressTopic } from './logWords'

/**
 * Finds where `owner` approved the position manager for the pools' tokens, or somebody for their NFTs.
 *
 * The position manager also logs an `Approval` when a transfer clears it: whether a transaction did more than to approve is for its
 * receipt to say (`findTouchedPositions`). One that approved several things is there for each.
 *
 * Reads logs, two scans side by side; before them, in a range that is not the whole chain, what `scanTogether` reads of all owners.
 */
export async function fetchApprovals(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  owner: Address,
  pools: readonly Pool[],
  range: BlockRange,
): Promise<readonly Approval[]> {
  const { positionManager } = deployment
  const fromBlock = Math.max(range.fromBlock, computeScanStart(deployment, range.toBlock))
  const scanned = { fromBlock, toBlock: range.toBlock }
  const ownerTopic = formatAddressTopic(owner)
  const tokens = [...new Set(pools.flatMap((pool) => [pool.token0.address, pool.token1.address]))]
  const { approval, approvalForAll } = positionManagerTopics
  const managerTopic = formatAddressTopic(positionManager)
  // Over a window they are asked for of whoever may turn out to be the whale; over a whole life only one owner's are.
  if (tokens.length > 0 && range.fromBlock > 0) {
    const ofAll = { address: tokens, topics: [approval, null, managerTopic], what: 'approvals of tokens' }
    await scanTogether(client, ofAll, scanned)
  }
  const [ofTokens, ofNfts] = await Promise.all([
    tokens.length === 0
      ? []
      : scanLogs(
          client,
          {
            address: tokens,
            topics: [approval, ownerTopic, managerTopic],
            what: 'approvals of tokens',
          },
          scanned,
        ),
    scanLogs(
      client,
      { address: positionManager, topics: [[approval, approvalForAll], ownerTopic], what: 'approvals of positions' },
      scanned,
    ),
  ])
  const found = [...ofTokens.map(readTokenApproval), ...ofNfts.map(readNftApproval)]
  return [...new Map(found.map((approval) => [JSON.stringify(approval), approval])).values()]
}

function readTokenApproval({ transactionHash, blockNumber, address }: RawLog): Approval {
  return { transactionHash, blockNumber, subject: { token: address } }
}

/** `Approval` names an NFT; `ApprovalForAll` has no third indexed argument and means all of them. */
function readNftApproval({ transactionHash, blockNumber, topics }: RawLog): Approval {
  const tokenId = topics[3]
  const subject = tokenId === undefined ? null : { positionId: String(BigInt(tokenId)) }
  return { transactionHash, blockNumber, subject }
}
