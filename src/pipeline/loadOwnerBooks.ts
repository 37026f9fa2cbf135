import { computeGasCharges } from '../accounting/computeGasCharges'
import { computeOwnerTransactions } from '../accounting/computeOwnerTransactions'
import type { ChainClient, TransactionReceipt } from '../chain/chainClient'
import { fetchReceipts } from '../chain/fetchReceipts'
import { fetchTimestamps } from '../chain/fetchTimestamps'
import type { Missing } from '../domain/coverage'
import type { GasCharge, TransactionCost } from '../domain/gas'
import type { PositionHistory } from '../domain/ledger'
import type { Pool } from '../domain/pool'
import type { Position } from '../domain/position'
import type { Address, BlockRange, Hex } from '../domain/primitives'
import type { ProtocolAdapter } from '../protocols/adapter'

/** An owner's positions with what the pools really paid out, and what every transaction on them cost. */
export interface OwnerBooks {
  readonly owner: Address
  readonly isContract: boolean
  readonly histories: readonly PositionHistory[]
  readonly charges: readonly GasCharge[]
  readonly missing: readonly Missing[]
}

interface OwnerBooksInput {
  readonly owner: Address
  readonly isContract: boolean
  /** Every position that is known to be or have been the owner's. */
  readonly histories: readonly PositionHistory[]
  /** Pools whose tokens' approvals are listed. */
  readonly pools: readonly Pool[]
  /** Transactions before it are left out: their gas is outside of every window that will be asked for. */
  readonly range: BlockRange
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
  { owner, isContract, histories, pools, range }: OwnerBooksInput,
): Promise<OwnerBooks> {
  const hashes = computeOwnerTransactions(histories, owner)
    .filter(({ blockNumber }) => blockNumber >= range.fromBlock)
    .map(({ transactionHash }) => transactionHash)
  const [receipts, approvals] = await Promise.all([
    fetchReceipts(client, [...new Set(hashes)]),
    loadApprovals(client, adapter, owner, pools, range),
  ])
  const others = await loadTouchedHistories(client, adapter, histories, receipts, range)
  const allReceipts = new Map([...approvals.receipts, ...receipts])
  const costs = await loadCosts(client, allReceipts)
  const paidHistories = adapter.withPayouts(histories, receipts)
  return {
    owner,
    isContract,
    histories: paidHistories,
    charges: computeGasCharges({
      owner,
      ownerIsContract: isContract,
      histories: [...paidHistories, ...others],
      costs,
      approvals: approvals.hashes,
    }),
    missing: findMissingReceipts(hashes, receipts),
  }
}

async function loadApprovals(
  client: ChainClient,
  adapter: ProtocolAdapter,
  owner: Address,
  pools: readonly Pool[],
  range: BlockRange,
): Promise<{ hashes: readonly Hex[]; receipts: ReadonlyMap<Hex, TransactionReceipt> }> {
  const hashes = await adapter.approvals(client, owner, pools, range)
  return { hashes, receipts: await fetchReceipts(client, hashes) }
}

/** Histories of the positions that these transactions touched besides the known ones: any of them may be the owner's too. */
async function loadTouchedHistories(
  client: ChainClient,
  adapter: ProtocolAdapter,
  known: readonly PositionHistory[],
  receipts: ReadonlyMap<Hex, TransactionReceipt>,
  range: BlockRange,
): Promise<readonly PositionHistory[]> {
  const knownIds = new Set(known.map((history) => history.position.id))
  const ids = new Set([...receipts.values()].flatMap((receipt) => adapter.touchedPositions(receipt)))
  const others = [...ids].filter((id) => !knownIds.has(id)).map((id): Position => adapter.unplacedPosition(id))
  return others.length === 0 ? [] : adapter.history(client, others, range)
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

function findMissingReceipts(
  hashes: readonly Hex[],
  receipts: ReadonlyMap<Hex, TransactionReceipt>,
): readonly Missing[] {
  const absent = new Set(hashes.filter((hash) => !receipts.has(hash)))
  if (absent.size === 0) return []
  return [{ what: `Gas of ${absent.size} transactions`, why: 'The endpoint does not have their receipts.' }]
}
