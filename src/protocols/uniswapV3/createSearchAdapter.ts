import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { SearchAdapter } from '../adapter'
import { compareWithPool } from './compareWithPool'
import { computeScanStart } from './computeScanStart'
import { createDirectPosition } from './createPosition'
import { fetchDepositsAtTicks } from './fetchDepositsAtTicks'
import { fetchEarlierLives } from './fetchEarlierLives'
import { fetchFarmedLives } from './fetchFarmedLives'
import { fetchIsOwedByFarms } from './fetchFarmCreditors'
import { fetchLiquidity } from './fetchLiquidity'
import { fetchLoggedPositions } from './fetchLoggedPositions'
import { fetchNamedPositions } from './fetchNamedPositions'
import { fetchOpenedHistories } from './fetchOpenedHistories'
import { fetchOwnedPositions } from './fetchOwnedPositions'
import { fetchPoolChanges } from './fetchPoolChanges'
import { fetchNewestTokenId, fetchPoolNfts } from './fetchPoolNfts'
import { fetchRangeLiquidity } from './fetchRangeLiquidity'
import { fetchTicks } from './fetchTicks'
import { scanManagerTogether } from './scanManagerTogether'
import { settleOpenings } from './settleOpenings'

/** Creates what the search for a pool's largest owner asks of one Uniswap V3 deployment. */
export function createSearchAdapter(deployment: UniswapV3Deployment): SearchAdapter {
  return {
    firstBlock: (toBlock) => computeScanStart(deployment, toBlock),
    ticks: fetchTicks,
    readTogether: (client, range) => scanManagerTogether(client, deployment, range),
    changes: fetchPoolChanges,
    depositsAtTicks: fetchDepositsAtTicks,
    rangeLiquidity: fetchRangeLiquidity,
    namePositions: (client, pool, changes) => fetchNamedPositions(client, deployment, pool, changes),
    loggedPositions: (client, pool, range) => fetchLoggedPositions(client, deployment, pool, range),
    sharedOwner: deployment.positionManager,
    directPosition: (pool, range) => createDirectPosition({ ...range, pool: pool.address }),
    newestTokenId: (client, blockNumber) => fetchNewestTokenId(client, deployment, blockNumber),
    poolNfts: (client, pool, tokenIds, blockNumber) => fetchPoolNfts(client, deployment, pool, tokenIds, blockNumber),
    liquidityOf: (client, positions, blockNumber) => fetchLiquidity(client, deployment, positions, blockNumber),
    ownedPositions: (client, pool, owners, window) => fetchOwnedPositions(client, deployment, pool, owners, window),
    openedHistories: (client, positions, range, changes) =>
      fetchOpenedHistories(client, deployment, positions, range, changes),
    settleOpenings: (client, histories, range, options) =>
      settleOpenings(client, deployment, histories, range, options),
    farmedLives: (client, pool, owners, range, fewRequests) =>
      fetchFarmedLives(client, deployment, pool, owners, { range, fewRequests }),
    earlierLives: (client, pool, owners, range) => fetchEarlierLives(client, deployment, pool, owners, range),
    isOwedByFarms: (client, pool, owner, blockNumber) =>
      fetchIsOwedByFarms(client, deployment, pool, owner, blockNumber),
    comparedWithPool: (client, pool, known, range) => compareWithPool(client, deployment, pool, known, range),
  }
}
