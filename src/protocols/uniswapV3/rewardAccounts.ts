import type { RawLog } from '../../chain/chainClient'
import type { Address } from '../../domain/primitives'
import { isSameAddress } from '../../domain/primitives'
import { formatRewardAccount } from './attributeReward'
import type { RewardAccount, RewardAccrual } from './attributeReward'
import { compareLogs } from './compareLogs'
import type { DepositTransferred } from './decodeStakerLog'
import { groupBy } from './groupBy'
import type { FarmLog, FarmLogs } from './scanFarms'

/** What a farm paid out of one account, and the log that says so. */
export interface RewardPayment {
  readonly account: RewardAccount
  readonly amount: bigint
  readonly log: RawLog
}

/** Everything that is known of one sum that a farm owes: what added to it and what was paid out of it, in order. */
export interface RewardBooks {
  readonly account: RewardAccount
  readonly accruals: readonly RewardAccrual[]
  readonly payments: readonly RewardPayment[]
}

/**
 * Computes the books of every sum that the farms owe or owed.
 *
 * Each unstaking adds what the position earned to what the farm owes its depositor. A claim's receiver is taken as the one
 * who claimed. Claims whose token is not known, and stakes in incentives whose creation was not found, are left out.
 *
 * Pure.
 */
export function computeRewardBooks(logs: FarmLogs): readonly RewardBooks[] {
  const accruals = groupBy(computeAccruals(logs), ({ account }) => formatRewardAccount(account))
  const payments = groupBy(computePayments(logs), ({ account }) => formatRewardAccount(account))
  return [...new Set([...accruals.keys(), ...payments.keys()])].map((key) => {
    const accountAccruals = accruals.get(key) ?? []
    const accountPayments = payments.get(key) ?? []
    const account = (accountAccruals[0] ?? accountPayments[0])?.account as RewardAccount
    return { account, accruals: accountAccruals, payments: accountPayments }
  })
}

/** Whether what the farm owes was earned in more than one pool: then no payment can be told apart for certain. */
export function isEarnedInSeveralPools({ accruals }: RewardBooks): boolean {
  const [first] = accruals
  return first !== undefined && accruals.some((accrual) => !isSameAddress(accrual.pool, first.pool))
}

function computeAccruals({ deposits, stakes, incentives }: FarmLogs): readonly RewardAccrual[] {
  const depositsByToken = groupBy(deposits, (deposit) => deposit.tokenId)
  return stakes
    .flatMap((stake): readonly RewardAccrual[] => {
      if (stake.type !== 'tokenUnstaked') return []
      const key = incentives.get(stake.incentiveId)
      const owner = findDepositor(depositsByToken.get(stake.tokenId) ?? [], stake.log)
      if (!key || !owner) return []
      const { log, tokenId } = stake
      const account = { farm: log.address, owner, token: key.rewardToken }
      return [{ account, pool: key.pool, tokenId, blockNumber: log.blockNumber, logIndex: log.logIndex }]
    })
    .sort(compareLogs)
}

function computePayments({ claims }: FarmLogs): readonly RewardPayment[] {
  return claims
    .flatMap(({ log, to, amount, token }) =>
      token === null || amount === 0n ? [] : [{ account: { farm: log.address, owner: to, token }, amount, log }],
    )
    .sort((a, b) => compareLogs(a.log, b.log))
}

/** Who had deposited an NFT in a farm just before one of the farm's logs. `deposits` are the NFT's own, in order. */
function findDepositor(deposits: readonly FarmLog<DepositTransferred>[], before: RawLog): Address | null {
  const last = deposits.findLast(
    ({ log }) => isSameAddress(log.address, before.address) && compareLogs(log, before) < 0,
  )
  return last === undefined || BigInt(last.to) === 0n ? null : last.to
}
