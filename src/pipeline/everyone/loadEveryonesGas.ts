import { computeBounds, isInside } from '../../accounting/computeBounds'
import { computeGasCharges } from '../../accounting/computeGasCharges'
import { computeOwnerTransactions } from '../../accounting/computeOwnerTransactions'
import type { OwnerTransaction } from '../../accounting/computeOwnerTransactions'
import { createGasEstimate } from '../../accounting/createGasEstimate'
import type { EstimateGas } from '../../accounting/createGasEstimate'
import type { ChainClient, TransactionReceipt } from '../../chain/chainClient'
import { fetchBaseFees } from '../../chain/fetchBaseFees'
import { fetchIsContract } from '../../chain/fetchIsContract'
import { fetchReceipts } from '../../chain/fetchReceipts'
import type { GasCharge, TransactionCost } from '../../domain/gas'
import type { PositionHistory } from '../../domain/ledger'
import type { Window } from '../../domain/performance'
import { isSameAddress } from '../../domain/primitives'
import type { Address, Hex } from '../../domain/primitives'
import type { ProtocolAdapter } from '../../protocols/adapter'
import type { WindowOwner } from './windowOwner'

/** Blocks whose base fee is read for an estimate; others take the nearest earlier one. */
const BASE_FEE_BLOCKS = 100
/** Receipts that an estimate is made from, spread evenly over those that were read. */
const SAMPLES = 64

/** The gas of every owner in the window. */
export interface EveryonesGas {
  /** By the owner's key. */
  readonly chargesOf: ReadonlyMap<string, readonly GasCharge[]>
  /** Keys of owners of whose gas a part is estimated. */
  readonly estimated: ReadonlySet<string>
  /** Transactions of the window by the owner's key. */
  readonly transactionsOf: ReadonlyMap<string, number>
  readonly transactions: number
  readonly estimatedTransactions: number
}

interface OwnerGasInput extends WindowOwner {
  readonly transactions: readonly OwnerTransaction[]
}

/**
 * Reads what the transactions of the window cost: receipts for the largest owners, up to `receiptLimit` of them; for all others an
 * estimate from their number of transactions and the base fees of their blocks.
 *
 * A transaction of an owner that touched positions of other pools is shared with them as if they were the owner's; that is an estimate
 * too, and said.
 *
 * @param input.owners largest first.
 * @param input.poolPositions ids of all positions of the pool, whoever owns them.
 */
export async function loadEveryonesGas(
  client: ChainClient,
  adapter: ProtocolAdapter,
  input: {
    readonly owners: readonly WindowOwner[]
    readonly poolPositions: ReadonlySet<string>
    readonly window: Window
    readonly receiptLimit: number
  },
): Promise<EveryonesGas> {
  const { owners, poolPositions, window, receiptLimit } = input
  const inputs = owners.map((owner) => ({ ...owner, transactions: listTransactions(owner, window) }))
  const { exact, others } = splitByReceipts(inputs, receiptLimit)
  const receipts = await fetchReceipts(client, listHashes(exact))
  const isContract = await fetchIsContract(client, listPaidByOthers(exact, receipts), window.toBlock)
  const estimate = others.length === 0 ? null : await loadEstimate(client, receipts, others)

  const chargesOf = new Map<string, readonly GasCharge[]>()
  const estimated = new Set<string>()
  for (const owner of exact) {
    const foreign = listForeignPositions(adapter, owner, receipts, poolPositions)
    if (foreign.length > 0) estimated.add(owner.key)
    const ownerIsContract = isContract.get(owner.key as Address) === true
    chargesOf.set(owner.key, computeCharges(owner, computeExactCosts(owner, receipts), ownerIsContract, foreign))
  }
  for (const owner of others) {
    if (owner.transactions.length > 0) estimated.add(owner.key)
    chargesOf.set(owner.key, computeCharges(owner, computeEstimatedCosts(owner, estimate), false, []))
  }
  const known = new Set(listHashes(exact))
  return {
    chargesOf,
    estimated,
    transactionsOf: new Map(inputs.map((owner) => [owner.key, listHashes([owner]).length])),
    transactions: listHashes(inputs).length,
    estimatedTransactions: listHashes(others).filter((hash) => !known.has(hash)).length,
  }
}

function listTransactions({ histories, owner }: WindowOwner, window: Window): readonly OwnerTransaction[] {
  const bounds = computeBounds(histories, owner, window)
  return computeOwnerTransactions(histories, owner).filter(({ blockNumber }) => isInside(bounds, blockNumber))
}

function listHashes(owners: readonly OwnerGasInput[]): readonly Hex[] {
  return [...new Set(owners.flatMap(({ transactions }) => transactions.map((it) => it.transactionHash)))]
}

/** The largest owners whose receipts together stay within the limit, and all others. */
function splitByReceipts(owners: readonly OwnerGasInput[], receiptLimit: number) {
  const exact: OwnerGasInput[] = []
  const others: OwnerGasInput[] = []
  const hashes = new Set<Hex>()
  for (const owner of owners) {
    const added = listHashes([owner]).filter((hash) => !hashes.has(hash))
    if (hashes.size + added.length > receiptLimit) {
      others.push(owner)
      continue
    }
    exact.push(owner)
    for (const hash of added) hashes.add(hash)
  }
  return { exact, others }
}

/** Owners with a transaction that somebody else sent: it is charged to them only where they are contracts. */
function listPaidByOthers(
  owners: readonly OwnerGasInput[],
  receipts: ReadonlyMap<Hex, TransactionReceipt>,
): readonly Address[] {
  return owners.flatMap(({ owner, transactions }) => {
    const isForeign = transactions.some(({ transactionHash }) => {
      const receipt = receipts.get(transactionHash)
      return receipt !== undefined && !isSameAddress(receipt.from, owner)
    })
    return isForeign ? [owner] : []
  })
}

async function loadEstimate(
  client: ChainClient,
  receipts: ReadonlyMap<Hex, TransactionReceipt>,
  others: readonly OwnerGasInput[],
): Promise<{ readonly estimate: EstimateGas; readonly baseFeeAt: (blockNumber: number) => bigint | null }> {
  // Where no large owner did anything, some of the others' receipts are read.
  const sampled =
    receipts.size > 0
      ? [...receipts.values()]
      : [...(await fetchReceipts(client, thin(listHashes(others), SAMPLES))).values()]
  const samples = thin(sampled, SAMPLES)
  const blocks = [...new Set(others.flatMap(({ transactions }) => transactions.map(({ blockNumber }) => blockNumber)))]
  const read = thin(
    blocks.sort((a, b) => a - b),
    BASE_FEE_BLOCKS,
  )
  const baseFees = await fetchBaseFees(client, [...read, ...samples.map(({ blockNumber }) => blockNumber)])
  const ascending = [...baseFees.keys()].sort((a, b) => a - b)
  return {
    estimate: createGasEstimate(
      samples.map(({ feeWei, blockNumber }) => ({ feeWei, baseFeeWei: baseFees.get(blockNumber) ?? null })),
    ),
    baseFeeAt: (blockNumber) => {
      const nearest = ascending.findLast((block) => block <= blockNumber) ?? ascending[0]
      return nearest === undefined ? null : (baseFees.get(nearest) ?? null)
    },
  }
}

/** At most `limit` items, evenly spread. */
function thin<T>(items: readonly T[], limit: number): readonly T[] {
  if (items.length <= limit) return items
  return Array.from({ length: limit }, (_, index) => items[Math.floor((index * items.length) / limit)] as T)
}

type Costs = ReadonlyMap<Hex, TransactionCost>

function computeExactCosts({ transactions }: OwnerGasInput, receipts: ReadonlyMap<Hex, TransactionReceipt>): Costs {
  const costs = new Map<Hex, TransactionCost>()
  for (const { transactionHash, blockNumber, timestamp } of transactions) {
    const receipt = receipts.get(transactionHash)
    if (receipt === undefined) continue
    const { from, feeWei, l1FeeMissing } = receipt
    costs.set(transactionHash, { transactionHash, blockNumber, timestamp, from, feeWei, l1FeeMissing })
  }
  return costs
}

function computeEstimatedCosts(
  { owner, transactions }: OwnerGasInput,
  estimates: Awaited<ReturnType<typeof loadEstimate>> | null,
): Costs {
  const costs = new Map<Hex, TransactionCost>()
  for (const { transactionHash, blockNumber, timestamp } of transactions) {
    const feeWei = estimates?.estimate(estimates.baseFeeAt(blockNumber)) ?? null
    if (feeWei === null) continue
    costs.set(transactionHash, { transactionHash, blockNumber, timestamp, from: owner, feeWei, l1FeeMissing: false })
  }
  return costs
}

/** Positions of other pools that the owner's transactions touched, as if they were the owner's. */
function listForeignPositions(
  adapter: ProtocolAdapter,
  { owner, transactions }: OwnerGasInput,
  receipts: ReadonlyMap<Hex, TransactionReceipt>,
  poolPositions: ReadonlySet<string>,
): readonly PositionHistory[] {
  const foreign = new Map<string, PositionHistory>()
  for (const { blockNumber, timestamp, logIndex, transactionHash } of transactions) {
    const receipt = receipts.get(transactionHash)
    if (receipt === undefined) continue
    const ref = { blockNumber, timestamp, logIndex, transactionHash }
    for (const id of adapter.touchedPositions(receipt)) {
      if (poolPositions.has(id)) continue
      const touches = [...(foreign.get(id)?.touches ?? []), ref]
      const ownerships = [{ owner, from: { ...ref, blockNumber: 0, logIndex: 0 }, to: null }]
      foreign.set(id, { position: adapter.unplacedPosition(id), events: [], touches, ownerships })
    }
  }
  return [...foreign.values()]
}

function computeCharges(
  { owner, histories }: OwnerGasInput,
  costs: Costs,
  ownerIsContract: boolean,
  foreign: readonly PositionHistory[],
): readonly GasCharge[] {
  return computeGasCharges({ owner, ownerIsContract, histories: [...histories, ...foreign], costs, approvals: [] })
}
