import type { ChainClient, TransactionReceipt } from '../../chain/chainClient'
import { fetchReceipts } from '../../chain/fetchReceipts'
import { scanLogs } from '../../chain/scanLogs'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Pool } from '../../domain/pool'
import type { Address, BlockRange, Hex } from '../../domain/primitives'
import { computeScanStart } from './computeScanStart'
import { positionManagerTopics } from './eventTopics'
import { formatAddressTopic } from './logWords'
import { findTouchedPositions } from './touchedPositions'

/**
 * Finds the transactions in which `owner` approved the position manager for the pools' tokens, or somebody for their NFTs, and
 * that touched no position: what else a transaction did has its gas already.
 *
 * The position manager also logs an `Approval` when a transfer clears it; those transactions touch a position. A transaction whose
 * receipt the node does not have is listed too: nothing says that it did more.
 *
 * Reads logs, two scans side by side, then the receipts of what was found.
 */
export async function fetchApprovals(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  owner: Address,
  pools: readonly Pool[],
  range: BlockRange,
): Promise<readonly Hex[]> {
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
  const hashes = [...new Set([...ofTokens, ...ofNfts].map((log) => log.transactionHash))]
  const receipts = await fetchReceipts(client, hashes)
  const touchesNothing = (receipt: TransactionReceipt | undefined) =>
    receipt === undefined || findTouchedPositions(deployment, receipt).length === 0
  return hashes.filter((hash) => touchesNothing(receipts.get(hash)))
}
