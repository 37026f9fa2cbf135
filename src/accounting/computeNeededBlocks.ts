import type { GasCharge } from '../domain/gas'
import type { PositionHistory } from '../domain/ledger'
import type { Window } from '../domain/performance'
import type { Address } from '../domain/primitives'
import { computeBookEntries, isHeldBy, type BookEntry } from './computeBookEntries'
import { computeBounds, isApprovalListed, isInside, type Bounds } from './computeBounds'
import { computeLiquidityIntervals, type LiquidityInterval } from './computeLiquidityIntervals'
import { computeOwnerTransactions } from './computeOwnerTransactions'
import { computeLastCountedBlock } from './computeTimeInRange'
import { computeTimeline, type Timeline } from './computeTimeline'
import { isSameEmptyStretch, isUntouchedAt } from './computeUncollectedFees'
import { Findings } from './findings'
import { snapshotKey } from './snapshotKey'

/** A position's state that must be read. */
export interface NeededSnapshot {
  readonly positionId: string
  readonly blockNumber: number
}

/** What must be read before an owner's figures can be computed. Blocks are in ascending order, nothing is named twice. */
export interface NeededBlocks {
  /** Blocks whose quotes and pool price are needed. */
  readonly priceBlocks: readonly number[]
  /** States that decide fees: at the window's start, at transfers and at the window's last block. */
  readonly snapshots: readonly NeededSnapshot[]
  /** States that only the time in range and the check for missing events need, besides those in `snapshots`. */
  readonly rangeSnapshots: readonly NeededSnapshot[]
  /** Blocks whose time the time in range needs. */
  readonly timestampBlocks: readonly number[]
}

/**
 * Computes which prices, states and times an owner's figures in a pool need over a window.
 *
 * No state is asked for where the ledger proves it: a position that was opened inside the window starts from nothing, and one that
 * was empty at the start and stayed so is known from its state at the end.
 *
 * @param gas the owner's charges: adds the blocks of transactions that touched no position (approvals).
 */
export function computeNeededBlocks(
  histories: readonly PositionHistory[],
  owner: Address,
  window: Window,
  gas: readonly GasCharge[] = [],
): NeededBlocks {
  const bounds = computeBounds(histories, owner, window)
  const prices = new Set([bounds.endBlock])
  const snapshots = new Map<string, NeededSnapshot>()
  const rangeSnapshots = new Map<string, NeededSnapshot>()
  const timestamps = new Set<number>()
  for (const { blockNumber } of computeOwnerTransactions(histories, owner)) {
    if (isInside(bounds, blockNumber)) prices.add(blockNumber)
  }
  for (const { kind, cost } of gas) {
    const isListed =
      kind === 'approval' ? isApprovalListed(bounds, cost.blockNumber) : isInside(bounds, cost.blockNumber)
    if (isListed) prices.add(cost.blockNumber)
  }

  for (const history of histories) {
    const timeline = computeTimeline(history)
    const entries = computeEntries(timeline, owner, bounds)
    for (const { blockNumber } of entries) prices.add(blockNumber)
    for (const blockNumber of computeFeeBlocks(timeline, owner, bounds, entries)) add(snapshots, timeline, blockNumber)
    for (const blockNumber of computeTouchBlocks(timeline, owner, bounds)) add(rangeSnapshots, timeline, blockNumber)
    for (const interval of computeLiquidityIntervals(entries)) {
      const lastBlock = computeLastCountedBlock(interval)
      for (const blockNumber of computeCountedBlocks(interval)) add(rangeSnapshots, timeline, blockNumber)
      if (!interval.isOpen && interval.toBlock > interval.fromBlock) prices.add(lastBlock)
      if (!interval.isOpen && lastBlock > interval.fromBlock) timestamps.add(lastBlock)
    }
  }
  for (const key of snapshots.keys()) rangeSnapshots.delete(key)
  return {
    priceBlocks: sortBlocks(prices),
    snapshots: [...snapshots.values()],
    rangeSnapshots: [...rangeSnapshots.values()],
    timestampBlocks: sortBlocks(timestamps),
  }
}

/** The books without any state or price: their blocks and liquidity are known from the ledger alone. */
function computeEntries(timeline: Timeline, owner: Address, bounds: Bounds): readonly BookEntry[] {
  return computeBookEntries(timeline, owner, {
    bounds,
    snapshots: new Map(),
    sqrtPriceX96: new Map(),
    findings: new Findings(owner),
  })
}

function computeFeeBlocks(
  timeline: Timeline,
  owner: Address,
  { startBlock, endBlock }: Bounds,
  entries: readonly BookEntry[],
): readonly number[] {
  const blocks = entries
    .filter(({ type }) => type === 'transferIn' || type === 'transferOut')
    .map(({ blockNumber }) => blockNumber)
  const isHeld = isHeldBy(timeline, owner, endBlock)
  if (isHeld) blocks.push(endBlock)
  // A position that is held is compared with its state at the end in any case: all of its events could be missing.
  const needed = blocks.filter(
    (blockNumber) => (isHeld && blockNumber === endBlock) || !isUntouchedAt(timeline, blockNumber),
  )
  const isOpened = isHeldBy(timeline, owner, startBlock) && !isUntouchedAt(timeline, startBlock)
  const isProven = needed.some((blockNumber) => isSameEmptyStretch(timeline, startBlock, blockNumber))
  return isOpened && !isProven ? [startBlock, ...needed] : needed
}

/** The last event of a position that is still open: its books must say the same ever since, or an event is missing. */
function computeTouchBlocks(timeline: Timeline, owner: Address, { startBlock, endBlock }: Bounds): readonly number[] {
  if (timeline.position.kind !== 'nft' || !isHeldBy(timeline, owner, endBlock)) return []
  const last = timeline.steps.findLast(({ event }) => event.blockNumber <= endBlock)
  if (last === undefined || last.liquidity === 0n) return []
  const { blockNumber } = last.event
  return blockNumber > startBlock && blockNumber < endBlock ? [blockNumber] : []
}

/** Blocks at whose ends the pool's count of seconds inside is read; none for an interval within one block or two. */
function computeCountedBlocks(interval: LiquidityInterval): readonly number[] {
  const lastBlock = computeLastCountedBlock(interval)
  return lastBlock > interval.fromBlock ? [interval.fromBlock, lastBlock] : []
}

function add(snapshots: Map<string, NeededSnapshot>, { position }: Timeline, blockNumber: number): void {
  snapshots.set(snapshotKey(position.id, blockNumber), { positionId: position.id, blockNumber })
}

function sortBlocks(blocks: ReadonlySet<number>): readonly number[] {
  return [...blocks].sort((a, b) => a - b)
}
