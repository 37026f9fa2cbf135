import type { ChainClient } from '../../chain/chainClient'
import { contractCall } from '../../chain/contractCall'
import type { CallResult, ContractCall } from '../../chain/contractCall'
import { fetchContracts } from '../../chain/fetchContracts'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { Position, Snapshot } from '../../domain/position'
import { ContractRevertedError } from '../../errors'
import { computeCollectable } from '../../math/computeCollectable'
import { computeTokensOwed } from '../../math/computeTokensOwed'
import type { FeeBooks } from '../../math/computeTokensOwed'
import { computeFeeGrowthInside } from '../../math/feeGrowth'
import { poolAbi, positionManagerAbi } from './abi'
import { computePositionKey } from './computePositionKey'

/**
 * Reads the state of positions of any number of pools at the end of a block. A position that did not exist then (not yet
 * minted, or burned) has nothing in it.
 *
 * Reads one multicall: the position manager's and the pools' own books, the ticks, the fee growth and `slot0`. What a `collect` would
 * pay out is computed from these, to the last unit.
 *
 * @throws HistoryUnavailableError where the node keeps no such state.
 * @throws ContractRevertedError when a pool does not answer although the position has something in it.
 */
export async function fetchSnapshots(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  positions: readonly Position[],
  blockNumber: number,
): Promise<readonly Snapshot[]> {
  const batch = new CallBatch()
  const reads = positions.map((position) => addReads(batch, deployment, position))
  await batch.fetch(client, blockNumber)
  return positions.map((position, index) => computeSnapshot(position, reads[index] as PositionReads, blockNumber))
}

/** What the contracts keep of a position at the end of a block. */
export interface PositionBooks {
  /** The position manager's own; `null` for liquidity without an NFT, and where the NFT does not exist. */
  readonly nft: FeeBooks | null
  readonly pool: FeeBooks
  /** Where a tick of the range is not initialized, this means nothing. */
  readonly feeGrowthInsideX128: readonly [bigint, bigint]
  readonly secondsInside: number | null
}

/**
 * Reads what the contracts keep of positions at the end of a block, in their order. Reads as `fetchSnapshots`.
 *
 * @throws as `fetchSnapshots`.
 */
export async function fetchPositionBooks(
  client: ChainClient,
  deployment: UniswapV3Deployment,
  positions: readonly Position[],
  blockNumber: number,
): Promise<readonly PositionBooks[]> {
  const batch = new CallBatch()
  const reads = positions.map((position) => addReads(batch, deployment, position))
  await batch.fetch(client, blockNumber)
  return positions.map((position, index) => {
    const answers = reads[index] as PositionReads
    return {
      nft: readNftBooks(answers),
      pool: readPoolBooks(position, answers),
      feeGrowthInsideX128: readFeeGrowthInside(position, answers),
      secondsInside: readSecondsInside(answers),
    }
  })
}

/** Reads an answer once the batch was fetched. */
type Answer<T> = () => CallResult<T>

/** Calls of one multicall; the same call of two positions is made once. */
class CallBatch {
  readonly #calls = new Map<string, { readonly index: number; readonly call: ContractCall<unknown> }>()
  #answers: readonly CallResult<unknown>[] = []

  add<T>(call: ContractCall<T>): Answer<T> {
    const key = `${call.address}${call.data}`
    const known = this.#calls.get(key) ?? { index: this.#calls.size, call }
    this.#calls.set(key, known)
    return () => this.#answers[known.index] as CallResult<T>
  }

  async fetch(client: ChainClient, blockNumber: number): Promise<void> {
    const calls = [...this.#calls.values()].map((entry) => entry.call)
    this.#answers = await fetchContracts(client, calls, blockNumber)
  }
}

type PositionReads = ReturnType<typeof addReads>

function addReads(batch: CallBatch, deployment: UniswapV3Deployment, position: Position) {
  const { pool, tickLower, tickUpper } = position
  const readTick = (tick: number) => batch.add(contractCall(poolAbi, pool, 'ticks', [tick]))
  return {
    nft:
      position.kind === 'nft'
        ? batch.add(contractCall(positionManagerAbi, deployment.positionManager, 'positions', [BigInt(position.id)]))
        : null,
    poolPosition: batch.add(contractCall(poolAbi, pool, 'positions', [computePositionKey(position)])),
    slot0: batch.add(contractCall(poolAbi, pool, 'slot0', [])),
    feeGrowthGlobal0X128: batch.add(contractCall(poolAbi, pool, 'feeGrowthGlobal0X128', [])),
    feeGrowthGlobal1X128: batch.add(contractCall(poolAbi, pool, 'feeGrowthGlobal1X128', [])),
    lower: readTick(tickLower),
    upper: readTick(tickUpper),
    cumulatives: batch.add(contractCall(poolAbi, pool, 'snapshotCumulativesInside', [tickLower, tickUpper])),
  }
}

function computeSnapshot(position: Position, reads: PositionReads, blockNumber: number): Snapshot {
  const nft = readNftBooks(reads)
  const snapshot = {
    positionId: position.id,
    blockNumber,
    secondsInside: readSecondsInside(reads),
    ...(nft && { noted: { feeGrowthInsideLastX128: nft.feeGrowthInsideLastX128, tokensOwed: nft.tokensOwed } }),
  }
  const books = nft ?? (position.kind === 'nft' ? null : readPoolBooks(position, reads))
  if (books === null || isEmpty(books)) return { ...snapshot, liquidity: 0n, collectable: [0n, 0n] }

  const feeGrowthInsideX128 = readFeeGrowthInside(position, reads)
  const collectable =
    position.kind === 'nft'
      ? computeCollectable({ position: books, poolPosition: readPoolBooks(position, reads), feeGrowthInsideX128 })
      : computeTokensOwed(books, feeGrowthInsideX128)
  return { ...snapshot, liquidity: books.liquidity, collectable }
}

/** The position manager's books of an NFT; `null` when the NFT does not exist at that block. */
function readNftBooks({ nft }: PositionReads): FeeBooks | null {
  const answer = nft?.()
  if (answer?.ok !== true) return null
  const [, , , , , , , liquidity, growth0, growth1, owed0, owed1] = answer.value
  return { liquidity, feeGrowthInsideLastX128: [growth0, growth1], tokensOwed: [owed0, owed1] }
}

/** The pool's books of the position's range and owner. A pool that does not exist at that block has nothing in it. */
function readPoolBooks(position: Position, reads: PositionReads): FeeBooks {
  const answer = reads.poolPosition()
  if (!answer.ok) {
    if (position.kind === 'direct' && !reads.slot0().ok) {
      return { liquidity: 0n, feeGrowthInsideLastX128: [0n, 0n], tokensOwed: [0n, 0n] }
    }
    throw new ContractRevertedError(position.pool, 'positions', { details: answer.error })
  }
  const [liquidity, growth0, growth1, owed0, owed1] = answer.value
  return { liquidity, feeGrowthInsideLastX128: [growth0, growth1], tokensOwed: [owed0, owed1] }
}

function isEmpty({ liquidity, tokensOwed }: FeeBooks): boolean {
  return liquidity === 0n && tokensOwed[0] === 0n && tokensOwed[1] === 0n
}

function readFeeGrowthInside(
  { pool, tickLower, tickUpper }: Position,
  reads: PositionReads,
): readonly [bigint, bigint] {
  const [, tick] = requireAnswer(reads.slot0(), pool, 'slot0')
  const [, , lower0, lower1] = requireAnswer(reads.lower(), pool, 'ticks')
  const [, , upper0, upper1] = requireAnswer(reads.upper(), pool, 'ticks')
  return computeFeeGrowthInside({
    tick,
    tickLower,
    tickUpper,
    feeGrowthGlobalX128: [
      requireAnswer(reads.feeGrowthGlobal0X128(), pool, 'feeGrowthGlobal0X128'),
      requireAnswer(reads.feeGrowthGlobal1X128(), pool, 'feeGrowthGlobal1X128'),
    ],
    feeGrowthOutsideLowerX128: [lower0, lower1],
    feeGrowthOutsideUpperX128: [upper0, upper1],
  })
}

/** `null` when a tick is not initialized: then the pool does not count the time inside. */
function readSecondsInside({ cumulatives }: PositionReads): number | null {
  const answer = cumulatives()
  return answer.ok ? answer.value[2] : null
}

function requireAnswer<T>(answer: CallResult<T>, contract: string, functionName: string): T {
  if (!answer.ok) throw new ContractRevertedError(contract, functionName, { details: answer.error })
  return answer.value
}
