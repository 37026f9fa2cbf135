import { computeBounds, isApprovalListed } from '../accounting/computeBounds'
import { computeNeededBlocks } from '../accounting/computeNeededBlocks'
import { computePerformance } from '../accounting/computePerformance'
import { computeProvenStart } from '../accounting/computeProvenStart'
import type { PerformanceResult } from '../accounting/computePerformance'
import type { PerformanceInput } from '../accounting/performanceInput'
import { computeNetSeries } from '../accounting/computeNetSeries'
import { computeTimeline, computeStateAt } from '../accounting/computeTimeline'
import type { ChainClient } from '../chain/chainClient'
import { fetchTimestamps, fetchTimestampsFromState } from '../chain/fetchTimestamps'
import type { Missing } from '../domain/coverage'
import type { PositionHistory } from '../domain/ledger'
import type { Window } from '../domain/performance'
import type { Pool } from '../domain/pool'
import type { Address, BlockRange } from '../domain/primitives'
import { AppError, CancelledError } from '../errors'
import type { Approval, ClaimableReward, ProtocolAdapter, ReplayLimits } from '../protocols/adapter'
import { contradictStaked, loadClaimable } from './loadClaimable'
import { findPoolApprovals, findPoolCharges, findPoolHistories } from './loadOwnerBooks'
import type { OwnerBooks } from './loadOwnerBooks'
import { loadRewardTokens } from './loadRewardTokens'
import type { Sample } from './loadSamples'
import { loadSnapshots } from './loadSnapshots'
import type { SnapshotNeed } from './loadSnapshots'
import type { PoolPrices } from './poolPrices'

/** An owner whose figures are wanted. */
export interface Owner {
  readonly owner: Address
  /** Every position that is or was the owner's, as the logs tell it. */
  readonly histories: readonly PositionHistory[]
  /** The owner's approvals, still on their way. */
  readonly approvals: Promise<readonly Approval[]>
  /** The histories with payouts and gas: still on their way while states and prices are read. */
  readonly books: Promise<OwnerBooks>
}

/** One owner's figures in the pool, and their net at each sample where it was asked for. */
export interface OwnerResult {
  readonly result: PerformanceResult
  readonly series: readonly (number | null)[] | null
  readonly missing: readonly Missing[]
  /** Where states that fees need could not be proven: the earliest block from which on they can, `null` where there is none. */
  readonly provenStart?: ProvenStart | null
}

/** Since when an owner's fees can be proven. */
export interface ProvenStart {
  readonly blockNumber: number
  /** The block at whose end the logs begin that prove it. */
  readonly logsFromBlock: number
}

/** What the figures of both sides are computed over. */
export interface OwnerResultInput {
  readonly pool: Pool
  readonly window: Window
  /** Blocks whose logs may prove states. */
  readonly searched: BlockRange
  readonly prices: PoolPrices
  /** Blocks whose net is wanted for the chart; empty for none. */
  readonly seriesBlocks: readonly number[]
  /** The same with their times, still on their way. */
  readonly samples: Promise<readonly Sample[]>
  readonly hasArchiveState: boolean
  /** The figures are shown until others are known: they are worth no reading of the pool's past. */
  readonly isProvisional: boolean
  /** What the pool's swaps are worth where fees depend on them. */
  readonly replayLimits: ReplayLimits
}

/** Reads the states, prices and times that one owner's figures need, all side by side with the owner's books, and computes them. */
export async function loadOwnerResult(
  client: ChainClient,
  adapter: ProtocolAdapter,
  shared: OwnerResultInput,
  { owner, histories, approvals, books: booksLoading }: Owner,
): Promise<OwnerResult> {
  const { pool, window, prices, seriesBlocks, samples: samplesLoading, hasArchiveState, isProvisional } = shared
  const logged = findPoolHistories(histories, pool)
  const needs = computeNeededBlocks(logged, owner, window)
  const pricedBlocks = [...needs.priceBlocks, ...seriesBlocks]
  const fetchTimes = hasArchiveState ? fetchTimestampsFromState : fetchTimestamps

  const [books, samples, snapshots, timestamps, claimable] = await Promise.all([
    booksLoading,
    samplesLoading,
    loadSnapshots(client, adapter, listNeededStates(logged, needs, seriesBlocks), {
      pool,
      histories: logged,
      reportBlock: window.toBlock,
      hasArchiveState,
      isProvisional,
      limits: shared.replayLimits,
    }),
    fetchTimes(client, needs.timestampBlocks),
    loadClaimableAt(client, adapter, owner, logged, [window.toBlock, ...(hasArchiveState ? seriesBlocks : [])]),
    prices.load(pricedBlocks),
    approvals.then((given) =>
      prices.load(listApprovalBlocks(findPoolApprovals(given, logged, pool), logged, owner, window)),
    ),
  ])
  const isFarmSure = [...claimable.values()].every((rewards) => rewards !== null)
  const read = findPoolHistories(books.histories, pool)
  const paid = isFarmSure ? read : contradictStaked(read)
  const gas = findPoolCharges(books, pool)
  const claimableNow = claimable.get(window.toBlock) ?? []
  const rewardTokens = await loadRewardTokens(client, adapter, paid, claimableNow, window.toBlock)
  await prices.load(
    rewardTokens.length === 0 ? [] : pricedBlocks,
    rewardTokens.map(({ address }) => address),
  )
  const input: PerformanceInput = {
    owner,
    pool,
    window,
    histories: paid,
    snapshots: snapshots.byKey,
    prices: prices.table,
    gas,
    claimable: claimableNow,
    rewardTokens,
    timestamps,
  }
  const isUndecided = logged.some(({ opening }) => opening?.owed === null)
  const isUnproven = (snapshots.missing.length > 0 || isUndecided) && !isProvisional && !hasArchiveState
  return {
    ...(isUnproven && { provenStart: await loadProvenStart(client, adapter, shared, owner, logged) }),
    result: computePerformance(input),
    series: seriesBlocks.length === 0 ? null : computeNetSeries(input, addClaimable(samples, claimable)),
    missing: [
      ...paid.flatMap(({ missing }) => missing ?? []),
      ...snapshots.missing,
      ...describeUnpaidApprovals(findPoolApprovals(books.approvals, paid, pool), input),
    ],
  }
}

/** The earliest block from which on an owner's fees can be proven by the pool's logs; `null` where there is none. */
async function loadProvenStart(
  client: ChainClient,
  adapter: ProtocolAdapter,
  { pool, window, searched, replayLimits }: OwnerResultInput,
  owner: Address,
  histories: readonly PositionHistory[],
): Promise<ProvenStart | null> {
  try {
    const { logsFromBlock, blocks } = await adapter.provenSince(client, pool, histories, searched, replayLimits)
    const blockNumber = computeProvenStart(histories, owner, window, blocks)
    return blockNumber === null ? null : { blockNumber, logsFromBlock }
  } catch (error) {
    // What the figures need was read before: without this they are what they are.
    if (!(error instanceof AppError) || error instanceof CancelledError) throw error
    return null
  }
}

/** Blocks of the approvals that the owner's figures list: their gas is shown with its value. */
function listApprovalBlocks(
  approvals: readonly Approval[],
  histories: readonly PositionHistory[],
  owner: Address,
  window: Window,
): readonly number[] {
  const bounds = computeBounds(histories, owner, window)
  return approvals.flatMap(({ blockNumber }) => (isApprovalListed(bounds, blockNumber) ? blockNumber : []))
}

/** Approvals that would be listed, and whose cost is not known. */
function describeUnpaidApprovals(
  approvals: readonly Approval[],
  { histories, owner, window, gas }: PerformanceInput,
): readonly Missing[] {
  const bounds = computeBounds(histories, owner, window)
  const paid = new Set(gas.map(({ cost }) => cost.transactionHash))
  const unpaid = approvals.filter(
    ({ blockNumber, transactionHash }) => isApprovalListed(bounds, blockNumber) && !paid.has(transactionHash),
  )
  if (unpaid.length === 0) return []
  const what = `Gas of ${unpaid.length === 1 ? '1 approval' : `${unpaid.length} approvals`}`
  return [{ what, why: 'The endpoint does not have their receipts. Approvals are no part of net.' }]
}

function addClaimable(
  samples: readonly Sample[],
  claimable: ReadonlyMap<number, readonly ClaimableReward[] | null>,
): readonly (Sample & { readonly claimable?: readonly ClaimableReward[] })[] {
  return samples.map((sample) => {
    const rewards = claimable.get(sample.blockNumber) ?? undefined
    return rewards === undefined ? sample : { ...sample, claimable: rewards }
  })
}

/** The states that figures and charts need. */
function listNeededStates(
  histories: readonly PositionHistory[],
  { snapshots, rangeSnapshots }: ReturnType<typeof computeNeededBlocks>,
  seriesBlocks: readonly number[],
): readonly SnapshotNeed[] {
  const positions = new Map(histories.map(({ position }) => [position.id, position]))
  const placeOf = (isExtra: boolean) => (need: { readonly positionId: string; readonly blockNumber: number }) => {
    const position = positions.get(need.positionId)
    return position ? [{ position, blockNumber: need.blockNumber, isExtra }] : []
  }
  const sampled = seriesBlocks.flatMap((blockNumber) => listStatesAt(histories, blockNumber))
  return [...snapshots.flatMap(placeOf(false)), ...rangeSnapshots.flatMap(placeOf(true)), ...sampled]
}

/** The positions whose state at a block is not simply the one they have now. */
function listStatesAt(histories: readonly PositionHistory[], blockNumber: number): readonly SnapshotNeed[] {
  return histories.flatMap((history) => {
    const { events, opening } = history
    if (opening === undefined && events.every((event) => event.blockNumber > blockNumber)) return []
    const { liquidity } = computeStateAt(computeTimeline(history), blockNumber)
    const isSettled = liquidity === 0n && events.every((event) => event.blockNumber <= blockNumber)
    return isSettled ? [] : [{ position: history.position, blockNumber, isExtra: true }]
  })
}

/** What farms owe at each block, `null` where they contradict their own logs. */
async function loadClaimableAt(
  client: ChainClient,
  adapter: ProtocolAdapter,
  owner: Address,
  histories: readonly PositionHistory[],
  blockNumbers: readonly number[],
): Promise<ReadonlyMap<number, readonly ClaimableReward[] | null>> {
  const entries = await Promise.all(
    [...new Set(blockNumbers)].map(
      async (block) => [block, await loadClaimable(client, adapter, owner, histories, block)] as const,
    ),
  )
  return new Map(entries)
}
