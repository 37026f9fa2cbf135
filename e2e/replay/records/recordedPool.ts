import type { Address, Pair } from '../../../src/domain/primitives'
import { parseExactJson } from './parseExactJson'

/** A tick as the pool's `ticks` stores it. */
export interface RecordedTick {
  readonly liquidityGross: bigint
  readonly liquidityNet: bigint
  readonly feeGrowthOutside0X128: bigint
  readonly feeGrowthOutside1X128: bigint
  readonly tickCumulativeOutside: bigint
  readonly secondsPerLiquidityOutsideX128: bigint
  readonly secondsOutside: bigint
  readonly initialized: boolean
}

/** A position as the pool's `positions` stores it, with the three parts of its key. */
export interface RecordedPosition {
  readonly owner: Address
  readonly tickLower: number
  readonly tickUpper: number
  readonly liquidity: bigint
  readonly feeGrowthInside0LastX128: bigint
  readonly feeGrowthInside1LastX128: bigint
  readonly tokensOwed0: bigint
  readonly tokensOwed1: bigint
}

/** An oracle observation as the pool's `observations` stores it. */
export interface RecordedObservation {
  readonly blockTimestamp: bigint
  readonly tickCumulative: bigint
  readonly secondsPerLiquidityCumulativeX128: bigint
  readonly initialized: boolean
}

/** The storage of a pool, or the part of it that is known. */
export interface RecordedPool {
  readonly address: Address
  readonly token0: Address
  readonly token1: Address
  readonly feePpm: number
  readonly tickSpacing: number
  readonly balances: Pair
  readonly sqrtPriceX96: bigint
  readonly tick: number
  readonly observationIndex: number
  readonly observationCardinality: number
  readonly feeGrowthGlobal0X128: bigint
  readonly feeGrowthGlobal1X128: bigint
  readonly liquidity: bigint
  readonly ticks: ReadonlyMap<number, RecordedTick>
  readonly positions: readonly RecordedPosition[]
  readonly observations: readonly RecordedObservation[]
}

interface PoolFile {
  readonly poolAddress: Address
  readonly data: {
    readonly token0: Address
    readonly token1: Address
    readonly fee: bigint
    readonly tickSpacing: bigint
    readonly balance0: bigint
    readonly balance1: bigint
    readonly feeGrowthGlobal0X128: bigint
    readonly feeGrowthGlobal1X128: bigint
    readonly liquidity: bigint
    readonly slot0: {
      readonly sqrtPriceX96: bigint
      readonly tick: bigint
      readonly observationIndex: bigint
      readonly observationCardinality: bigint
    }
    readonly ticks: Readonly<Record<string, RecordedTick>>
    readonly positions: Readonly<Record<string, Omit<RecordedPosition, 'owner' | 'tickLower' | 'tickUpper'>>>
    readonly observations: readonly RecordedObservation[]
  }
}

/**
 * Reads a `pool-<block>.json`.
 * `slot0.feeProtocol` is left out: the file has a cardinality in its place. Ticks that are not initialized are left out too,
 * as are positions under a key that no position can have.
 */
export function parseRecordedPool(text: string): RecordedPool {
  const { poolAddress, data } = parseExactJson(text) as PoolFile
  const tickSpacing = Number(data.tickSpacing)
  return {
    address: poolAddress,
    token0: data.token0,
    token1: data.token1,
    feePpm: Number(data.fee),
    tickSpacing,
    balances: [data.balance0, data.balance1],
    sqrtPriceX96: data.slot0.sqrtPriceX96,
    tick: Number(data.slot0.tick),
    observationIndex: Number(data.slot0.observationIndex),
    observationCardinality: Number(data.slot0.observationCardinality),
    feeGrowthGlobal0X128: data.feeGrowthGlobal0X128,
    feeGrowthGlobal1X128: data.feeGrowthGlobal1X128,
    liquidity: data.liquidity,
    ticks: new Map(
      Object.entries(data.ticks)
        .filter(([, info]) => info.initialized)
        .map(([tick, info]) => [Number(tick), info]),
    ),
    positions: Object.entries(data.positions).flatMap(([key, position]) => {
      const parts = parsePositionKey(key, tickSpacing)
      return parts === null ? [] : [{ ...parts, ...position }]
    }),
    observations: data.observations,
  }
}

const maxTick = 887272

/**
 * Splits owner, tickLower and tickUpper, which the file writes one after the other without a mark between them.
 * `null` when no split gives two usable ticks in order: one empty entry of the file is like that.
 */
function parsePositionKey(
  key: string,
  tickSpacing: number,
): Pick<RecordedPosition, 'owner' | 'tickLower' | 'tickUpper'> | null {
  const digits = key.slice(42)
  const splits = Array.from({ length: digits.length - 1 }, (_, index) => [
    digits.slice(0, index + 1),
    digits.slice(index + 1),
  ]).filter((texts) => texts.every((text) => /^(0|-?[1-9]\d*)$/.test(text)))
  const usable = splits
    .map((texts) => texts.map(Number) as [number, number])
    .filter(
      ([lower, upper]) =>
        lower < upper && [lower, upper].every((tick) => Math.abs(tick) <= maxTick && tick % tickSpacing === 0),
    )
  if (usable.length > 1) throw new Error(`The position key ${key} can be read in ${usable.length} ways.`)
  const [ticks] = usable
  return ticks === undefined ? null : { owner: key.slice(0, 42) as Address, tickLower: ticks[0], tickUpper: ticks[1] }
}
