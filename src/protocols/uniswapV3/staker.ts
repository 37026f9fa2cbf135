import type { ChainClient } from '../../chain/chainClient'
import { contractCall } from '../../chain/contractCall'
import { fetchContracts } from '../../chain/fetchContracts'
import { memoised } from '../../chain/memoised'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { PositionHistory } from '../../domain/ledger'
import type { Address } from '../../domain/primitives'
import { isSameAddress } from '../../domain/primitives'
import { ContractRevertedError, InconsistentDataError } from '../../errors'
import type { ClaimableReward } from '../adapter'
import { stakerAbi } from './abi'
import { attributeReward } from './attributeReward'
import { computeScanStart } from './computeScanStart'
import type { IncentiveKey } from './decodeStakerLog'
import { groupBy } from './groupBy'
import { computeRewardBooks } from './rewardAccounts'
import type { RewardBooks } from './rewardAccounts'
import { cutFarmLogs, scanFarms } from './scanFarms'
import type { FarmLogs } from './scanFarms'

/**
 * Reads what the known farms would pay out to `owner` for these positions at the end of a block: what their running stakes earned
 * so far, and what was added up by earlier ones and not yet claimed.
 *
 * What a farm owes for several pools together is not guessed at: it is left out here, and the positions' histories say that it
 * is missing.
 *
 * Reads the farms' logs (once for all blocks up to the first one asked for) and one multicall; nothing when no position was staked.
 *
 * @throws HistoryUnavailableError where the node keeps no such state.
 * @throws ContractRevertedError when a farm does not answer for a stake that its own logs show.
 * @throws InconsistentDataError when a farm holds a position for somebody else, or counts other stakes of it, than its own logs show.
 */
export async function fetchClaimableRewards(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  owner: Address,
  histories: readonly PositionHistory[],
  blockNumber: number,
): Promise<readonly ClaimableReward[]> {
  const tokenIds = listStaked(histories)
  if (tokenIds.length === 0) return []
  const logs = await loadFarmLogs(client, deployment, owner, tokenIds, blockNumber)
  const stakes = findRunningStakes(logs, owner, new Set(tokenIds))
  const books = computeRewardBooks(logs).filter(
    ({ account, accruals }) => accruals.length > 0 && isSameAddress(account.owner, owner),
  )
  const [earned, owed] = await Promise.all([
    fetchEarned(client, stakes, blockNumber),
    fetchOwed(client, books, blockNumber),
    checkDeposits(client, logs, new Set(tokenIds), blockNumber),
  ])
  const known = new Set(tokenIds)
  return [...earned, ...owed.flatMap((owedOfAccount) => attributeOwed(owedOfAccount, blockNumber, known))]
}

/**
 * Reads at once what the known farms logged of many owners, so that `fetchClaimableRewards` of each of them, with the same histories, reads none
 * of it again.
 *
 * @throws as `scanLogs` and `fetchReceipts`.
 */
export async function prepareClaimableRewards(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  owned: readonly { readonly owner: Address; readonly histories: readonly PositionHistory[] }[],
  blockNumber: number,
): Promise<void> {
  const staking = owned
    .map(({ owner, histories }) => ({ owner, tokenIds: listStaked(histories) }))
    .filter(({ tokenIds }) => tokenIds.length > 0)
  if (staking.length === 0) return
  const owners = staking.map(({ owner }) => owner)
  const range = { fromBlock: computeScanStart(deployment, blockNumber), toBlock: blockNumber }
  const tokenIds = [...new Set(staking.flatMap((one) => one.tokenIds))]
  // More than one owner asks for makes no difference: what is of others is left aside.
  const logs = await scanFarms(client, deployment, tokenIds, owners, range)
  await Promise.all(
    staking.map((one) =>
      memoised(client, 'loadFarmLogs', farmLogsKey(deployment, one.owner, one.tokenIds), async () => ({
        toBlock: blockNumber,
        logs,
      })),
    ),
  )
}

function listStaked(histories: readonly PositionHistory[]): readonly bigint[] {
  const staked = histories.filter(({ events }) => events.some((event) => event.type === 'stake'))
  return staked.map(({ position }) => BigInt(position.id))
}

function farmLogsKey({ positionManager }: UniswapV3Deployment, owner: Address, tokenIds: readonly bigint[]): string {
  return `${positionManager} ${owner.toLowerCase()} ${tokenIds.join()}`
}

/** A stake that has not ended, in a position that is still deposited. */
interface RunningStake {
  readonly farm: Address
  readonly tokenId: bigint
  readonly key: IncentiveKey
}

/** Reads the farms' logs once, for the first block that is asked for; earlier blocks see their part of them. */
async function loadFarmLogs(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  owner: Address,
  tokenIds: readonly bigint[],
  blockNumber: number,
): Promise<FarmLogs> {
  const key = farmLogsKey(deployment, owner, tokenIds)
  const scanTo = (toBlock: number) => async () => {
    const range = { fromBlock: computeScanStart(deployment, toBlock), toBlock }
    return { toBlock, logs: await scanFarms(client, deployment, tokenIds, [owner], range) }
  }
  const first = await memoised(client, 'loadFarmLogs', key, scanTo(blockNumber))
  if (first.toBlock >= blockNumber) return cutFarmLogs(first.logs, blockNumber)
  const own = await memoised(client, 'loadFarmLogs', `${key}@${blockNumber}`, scanTo(blockNumber))
  return own.logs
}

function findRunningStakes(logs: FarmLogs, owner: Address, tokenIds: ReadonlySet<bigint>): readonly RunningStake[] {
  const depositors = new Map(logs.deposits.map(({ tokenId, to }) => [tokenId, to]))
  const byStake = groupBy(
    logs.stakes.filter(({ tokenId }) => tokenIds.has(tokenId)),
    ({ tokenId, incentiveId, log }) => `${log.address} ${tokenId} ${incentiveId}`,
  )
  return [...byStake.values()].flatMap((changes): readonly RunningStake[] => {
    const last = changes.at(-1)
    const key = last && logs.incentives.get(last.incentiveId)
    if (last?.type !== 'tokenStaked' || !key) return []
    const depositor = depositors.get(last.tokenId)
    if (depositor === undefined || !isSameAddress(depositor, owner)) return []
    return [{ farm: last.log.address, tokenId: last.tokenId, key }]
  })
}

/** Compares whose the farms say the positions are, and how often they are staked, with their logs. */
async function checkDeposits(
  client: ChainClient,
  logs: FarmLogs,
  tokenIds: ReadonlySet<bigint>,
  blockNumber: number,
): Promise<void> {
  const deposits = new Map(logs.deposits.map((deposit) => [`${deposit.log.address} ${deposit.tokenId}`, deposit]))
  const asked = [...deposits.values()].filter(({ tokenId }) => tokenIds.has(tokenId))
  const answers = await fetchContracts(
    client,
    asked.map(({ log, tokenId }) => contractCall(stakerAbi, log.address, 'deposits', [tokenId])),
    blockNumber,
  )
  asked.forEach(({ log, tokenId, to }, index) => {
    const answer = answers[index]
    if (answer?.ok !== true) throw new ContractRevertedError(log.address, 'deposits', { details: answer?.error })
    const [owner, numberOfStakes] = answer.value
    if (isSameAddress(owner, to) && numberOfStakes === countRunning(logs, log.address, tokenId)) return
    throw new InconsistentDataError('The logs of a farm do not add up to what the farm itself holds.', {
      details: `position ${tokenId} in ${log.address} at block ${blockNumber}`,
    })
  })
}

function countRunning({ stakes }: FarmLogs, farm: Address, tokenId: bigint): number {
  const own = stakes.filter((stake) => stake.tokenId === tokenId && isSameAddress(stake.log.address, farm))
  const last = new Map(own.map(({ incentiveId, type }) => [incentiveId, type]))
  return [...last.values()].filter((type) => type === 'tokenStaked').length
}

async function fetchEarned(
  client: ChainClient,
  stakes: readonly RunningStake[],
  blockNumber: number,
): Promise<readonly ClaimableReward[]> {
  const answers = await fetchContracts(
    client,
    stakes.map(({ farm, tokenId, key }) => contractCall(stakerAbi, farm, 'getRewardInfo', [key, tokenId])),
    blockNumber,
  )
  return stakes.map(({ farm, tokenId, key }, index) => {
    const answer = answers[index]
    if (answer?.ok !== true) throw new ContractRevertedError(farm, 'getRewardInfo', { details: answer?.error })
    return { positionId: String(tokenId), token: key.rewardToken, amount: answer.value[0] }
  })
}

interface Owed {
  readonly books: RewardBooks
  readonly amount: bigint
}

async function fetchOwed(
  client: ChainClient,
  books: readonly RewardBooks[],
  blockNumber: number,
): Promise<readonly Owed[]> {
  const answers = await fetchContracts(
    client,
    books.map(({ account: { farm, owner, token } }) => contractCall(stakerAbi, farm, 'rewards', [token, owner])),
    blockNumber,
  )
  return books.map((ownBooks, index) => {
    const answer = answers[index]
    if (answer?.ok !== true) {
      throw new ContractRevertedError(ownBooks.account.farm, 'rewards', { details: answer?.error })
    }
    return { books: ownBooks, amount: answer.value }
  })
}

/** What a farm owes goes to the positions as the next payment would; only those that were asked for are kept. */
function attributeOwed(
  { books: { account, accruals, payments }, amount }: Owed,
  blockNumber: number,
  tokenIds: ReadonlySet<bigint>,
): readonly ClaimableReward[] {
  if (amount === 0n) return []
  const shares = attributeReward({
    amount,
    at: { blockNumber: blockNumber + 1, logIndex: 0 },
    accruals,
    previous: payments.at(-1)?.log ?? null,
    mayReceive: () => true,
  })
  return (shares ?? [])
    .filter(({ tokenId }) => tokenIds.has(tokenId))
    .map(({ tokenId, amount: share }) => ({ positionId: String(tokenId), token: account.token, amount: share }))
}
