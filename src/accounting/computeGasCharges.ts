import type { GasCharge, TransactionCost } from '../domain/gas'
import type { PositionHistory } from '../domain/ledger'
import { isSameAddress } from '../domain/primitives'
import type { Address, Hex } from '../domain/primitives'
import { computeOwnerTransactions } from './computeOwnerTransactions'
import { comparePositionIds } from './comparePositionIds'

export interface GasChargesInput {
  readonly owner: Address
  /** A Safe, a smart account or a vault: somebody pays on its behalf. */
  readonly ownerIsContract: boolean
  /** Every position that the owner ever held, in all pools: a transaction's gas is shared by all it touched. */
  readonly histories: readonly PositionHistory[]
  /** What transactions cost, by hash. */
  readonly costs: ReadonlyMap<Hex, TransactionCost>
  /** Transactions in which the owner approved tokens or positions. */
  readonly approvals: readonly Hex[]
}

/**
 * Computes how the gas of each transaction falls on an owner's positions, ordered by block.
 *
 * A transaction that touches k of the owner's positions is split into k equal shares in wei; the remainder of the division goes to
 * the lowest position id, so the shares add up to the transaction. It is charged when the owner sent it, or when the owner is a
 * contract; else it is listed and not charged. An approval that also touched a position is an ordinary transaction, and one
 * that somebody else sent for an account (a permit) cost the owner nothing and is left out.
 *
 * Transactions without a cost in `costs` are left out: `computePerformance` finds them missing.
 */
export function computeGasCharges(input: GasChargesInput): readonly GasCharge[] {
  const { owner, ownerIsContract, histories, costs, approvals } = input
  const isPaidByOwner = (cost: TransactionCost) => ownerIsContract || isSameAddress(cost.from, owner)
  const charges: GasCharge[] = []

  const touched = computeTouchedPositions(histories, owner)
  for (const [hash, positionIds] of touched) {
    const cost = costs.get(hash)
    if (!cost) continue
    charges.push({
      cost,
      kind: isPaidByOwner(cost) ? 'charged' : 'notCharged',
      shares: computeGasShares(cost.feeWei, [...positionIds]),
    })
  }

  for (const hash of new Set(approvals)) {
    const cost = costs.get(hash)
    if (cost && !touched.has(hash) && isPaidByOwner(cost)) charges.push({ cost, kind: 'approval', shares: [] })
  }

  return charges.sort((a, b) => a.cost.blockNumber - b.cost.blockNumber)
}

/** Splits wei equally; the lowest position id also gets what the division leaves over. Shares are in order of ids. */
export function computeGasShares(feeWei: bigint, positionIds: readonly string[]): GasCharge['shares'] {
  const ids = [...positionIds].sort(comparePositionIds)
  const count = BigInt(ids.length)
  return ids.map((positionId, index) => ({
    positionId,
    wei: index === 0 ? feeWei / count + (feeWei % count) : feeWei / count,
  }))
}

function computeTouchedPositions(
  histories: readonly PositionHistory[],
  owner: Address,
): ReadonlyMap<Hex, ReadonlySet<string>> {
  const touched = new Map<Hex, Set<string>>()
  for (const { transactionHash, positionId } of computeOwnerTransactions(histories, owner)) {
    const positionIds = touched.get(transactionHash) ?? new Set()
    touched.set(transactionHash, positionIds.add(positionId))
  }
  return touched
}
