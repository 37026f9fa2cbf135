import { poolRangeKey } from '../domain/poolLiquidity'
import type { LiquidityChange, PoolRange } from '../domain/poolLiquidity'
import type { BlockRange } from '../domain/primitives'
import type { LiquidityLedger } from './computeActiveLiquidity'
import type { LiquidityStep } from './computeResidual'

/** A range whose liquidity changed in the blocks of a search. */
export interface TouchedRange {
  readonly range: PoolRange
  /** What the pool's books say at the end of the last block. */
  readonly liquidityAtEnd: bigint
  /** In order. */
  readonly changes: readonly LiquidityChange[]
}

/** The most that a touched range held of liquidity which no known history explains, at the end of any block. */
export interface TouchedRest {
  readonly range: PoolRange
  readonly step: LiquidityStep
  readonly changes: readonly LiquidityChange[]
}

/** Sorts changes to their ranges. Pure. */
export function groupChanges(
  changes: readonly LiquidityChange[],
): ReadonlyMap<string, { readonly range: PoolRange; readonly changes: readonly LiquidityChange[] }> {
  const groups = new Map<string, { range: PoolRange; changes: LiquidityChange[] }>()
  for (const change of changes) {
    const { poolOwner, tickLower, tickUpper } = change
    const key = poolRangeKey(change)
    const group = groups.get(key) ?? { range: { poolOwner, tickLower, tickUpper }, changes: [] }
    group.changes.push(change)
    groups.set(key, group)
  }
  return groups
}

/**
 * Computes what of the touched ranges no known history explains: for each the most that it held at the end of any block of `blocks`.
 *
 * The liquidity of a range follows backwards from its last block. What came and went within one block counts for nothing: it stood for
 * no time. Pure.
 *
 * @param histories opened just before `blocks`, or not older than that.
 * @returns those with something left, and whether nothing is explained twice: if so, logs are missing.
 */
export function computeTouchedRests(
  touched: ReadonlyMap<string, TouchedRange>,
  histories: readonly LiquidityLedger[],
  blocks: BlockRange,
): { readonly rests: readonly TouchedRest[]; readonly isConsistent: boolean } {
  const known = new Map<string, LiquidityLedger[]>()
  for (const history of histories) {
    const key = poolRangeKey(history.position)
    if (touched.has(key)) known.set(key, [...(known.get(key) ?? []), history])
  }
  let isConsistent = true
  const rests: TouchedRest[] = []
  for (const [key, { range, liquidityAtEnd, changes }] of touched) {
    const { lowest, highest } = computeExtremes(liquidityAtEnd, changes, known.get(key) ?? [], blocks)
    if (lowest < 0n) isConsistent = false
    const { tickLower, tickUpper } = range
    if (highest > 0n) rests.push({ range, step: { tickLower, tickUpper, liquidity: highest }, changes })
  }
  return { rests, isConsistent }
}

/** The least and the most of the unexplained liquidity of a range at the ends of blocks. */
function computeExtremes(
  liquidityAtEnd: bigint,
  changes: readonly LiquidityChange[],
  histories: readonly LiquidityLedger[],
  blocks: BlockRange,
): { readonly lowest: bigint; readonly highest: bigint } {
  const byBlock = new Map<number, bigint>()
  const add = (blockNumber: number, liquidity: bigint) =>
    byBlock.set(blockNumber, (byBlock.get(blockNumber) ?? 0n) + liquidity)
  let atEnd = liquidityAtEnd
  for (const { blockNumber, liquidity } of changes) add(blockNumber, liquidity)
  for (const { opening, events } of histories) {
    atEnd -= opening?.liquidity ?? 0n
    for (const event of events) {
      if (event.type !== 'deposit' && event.type !== 'withdraw') continue
      const change = event.type === 'deposit' ? event.liquidity : -event.liquidity
      atEnd -= change
      add(event.blockNumber, -change)
    }
  }
  let [liquidity, lowest, highest] = [atEnd, atEnd, atEnd]
  for (const [blockNumber, change] of [...byBlock].sort(([a], [b]) => b - a)) {
    liquidity -= change
    // Before the first block nothing stands in the window.
    if (blockNumber <= blocks.fromBlock) break
    if (liquidity < lowest) lowest = liquidity
    if (liquidity > highest) highest = liquidity
  }
  return { lowest, highest }
}
