import type { Address } from '../../domain/primitives'
import { isSameAddress } from '../../domain/primitives'
import { compareLogs } from './compareLogs'
import type { LogPlace } from './compareLogs'

/** Whom a farm owes which token: it keeps one sum for each owner and token, whatever position earned it. */
export interface RewardAccount {
  readonly farm: Address
  readonly owner: Address
  readonly token: Address
}

/** An unstaking, which is when a farm adds what a position earned to what it owes the owner. */
export interface RewardAccrual extends LogPlace {
  readonly account: RewardAccount
  readonly tokenId: bigint
  readonly pool: Address
}

export interface RewardShare {
  readonly tokenId: bigint
  readonly amount: bigint
}

/** Names an account, so that what belongs to it can be grouped. */
export function formatRewardAccount({ farm, owner, token }: RewardAccount): string {
  return `${farm} ${owner} ${token}`.toLowerCase()
}

export interface AttributeRewardInput {
  readonly amount: bigint
  /** Where the payment stands: what was unstaked later did not earn it. */
  readonly at: LogPlace
  /** Every accrual of the account, in order. */
  readonly accruals: readonly RewardAccrual[]
  /** Where the account's payment before this one stands. */
  readonly previous: LogPlace | null
  /** Whether a position can be given a share: the owner still had it. */
  readonly mayReceive: (tokenId: bigint) => boolean
}

/**
 * Attributes what a farm paid, or still owes, to the positions that earned it.
 *
 * The farm's logs don't say how much each unstaking added. Where all unstakings of this owner for this token were of one pool, the
 * payment is that pool's beyond doubt. Within the pool it goes in equal shares to the positions unstaked since the payment before (to
 * all unstaked ones if there are none: then that payment was partial); the lowest id also gets what the division leaves over.
 *
 * Pure.
 *
 * @returns `null` where the payment cannot be told apart by pool, or no position is left that could have earned it.
 */
export function attributeReward(input: AttributeRewardInput): readonly RewardShare[] | null {
  const { amount, at, previous, mayReceive } = input
  const earlier = input.accruals.filter((accrual) => compareLogs(accrual, at) < 0)
  const [first] = earlier
  if (!first || earlier.some((accrual) => !isSameAddress(accrual.pool, first.pool))) return null

  const pickIds = (candidates: readonly RewardAccrual[]) =>
    [...new Set(candidates.map((accrual) => accrual.tokenId))].filter(mayReceive)
  const recentIds = pickIds(earlier.filter((accrual) => previous === null || compareLogs(accrual, previous) > 0))
  const ids = recentIds.length > 0 ? recentIds : pickIds(earlier)
  return ids.length === 0 ? null : computeEqualShares(amount, ids)
}

function computeEqualShares(amount: bigint, tokenIds: readonly bigint[]): readonly RewardShare[] {
  const ids = [...tokenIds].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  const count = BigInt(ids.length)
  return ids.map((tokenId, index) => ({
    tokenId,
    amount: amount / count + (index === 0 ? amount % count : 0n),
  }))
}
