import type { GasCharge } from '../domain/gas'
import type { PerformanceGas } from '../domain/performance'
import type { Hex } from '../domain/primitives'
import { isApprovalListed, isInside, type Bounds } from './computeBounds'
import type { BookEntry } from './computeBookEntries'
import type { OwnerTransaction } from './computeOwnerTransactions'
import type { Valuer } from './createValuer'
import type { Findings } from './findings'

/** The part of a transaction's gas that falls on some positions. `value` is signed: zero or negative, `null` unknown. */
export interface GasLine {
  readonly charge: GasCharge
  readonly shareWei: bigint
  readonly value: number | null
}

/** Gas of a window. `value` is signed: zero or negative; `null` when a price, a receipt or an L1 fee is missing. */
export interface WindowGas {
  readonly gas: PerformanceGas
  readonly value: number | null
  readonly lines: readonly GasLine[]
}

export interface WindowGasInput {
  readonly charges: readonly GasCharge[]
  /** The owner's charges by transaction. */
  readonly chargeOf: ReadonlyMap<Hex, GasCharge>
  readonly bounds: Bounds
  /** Positions whose shares count. */
  readonly positionIds: ReadonlySet<string>
  /** The same positions' entries: each of their transactions must have its charge. */
  readonly entries: readonly BookEntry[]
  /** Every transaction of the owner's that touched one of their positions: those inside must have their charge too. */
  readonly transactions: readonly OwnerTransaction[]
  /** Approvals belong to an owner as a whole and to none of the positions. */
  readonly withApprovals: boolean
  readonly valuer: Valuer
  readonly findings: Findings
}

/**
 * Computes the gas that falls on some positions of an owner inside the window, in wei and in value.
 *
 * Only charged shares count. Gas that somebody else paid and approvals are listed, on their own. Approvals of an owner whose first
 * deposit lies in the window are listed from their first one on: they came before it, and were made for it.
 */
export function computeWindowGas(input: WindowGasInput): WindowGas {
  const lines = input.charges.flatMap((charge) => computeGasLine(charge, input) ?? [])
  const sumOf = (kind: GasCharge['kind']) =>
    lines.reduce((sum, line) => (line.charge.kind === kind ? sum + line.shareWei : sum), 0n)
  const charged = lines.filter(({ charge }) => charge.kind === 'charged')
  const withoutL1Fee = charged.filter(({ charge }) => charge.cost.l1FeeMissing)
  const withoutCharge = findMissingCharges(input)
  for (const { charge } of withoutL1Fee) input.findings.addMissingL1Fee(charge.cost.transactionHash)
  for (const hash of withoutCharge) input.findings.addMissingReceipt(hash)
  const incomplete = withoutCharge.size > 0 || withoutL1Fee.length > 0
  return {
    gas: {
      wei: sumOf('charged'),
      transactions: charged.length,
      notChargedWei: sumOf('notCharged'),
      approvalsWei: sumOf('approval'),
      incomplete,
    },
    value: incomplete ? null : charged.reduce<number | null>(addValue, 0),
    lines,
  }
}

function addValue(sum: number | null, { value }: GasLine): number | null {
  return sum === null || value === null ? null : sum + value
}

function computeGasLine(charge: GasCharge, input: WindowGasInput): GasLine | null {
  const { kind, cost } = charge
  const isListed =
    kind === 'approval'
      ? input.withApprovals && isApprovalListed(input.bounds, cost.blockNumber)
      : isInside(input.bounds, cost.blockNumber)
  const shareWei = kind === 'approval' ? cost.feeWei : sumShares(charge, input.positionIds)
  if (!isListed || shareWei === null) return null
  const value =
    kind === 'charged'
      ? input.valuer.valueNative(shareWei, cost.blockNumber)
      : computeListedValue(shareWei, input.valuer.quoteNative(cost.blockNumber))
  return { charge, shareWei, value: value === null ? null : 0 - value }
}

/** Gas that is only listed needs no price: where there is none, nothing is missing from any figure. */
function computeListedValue(wei: bigint, nativePrice: number | null): number | null {
  return nativePrice === null ? null : (Number(wei) / 1e18) * nativePrice
}

function sumShares({ shares }: GasCharge, positionIds: ReadonlySet<string>): bigint | null {
  const own = shares.filter(({ positionId }) => positionIds.has(positionId))
  return own.length === 0 ? null : own.reduce((sum, { wei }) => sum + wei, 0n)
}

function findMissingCharges({
  chargeOf,
  entries,
  transactions,
  positionIds,
  bounds,
}: WindowGasInput): ReadonlySet<Hex> {
  const missing = new Set<Hex>()
  const touching = transactions.filter(
    ({ positionId, blockNumber }) => positionIds.has(positionId) && isInside(bounds, blockNumber),
  )
  for (const { transactionHash, positionId } of [...entries, ...touching]) {
    if (transactionHash === null || missing.has(transactionHash)) continue
    const shares = chargeOf.get(transactionHash)?.shares ?? []
    if (!shares.some((share) => share.positionId === positionId)) missing.add(transactionHash)
  }
  return missing
}
