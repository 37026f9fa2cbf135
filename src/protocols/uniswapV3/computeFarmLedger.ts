import type { RawLog } from '../../chain/chainClient'
import type { Missing } from '../../domain/coverage'
import type { ClaimRewardEvent, EventRef } from '../../domain/ledger'
import type { Address } from '../../domain/primitives'
import { isSameAddress } from '../../domain/primitives'
import { attributeReward } from './attributeReward'
import type { RewardAccount, RewardShare } from './attributeReward'
import { compareLogs } from './compareLogs'
import type { LogPlace } from './compareLogs'
import { computeRewardBooks, isEarnedInSeveralPools } from './rewardAccounts'
import type { RewardBooks, RewardPayment } from './rewardAccounts'
import type { FarmLogs } from './scanFarms'

/** What farms paid to positions, and what of it cannot be told. Keys are token ids. */
export interface FarmLedger {
  readonly claims: ReadonlyMap<bigint, readonly ClaimRewardEvent[]>
  readonly missing: ReadonlyMap<bigint, readonly Missing[]>
  /** Positions whose deposits and stakes cannot have happened as the logs say, so that some logs are missing. */
  readonly contradicted: ReadonlySet<bigint>
}

/**
 * Attributes what farms paid to positions.
 *
 * A payment that cannot be told apart by pool is not guessed at: it is said to be missing at every position that may have earned it.
 * One whose token is not known is an event of unknown amount at each of them.
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
  const allBooks = computeRewardBooks(logs)
  const appendUnknown = (tokenId: bigint, log: RawLog, owner: Address) => {
    if (!ownedAt(tokenId, owner, log)) return
    claims.append(tokenId, {
      ...refOf(log),
      type: 'claimReward',
      positionId: String(tokenId),
      token: null,
      amount: null,
    })
  }
  for (const books of allBooks) {
    let isUnattributed = isEarnedInSeveralPools(books)
    books.payments.forEach((payment, index) => {
      const shares = attributePayment(books, payment, index, ownedAt)
      if (shares === null) isUnattributed = true
      if (shares === null && !isEarnedInSeveralPools(books)) {
        for (const tokenId of findDepositedIds(logs, books.account))
          appendUnknown(tokenId, payment.log, books.account.owner)
      }
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
    const depositor = { farm: log.address, owner: to }
    for (const tokenId of findDepositedIds(logs, depositor)) missing.append(tokenId, { what, why })
    for (const tokenId of findUnstakedIds(allBooks, depositor, log)) appendUnknown(tokenId, log, to)
  }
  return { claims, missing, contradicted: findBrokenStakes(logs) }
}

/**
 * Finds the positions whose logs in a farm cannot be all: only what is deposited can be staked, only what is staked can be unstaked, only what is
 * not staked can be taken out, and an incentive was created before anything was staked in it.
 *
 * @see https://github.com/Uniswap/v3-staker/blob/v1.0.2/contracts/UniswapV3Staker.sol#L158-L258
 */
function findBrokenStakes({ deposits, stakes, incentives }: FarmLogs): ReadonlySet<bigint> {
  const broken = new Set<bigint>()
  const deposited = new Set<string>()
  const running = new Map<string, Set<string>>()
  for (const event of [...deposits, ...stakes].sort((a, b) => compareLogs(a.log, b.log))) {
    const { tokenId, log, type } = event
    const key = `${log.address} ${tokenId}`.toLowerCase()
    const stakesNow = running.get(key) ?? new Set()
    running.set(key, stakesNow)
    if (type === 'depositTransferred') {
      const [comes, goes] = [BigInt(event.from) === 0n, BigInt(event.to) === 0n]
      if (comes === deposited.has(key) || ((comes || goes) && stakesNow.size > 0)) broken.add(tokenId)
      if (goes) deposited.delete(key)
      else deposited.add(key)
    } else if (type === 'tokenStaked') {
      if (!deposited.has(key) || stakesNow.has(event.incentiveId) || !incentives.has(event.incentiveId))
        broken.add(tokenId)
      stakesNow.add(event.incentiveId)
    } else if (!stakesNow.delete(event.incentiveId)) {
      broken.add(tokenId)
    }
  }
  return broken
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

/** Every NFT of an owner that had earned something in a farm before one of its logs. */
function findUnstakedIds(
  books: readonly RewardBooks[],
  { farm, owner }: Pick<RewardAccount, 'farm' | 'owner'>,
  before: LogPlace,
): ReadonlySet<bigint> {
  const own = books.filter(({ account }) => isSameAddress(account.farm, farm) && isSameAddress(account.owner, owner))
  const earlier = own.flatMap(({ accruals }) => accruals.filter((accrual) => compareLogs(accrual, before) < 0))
  return new Set(earlier.map(({ tokenId }) => tokenId))
}

/** A map of lists that start empty. */
class ListMap<Key, Value> extends Map<Key, readonly Value[]> {
  append(key: Key, value: Value): void {
    this.set(key, [...(this.get(key) ?? []), value])
  }
}
