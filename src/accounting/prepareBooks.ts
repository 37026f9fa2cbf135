import type { GasCharge } from '../domain/gas'
import type { Position } from '../domain/position'
import type { Hex } from '../domain/primitives'
import { computeBookEntries, isHeldBy, type BookEntry, type BookSources } from './computeBookEntries'
import { computeBounds } from './computeBounds'
import { computeOwnerTransactions, type OwnerTransaction } from './computeOwnerTransactions'
import { computeStateAt, computeTimeline, type Timeline } from './computeTimeline'
import { computeSnapshotIndex } from './computeUncollectedFees'
import { computeValuedEntry, type ValuedEntry } from './computeLedgerValues'
import { createValuer, type Valuer } from './createValuer'
import { compareEntries } from './compareEntries'
import { comparePositionIds } from './comparePositionIds'
import { Findings } from './findings'
import { hasUnseenTouch } from './hasUnseenTouch'
import type { ClaimableAmount, PerformanceInput } from './performanceInput'
import { ZERO_PAIR } from './pair'

/** An owner's input, sorted for the sums over it. */
export interface PreparedBooks extends BookSources {
  readonly input: PerformanceInput
  readonly timelines: readonly Timeline[]
  readonly positions: ReadonlyMap<string, Position>
  readonly valuer: Valuer
  /** Charges by transaction, and by position. */
  readonly chargeOf: ReadonlyMap<Hex, GasCharge>
  readonly transactions: readonly OwnerTransaction[]
  readonly chargesOf: ReadonlyMap<string, readonly GasCharge[]>
}

/**
 * Sorts an owner's input once, so that figures for several windows' ends can be computed from it. Positions go by their ids: the order in which
 * they were found shows nowhere, not even in the last digit of a sum.
 */
export function prepareBooks(input: PerformanceInput): PreparedBooks {
  const findings = new Findings(input.owner)
  const timelines = [...input.histories]
    .sort((a, b) => comparePositionIds(a.position.id, b.position.id))
    .map(computeTimeline)
  const snapshots = computeSnapshotIndex(input.snapshots)
  for (const { position, isContradicted } of input.histories) {
    if (isContradicted === true) findings.addInconsistent(position.id)
  }
  for (const timeline of timelines) {
    const { id } = timeline.position
    if (hasUnseenTouch(timeline, snapshots.get(id)?.values() ?? [])) findings.addInconsistent(id)
  }
  return {
    input,
    timelines,
    positions: new Map(timelines.map(({ position }) => [position.id, position])),
    bounds: computeBounds(input.histories, input.owner, input.window),
    snapshots,
    sqrtPriceX96: input.prices.sqrtPriceX96,
    valuer: createValuer(input.pool, input.prices, input.rewardTokens ?? [], findings),
    chargeOf: new Map(input.gas.map((charge) => [charge.cost.transactionHash, charge])),
    chargesOf: computeChargesByPosition(input.gas),
    transactions: computeOwnerTransactions(input.histories, input.owner),
    findings,
  }
}

/** Books and values of one position: its ledger, then what can be claimed, then the close. */
export function computePositionEntries(
  books: PreparedBooks,
  timeline: Timeline,
  claimable: readonly ClaimableAmount[],
): readonly ValuedEntry[] {
  const { endBlock } = books.bounds
  const liquidity = isHeldBy(timeline, books.input.owner, endBlock) ? computeStateAt(timeline, endBlock).liquidity : 0n
  const claims = claimable
    .filter(({ positionId, amount }) => positionId === timeline.position.id && amount > 0n)
    .map((claim) => computeClaimEntry(timeline, claim, liquidity, books))
  const unread = timeline.areRewardsUnread ? [computeClaimEntry(timeline, null, liquidity, books)] : []
  return [...computeBookEntries(timeline, books.input.owner, books), ...claims, ...unread]
    .sort(compareEntries)
    .map((entry) => computeValuedEntry(entry, books.valuer))
}

/** What a farm owes now counts as if it were claimed at the report's block; no transaction stands behind it. `null` where it is unknown. */
function computeClaimEntry(
  { position }: Timeline,
  claim: ClaimableAmount | null,
  liquidity: bigint,
  { bounds }: PreparedBooks,
): BookEntry {
  return {
    type: 'claimReward',
    positionId: position.id,
    blockNumber: bounds.endBlock,
    timestamp: bounds.endTimestamp,
    logIndex: 0,
    transactionHash: null,
    amounts: claim && ZERO_PAIR,
    released: ZERO_PAIR,
    fees: ZERO_PAIR,
    liquidity,
    reward: claim && { token: claim.token, amount: claim.amount },
  }
}

function computeChargesByPosition(charges: readonly GasCharge[]): ReadonlyMap<string, readonly GasCharge[]> {
  const byPosition = new Map<string, GasCharge[]>()
  for (const charge of charges) {
    for (const { positionId } of charge.shares) {
      const ofPosition = byPosition.get(positionId)
      if (ofPosition) ofPosition.push(charge)
      else byPosition.set(positionId, [charge])
    }
  }
  return byPosition
}
