import type { BookEntry } from './computeBookEntries'
import type { Valuer } from './createValuer'
import { subtractPairs } from './pair'
import { sumOrNull } from './sumOrNull'

/** What one entry of the books is worth at the prices of its block. */
export interface ValuedEntry {
  readonly entry: BookEntry
  /** `entry.amounts`, or the reward for a claim. */
  readonly value: number | null
  readonly feeValue: number | null
  /** What the released part of the hodl basket is worth. */
  readonly releasedValue: number | null
  /** `(principal out - released) . P`: realised for withdrawals and transfers, open for the close. Signed, a loss is negative. */
  readonly impermanentLoss: number | null
}

/** The figures that the ledger alone decides, without gas. */
export interface LedgerValues {
  readonly principal: number | null
  readonly hodl: number | null
  readonly fees: number | null
  readonly impermanentLoss: number | null
  readonly rewards: number | null
  readonly marketMove: number | null
}

const PRINCIPAL_IN: ReadonlySet<BookEntry['type']> = new Set(['deposit', 'transferIn', 'open'])
const PRINCIPAL_OUT: ReadonlySet<BookEntry['type']> = new Set(['withdraw', 'transferOut', 'close'])

/** Whether principal goes in at this entry: a deposit, a transfer in, or the opening of the window. */
export function isPrincipalIn(entry: BookEntry): boolean {
  return PRINCIPAL_IN.has(entry.type)
}

/** Whether principal goes out at this entry: a withdrawal, a transfer out, or what is still inside at the close. */
export function isPrincipalOut(entry: BookEntry): boolean {
  return PRINCIPAL_OUT.has(entry.type)
}

/** Values one entry at its own block: what left is valued when it left, what is inside at the close. */
export function computeValuedEntry(entry: BookEntry, valuer: Valuer): ValuedEntry {
  const { amounts, released, fees, reward, blockNumber } = entry
  const isOut = isPrincipalOut(entry)
  return {
    entry,
    value: reward
      ? valuer.valueToken(reward.token, reward.amount, blockNumber)
      : valuer.valuePair(amounts, blockNumber),
    feeValue: valuer.valuePair(fees, blockNumber),
    releasedValue: isOut ? valuer.valuePair(released, blockNumber) : 0,
    impermanentLoss: isOut ? valuer.valuePair(amounts && released && subtractPairs(amounts, released), blockNumber) : 0,
  }
}

/**
 * Adds up valued entries to the figures of the law.
 *
 * The hodl basket at the close counts as released by it, so `impermanentLoss` (realised and open) and `marketMove` are each one sum:
 * `marketMove = hodl + released baskets at their blocks - deposits at their blocks`.
 */
export function computeLedgerValues(entries: readonly ValuedEntry[]): LedgerValues {
  const sumOf = (pick: (valued: ValuedEntry) => number | null, keep: (entry: BookEntry) => boolean = () => true) =>
    sumOrNull(entries.filter((valued) => keep(valued.entry)).map(pick))
  const isClose = (entry: BookEntry) => entry.type === 'close'
  const released = sumOf((valued) => valued.releasedValue)
  const deposited = sumOf((valued) => valued.value, isPrincipalIn)
  return {
    principal: sumOf((valued) => valued.value, isClose),
    hodl: sumOf((valued) => valued.releasedValue, isClose),
    fees: sumOf((valued) => valued.feeValue),
    impermanentLoss: sumOf((valued) => valued.impermanentLoss),
    rewards: sumOf(
      (valued) => valued.value,
      (entry) => entry.type === 'claimReward',
    ),
    marketMove: released === null || deposited === null ? null : released - deposited,
  }
}
