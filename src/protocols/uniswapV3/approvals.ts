import type { ChainClient, RawLog, TransactionReceipt } from '../../chain/chainClient'
import { fetchReceipts } from '../../chain/fetchReceipts'
import { scanLogs } from '../../chain/scanLogs'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Pool } from '../../domain/pool'
import type { Address, BlockRange } from '../../domain/primitives'
import type { Approval } from '../adapter'
import { computeScanStart } from './computeScanStart'
import { positionManagerTopics } from './eventTopics'
import { formatAddressTopic } from './logWords'
import { findTouchedPositions } from './touchedPositions'

/**
 * Finds the transactions in which `owner` approved the position manager for the pools' tokens, or somebody for their NFTs, and
 * that touched no position: what else a transaction did has its gas already.
 *
 * The position manager also logs an `Approval` when a transfer clears it; those transactions touch a position. A transaction whose
 * receipt the node does not have is listed too: nothing says that it did more. One that approved several things is listed for each.
 *
 * Reads logs, two scans side by side, then the receipts of what was found.
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
  const [ofTokens, ofNfts] = await Promise.all([
    tokens.length === 0
      ? []
      : scanLogs(
          client,
          {
            address: tokens,
            topics: [approval, ownerTopic, formatAddressTopic(positionManager)],
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
  const approvals = [...new Map(found.map((approval) => [JSON.stringify(approval), approval])).values()]
  const receipts = await fetchReceipts(
    client,
    approvals.map(({ transactionHash }) => transactionHash),
  )
  const touchesNothing = (receipt: TransactionReceipt | undefined) =>
    receipt === undefined || findTouchedPositions(deployment, receipt).length === 0
  return approvals.filter(({ transactionHash }) => touchesNothing(receipts.get(transactionHash)))
}

function readTokenApproval({ transactionHash, address }: RawLog): Approval {
  return { transactionHash, subject: { token: address } }
}

/** `Approval` names an NFT; `ApprovalForAll` has no third indexed argument and means all of them. */
function readNftApproval({ transactionHash, topics }: RawLog): Approval {
  const tokenId = topics[3]
  return { transactionHash, subject: tokenId === undefined ? null : { positionId: String(BigInt(tokenId)) } }
}
