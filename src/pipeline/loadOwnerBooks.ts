import { computeGasCharges } from '../accounting/computeGasCharges'
import { computeOwnerTransactions } from '../accounting/computeOwnerTransactions'
import type { ChainClient, TransactionReceipt } from '../chain/chainClient'
import { fetchReceipts } from '../chain/fetchReceipts'
import { fetchTimestamps } from '../chain/fetchTimestamps'
import type { GasCharge, TransactionCost } from '../domain/gas'
import type { PositionHistory } from '../domain/ledger'
import type { Pool } from '../domain/pool'
import type { Position } from '../domain/position'
import type { Address, BlockRange, Hex } from '../domain/primitives'
import { isSameAddress } from '../domain/primitives'
import type { Approval, ProtocolAdapter } from '../protocols/adapter'
import { isByStranger } from './isByStranger'

/** An owner's positions with what the pools really paid out, and what every transaction on them cost. */
export interface OwnerBooks {
  readonly owner: Address
  readonly histories: readonly PositionHistory[]
  readonly charges: readonly GasCharge[]
  /** Transactions on the positions that somebody else made without any part of the owner. */
  readonly byStrangers: ReadonlySet<Hex>
  /** What the charges of kind `approval` were given for. */
  readonly approvals: readonly Approval[]
}

export interface OwnerBooksInput {
  readonly owner: Address
  /** Whether the owner is a contract, for which others pay; still on its way while receipts are read. */
  readonly isContract: Promise<boolean>
  /** Every position that is known to be or have been the owner's. */
  readonly histories: readonly PositionHistory[]
  /** Pools whose figures are wanted: only transactions on positions in them are read. */
  readonly pools: readonly Pool[]
  /** The owner's approvals, still on their way. */
  readonly approvals: Promise<readonly Approval[]>
  /** Transactions before it are left out: their gas is outside of every window that will be asked for. */
  readonly range: BlockRange
  /** `false` where only `range` matters of the other positions that its transactions touched. @default true */
  readonly isWhole?: boolean
}

/** The owner's positions in a pool. */
export function findPoolHistories(histories: readonly PositionHistory[], pool: Pool): readonly PositionHistory[] {
  return histories.filter(({ position }) => isSameAddress(position.pool, pool.address))
}

/** The approvals that concern one pool: not those of other tokens, or of positions in other pools. */
export function findPoolApprovals(
  approvals: readonly Approval[],
  histories: readonly PositionHistory[],
  pool: Pool,
): readonly Approval[] {
  const positionIds = new Set(findPoolHistories(histories, pool).map(({ position }) => position.id))
  return approvals.filter(({ subject }) => {
    if (subject === null) return true
    if ('positionId' in subject) return positionIds.has(subject.positionId)
    return [pool.token0, pool.token1].some(({ address }) => isSameAddress(address, subject.token))
  })
}

/** The charges that concern one pool: all but approvals for other pools. */
export function findPoolCharges({ histories, charges, approvals }: OwnerBooks, pool: Pool): readonly GasCharge[] {
  const approving = new Set(findPoolApprovals(approvals, histories, pool).map(({ transactionHash }) => transactionHash))
  return charges.filter(({ kind, cost }) => kind !== 'approval' || approving.has(cost.transactionHash))
}

/**
 * Loads receipts and approvals of an owner and closes the books on gas.
 *
 * A transaction's gas is shared by all positions of the owner that it touched. Those that `histories` does not hold
 * (the whale's positions in other pools) are found in the receipts and looked up, so that a share is never too large.
 */
export async function loadOwnerBooks(
  client: ChainClient,
  adapter: ProtocolAdapter,
  { owner, isContract, histories, pools, approvals, range, isWhole = true }: OwnerBooksInput,
): Promise<OwnerBooks> {
  const wanted = pools.flatMap((pool) => findPoolHistories(histories, pool))
  const hashes = computeOwnerTransactions(wanted, owner)
    .filter(({ blockNumber }) => blockNumber >= range.fromBlock)
    .map(({ transactionHash }) => transactionHash)
  const [receipts, approved, ownerIsContract] = await Promise.all([
    fetchReceipts(client, hashes),
    loadApproving(client, adapter, approvals),
    isContract,
  ])
  const [others, costs] = await Promise.all([
    loadTouchedHistories(client, adapter, { known: histories, receipts, range, isWhole }),
    loadCosts(client, new Map([...approved.receipts, ...receipts])),
  ])
  const compared = adapter.comparedWithReceipts(owner, [...histories, ...others], receipts)
  const paidHistories = adapter.withPayouts(compared.slice(0, histories.length), receipts)
  return {
    owner,
    histories: paidHistories,
    charges: computeGasCharges({
      owner,
      ownerIsContract,
      histories: compared,
      costs,
      approvals: approved.approvals.map(({ transactionHash }) => transactionHash),
    }),
    byStrangers: new Set(
      [...receipts].flatMap(([hash, receipt]) => (isByStranger(receipt, owner, ownerIsContract) ? [hash] : [])),
    ),
    approvals: approved.approvals,
  }
}

/**
 * Keeps the approvals of transactions that touched no position: what else a transaction did has its gas already. One whose
 * receipt the node does not have is kept too: nothing says that it did more.
 */
async function loadApproving(
  client: ChainClient,
  adapter: ProtocolAdapter,
  approvalsLoading: Promise<readonly Approval[]>,
): Promise<{ approvals: readonly Approval[]; receipts: ReadonlyMap<Hex, TransactionReceipt> }> {
  const approvals = await approvalsLoading
  const receipts = await fetchReceipts(
    client,
    approvals.map(({ transactionHash }) => transactionHash),
  )
  const touchesNothing = ({ transactionHash }: Approval) => {
    const receipt = receipts.get(transactionHash)
    return receipt === undefined || adapter.touchedPositions(receipt).length === 0
  }
  return { approvals: approvals.filter(touchesNothing), receipts }
}

interface TouchedInput {
  readonly known: readonly PositionHistory[]
  readonly receipts: ReadonlyMap<Hex, TransactionReceipt>
  readonly range: BlockRange
  readonly isWhole: boolean
}

/** Histories of the positions that these transactions touched besides the known ones: any of them may be the owner's too. */
async function loadTouchedHistories(
  client: ChainClient,
  adapter: ProtocolAdapter,
  { known, receipts, range, isWhole }: TouchedInput,
): Promise<readonly PositionHistory[]> {
  const knownIds = new Set(known.map((history) => history.position.id))
  const ids = new Set([...receipts.values()].flatMap((receipt) => adapter.touchedPositions(receipt)))
  const others = [...ids].filter((id) => !knownIds.has(id)).map((id): Position => adapter.unplacedPosition(id))
  if (others.length === 0) return []
  return isWhole ? adapter.history(client, others, range) : adapter.search.openedHistories(client, others, range)
}

async function loadCosts(
  client: ChainClient,
  receipts: ReadonlyMap<Hex, TransactionReceipt>,
): Promise<ReadonlyMap<Hex, TransactionCost>> {
  const timestamps = await fetchTimestamps(
    client,
    [...receipts.values()].map((receipt) => receipt.blockNumber),
  )
  return new Map(
    [...receipts].map(([hash, receipt]) => [
      hash,
      {
        transactionHash: hash,
        blockNumber: receipt.blockNumber,
        timestamp: timestamps.get(receipt.blockNumber) as number,
        from: receipt.from,
        feeWei: receipt.feeWei,
        l1FeeMissing: receipt.l1FeeMissing,
      },
    ]),
  )
}
