import { computeNeededBlocks } from '../accounting/computeNeededBlocks'
import { computePerformance } from '../accounting/computePerformance'
import type { PerformanceResult } from '../accounting/computePerformance'
import type { PerformanceInput } from '../accounting/performanceInput'
import { computeNetSeries } from '../accounting/computeNetSeries'
import { computeTimeline, computeStateAt } from '../accounting/computeTimeline'
import type { ChainClient } from '../chain/chainClient'
import { fetchTimestamps } from '../chain/fetchTimestamps'
import type { Missing } from '../domain/coverage'
import type { PositionHistory } from '../domain/ledger'
import type { Window } from '../domain/performance'
import type { Pool, Token } from '../domain/pool'
import { isSameAddress } from '../domain/primitives'
import type { ClaimableReward, ProtocolAdapter } from '../protocols/adapter'
import type { OwnerBooks } from './loadOwnerBooks'
import { loadSnapshots } from './loadSnapshots'
import type { SnapshotNeed } from './loadSnapshots'
import type { PoolPrices } from './poolPrices'

/** One owner's figures in the pool, and their net at each sample where it was asked for. */
export interface OwnerResult {
  readonly books: OwnerBooks
  readonly result: PerformanceResult
  readonly series: readonly (number | null)[] | null
  readonly missing: readonly Missing[]
}

export interface OwnerResultInput {
  readonly pool: Pool
  readonly window: Window
  readonly books: OwnerBooks
  readonly prices: PoolPrices
  /** Blocks whose net is wanted for the chart, with their times; empty for none. */
  readonly samples: readonly { readonly blockNumber: number; readonly timestamp: number }[]
  readonly hasArchiveState: boolean
  readonly rewardTokens: readonly Token[]
}

/** The owner's positions in this pool. */
export function findPoolHistories(books: OwnerBooks, pool: Pool): readonly PositionHistory[] {
  return books.histories.filter(({ position }) => isSameAddress(position.pool, pool.address))
}

/** Reads the states, prices and times that one owner's figures need, all side by side, and computes them. */
export async function loadOwnerResult(
  client: ChainClient,
  adapter: ProtocolAdapter,
  { pool, window, books, prices, samples, hasArchiveState, rewardTokens }: OwnerResultInput,
): Promise<OwnerResult> {
  const { owner, charges } = books
  const histories = findPoolHistories(books, pool)
  const needs = computeNeededBlocks(histories, owner, window, charges)
  const positions = new Map(histories.map(({ position }) => [position.id, position]))
  const neededStates = [...needs.snapshots, ...needs.rangeSnapshots].flatMap(({ positionId, blockNumber }) => {
    const position = positions.get(positionId)
    return position ? [{ position, blockNumber }] : []
  })
  const sampledStates = samples.flatMap(({ blockNumber }) => listStatesAt(histories, blockNumber))
  const isKept = ({ blockNumber }: SnapshotNeed) => hasArchiveState || blockNumber === window.toBlock

  const [snapshots, table, timestamps, claimable] = await Promise.all([
    loadSnapshots(client, adapter, [...neededStates, ...sampledStates].filter(isKept)),
    prices.load([...needs.priceBlocks, ...samples.map(({ blockNumber }) => blockNumber)]),
    fetchTimestamps(client, needs.timestampBlocks),
    loadClaimable(client, adapter, books, histories, [
      window.toBlock,
      ...(hasArchiveState ? samples.map(({ blockNumber }) => blockNumber) : []),
    ]),
  ])
  const input: PerformanceInput = {
    owner,
    pool,
    window,
    histories,
    snapshots: snapshots.byKey,
    prices: table,
    gas: charges,
    claimable: claimable.get(window.toBlock) ?? [],
    rewardTokens,
    timestamps,
  }
  return {
    books,
    result: computePerformance(input),
    series:
      samples.length === 0
        ? null
        : computeNetSeries(
            input,
            samples.map((sample) => {
              const rewards = claimable.get(sample.blockNumber)
              return rewards === undefined ? sample : { ...sample, claimable: rewards }
            }),
          ),
    missing: [...books.missing, ...histories.flatMap((history) => history.missing ?? []), ...snapshots.missing],
  }
}

/** The positions whose state at a block is not simply the one they have now. */
function listStatesAt(histories: readonly PositionHistory[], blockNumber: number): readonly SnapshotNeed[] {
  return histories.flatMap((history) => {
    const { events } = history
    if (events.every((event) => event.blockNumber > blockNumber)) return []
    const { liquidity } = computeStateAt(computeTimeline(history), blockNumber)
    const isSettled = liquidity === 0n && events.every((event) => event.blockNumber <= blockNumber)
    return isSettled ? [] : [{ position: history.position, blockNumber }]
  })
}

/** What farms owe at each block; nothing is read for an owner who never staked. */
async function loadClaimable(
  client: ChainClient,
  adapter: ProtocolAdapter,
  { owner }: OwnerBooks,
  histories: readonly PositionHistory[],
  blockNumbers: readonly number[],
): Promise<ReadonlyMap<number, readonly ClaimableReward[]>> {
  const staked = histories.filter(({ events }) => events.some((event) => event.type === 'stake'))
  if (staked.length === 0) return new Map(blockNumbers.map((block) => [block, []]))
  const entries = await Promise.all(
    [...new Set(blockNumbers)].map(
      async (block) => [block, await adapter.claimableRewards(client, owner, staked, block)] as const,
    ),
  )
  return new Map(entries)
}
