import type { RawLog } from '../../chain/chainClient'
import type { Missing } from '../../domain/coverage'
import type { ClaimRewardEvent, EventRef } from '../../domain/ledger'
import type { Address } from '../../domain/primitives'
import { isSameAddress } from '../../domain/primitives'
import { attributeReward } from './attributeReward'
import type { RewardAccount, RewardShare } from './attributeReward'
import type { LogPlace } from './compareLogs'
import { computeRewardBooks, isEarnedInSeveralPools } from './rewardAccounts'
import type { RewardBooks, RewardPayment } from './rewardAccounts'
import type { FarmLogs } from './scanFarms'

/** What farms paid to positions, and what of it cannot be told. Keys are token ids. */
export interface FarmLedger {
  readonly claims: ReadonlyMap<bigint, readonly ClaimRewardEvent[]>
  readonly missing: ReadonlyMap<bigint, readonly Missing[]>
}

/**
 * Attributes what farms paid to positions.
 *
 * A payment that cannot be told apart by pool is not guessed at: it is said to be missing at every position that may have earned it.
 *
 * Pure.
 *
 * @param ownedAt whether a position was an owner's at a log; positions that are not known count as owned.
 */
export function computeFarmLedger(
  logs: FarmLogs,
  refOf: (log: RawLog) => EventRef,
  ownedAt: (tokenId: bigint, owner: Address, at: LogPlace) => boolean,
): FarmLedger {
  const claims = new ListMap<bigint, ClaimRewardEvent>()
  const missing = new ListMap<bigint, Missing>()
  for (const books of computeRewardBooks(logs)) {
    let isUnattributed = isEarnedInSeveralPools(books)
    books.payments.forEach((payment, index) => {
      const shares = attributePayment(books, payment, index, ownedAt)
      if (shares === null) isUnattributed = true
      for (const { tokenId, amount } of shares ?? []) {
        const { token } = books.account
        const positionId = String(tokenId)
        claims.append(tokenId, { ...refOf(payment.log), type: 'claimReward', positionId, token, amount })
      }
    })
    if (!isUnattributed) continue
    for (const tokenId of findDepositedIds(logs, books.account)) {
      missing.append(tokenId, describeUnattributed(books.account))
    }
  }
  for (const { log, to, amount, token } of logs.claims) {
    if (token !== null || amount === 0n) continue
    const what = `A reward that the farm ${log.address} paid to ${to}`
    const why = 'The receipt of the claim does not show which token was paid.'
    for (const tokenId of findDepositedIds(logs, { farm: log.address, owner: to })) {
      missing.append(tokenId, { what, why })
    }
  }
  return { claims, missing }
}

function attributePayment(
  { account, accruals, payments }: RewardBooks,
  { amount, log }: RewardPayment,
  index: number,
  ownedAt: (tokenId: bigint, owner: Address, at: LogPlace) => boolean,
): readonly RewardShare[] | null {
  const previous = payments[index - 1]?.log ?? null
  const mayReceive = (tokenId: bigint) => ownedAt(tokenId, account.owner, log)
  return attributeReward({ amount, at: log, accruals, previous, mayReceive })
}

function describeUnattributed({ farm, owner, token }: RewardAccount): Missing {
  return {
    what: `Rewards in ${token} that the farm ${farm} pays to ${owner}`,
    why: 'The farm keeps one sum for all pools, and its logs do not say which position earned how much of it.',
  }
}

/** Every NFT that an owner ever deposited in a farm. */
function findDepositedIds(
  { deposits }: FarmLogs,
  { farm, owner }: Pick<RewardAccount, 'farm' | 'owner'>,
): ReadonlySet<bigint> {
  const own = deposits.filter(({ log, to }) => isSameAddress(log.address, farm) && isSameAddress(to, owner))
  return new Set(own.map((deposit) => deposit.tokenId))
}

/** A map of lists that start empty. */
class ListMap<Key, Value> extends Map<Key, readonly Value[]> {
  append(key: Key, value: Value): void {
    this.set(key, [...(this.get(key) ?? []), value])
  }
}
