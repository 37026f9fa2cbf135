import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { ProtocolAdapter } from '../adapter'
import { fetchApprovals } from './approvals'
import { compareWithReceipts } from './compareWithReceipts'
import { computePoolAddress, sortTokens } from './computePoolAddress'
import { createUnplacedPosition } from './createPosition'
import { createSearchAdapter } from './createSearchAdapter'
import { discover } from './discover'
import { fetchPoolPayouts } from './fetchPoolPayouts'
import { fetchFirstBlock } from './fetchFirstBlock'
import { fetchPoolsByAddress } from './fetchPools'
import { fetchProvenSince } from './fetchProvenSince'
import { fetchStatesFromLogs } from './fetchStatesFromLogs'
import { fetchTokens } from './fetchTokens'
import { fetchHistories } from './history'
import { fetchHolders } from './holders'
import { replacePayouts } from './payouts'
import { fetchPoolState } from './poolState'
import { fetchPricesFromLogs } from './pricesFromLogs'
import { fetchSnapshots } from './snapshot'
import { fetchSnapshotsFromLogs } from './snapshotsFromLogs'
import { settleByReplay } from './settleByReplay'
import { fetchClaimableRewards, prepareClaimableRewards } from './staker'
import { findTouchedPositions } from './touchedPositions'

/** Creates the adapter of one Uniswap V3 deployment, or of a fork that kept its contracts. */
export function createUniswapV3Adapter(deployment: UniswapV3Deployment): ProtocolAdapter {
  return {
    protocol: deployment.protocol,
    deployment,
    discover: (client, owner, blockNumber, hooks) => discover(client, deployment, owner, blockNumber, hooks),
    history: (client, positions, range) => fetchHistories(client, deployment, positions, range),
    snapshot: (client, positions, blockNumber) => fetchSnapshots(client, deployment, positions, blockNumber),
    snapshotsFromLogs: (client, pool, needs, laterBlock, limits) =>
      fetchSnapshotsFromLogs(client, deployment, pool, { needs, laterBlock, limits }),
    provenSince: (client, pool, histories, range, limits) =>
      fetchProvenSince(client, deployment, pool, histories, range, limits),
    settleByReplay: (client, pool, histories, range, limits) =>
      settleByReplay(client, deployment, pool, histories, range, limits),
    holders: (client, pool, range, limits) => fetchHolders(client, deployment, pool, range, limits),
    search: createSearchAdapter(deployment),
    firstBlock: (client, pool, blockNumber, since) => fetchFirstBlock(client, deployment, pool, blockNumber, since),
    pool: async (client, address, blockNumber) => {
      const pools = await fetchPoolsByAddress(client, deployment, [address], blockNumber)
      return pools.get(address.toLowerCase()) ?? null
    },
    tokens: async (client, addresses, blockNumber) => {
      const tokens = await fetchTokens(client, addresses, blockNumber)
      return addresses.flatMap((address) => tokens.get(address.toLowerCase()) ?? [])
    },
    poolState: (client, pool, blockNumber) => fetchPoolState(client, pool, blockNumber),
    pricesFromLogs: (client, pool, blockNumbers, reportBlock) =>
      fetchPricesFromLogs(client, deployment, pool, blockNumbers, reportBlock),
    statesFromLogs: (client, pool, blockNumbers) => fetchStatesFromLogs(client, deployment, pool, blockNumbers),
    withPayouts: (histories, receipts) => replacePayouts(deployment, histories, receipts),
    comparedWithReceipts: (owner, histories, receipts) => compareWithReceipts(deployment, owner, histories, receipts),
    withPoolPayouts: (client, pool, histories, range) => fetchPoolPayouts(client, pool, histories, range),
    poolAddress: ([a, b], feePpm) => computePoolAddress(deployment, { ...sortTokens(a, b), feePpm }),
    touchedPositions: (receipt) => findTouchedPositions(deployment, receipt),
    unplacedPosition: (id) => createUnplacedPosition(deployment, id),
    approvals: (client, owner, pools, range) => fetchApprovals(client, deployment, owner, pools, range),
    prepareClaimableRewards: (client, owned, blockNumber) =>
      prepareClaimableRewards(client, deployment, owned, blockNumber),
    claimableRewards: (client, owner, histories, blockNumber) =>
      fetchClaimableRewards(client, deployment, owner, histories, blockNumber),
  }
}
