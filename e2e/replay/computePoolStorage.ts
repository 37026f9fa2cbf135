import { encodeAbiParameters, encodePacked, keccak256, numberToHex } from 'viem'
import type { Hex } from '../../src/domain/primitives'
import type { RecordedObservation, RecordedPool, RecordedPosition, RecordedTick } from './records/recordedPool'

/** One storage slot and what is to stand in it. */
export interface StorageWord {
  readonly slot: bigint
  readonly value: bigint
}

/** Where `UniswapV3Pool` keeps its state variables: the order of their declaration in v3-core 1.0.1. */
const slots = {
  slot0: 0n,
  feeGrowthGlobal0X128: 1n,
  feeGrowthGlobal1X128: 2n,
  liquidity: 4n,
  ticks: 5n,
  tickBitmap: 6n,
  positions: 7n,
  observations: 8n,
} as const

/**
 * The storage of a `UniswapV3Pool` in the recorded state: no protocol fee, unlocked, the whole oracle in use.
 * Ticks and positions that the record does not hold are left as they are.
 */
export function computePoolStorage(pool: RecordedPool): readonly StorageWord[] {
  return [
    { slot: slots.slot0, value: packSlot0(pool) },
    { slot: slots.feeGrowthGlobal0X128, value: pool.feeGrowthGlobal0X128 },
    { slot: slots.feeGrowthGlobal1X128, value: pool.feeGrowthGlobal1X128 },
    { slot: slots.liquidity, value: pool.liquidity },
    ...[...pool.ticks].flatMap(([tick, info]) => tickWords(tick, info)),
    ...bitmapWords([...pool.ticks.keys()], pool.tickSpacing),
    ...pool.positions.flatMap(positionWords),
    ...pool.observations.map((observation, index) => ({
      slot: slots.observations + BigInt(index),
      value: packObservation(observation),
    })),
  ]
}

/** The storage of one position of a `UniswapV3Pool`. */
export function positionWords(position: RecordedPosition): readonly StorageWord[] {
  const key = keccak256(
    encodePacked(['address', 'int24', 'int24'], [position.owner, position.tickLower, position.tickUpper]),
  )
  const slot = BigInt(
    keccak256(encodeAbiParameters([{ type: 'bytes32' }, { type: 'uint256' }], [key, slots.positions])),
  )
  return [
    { slot, value: position.liquidity },
    { slot: slot + 1n, value: position.feeGrowthInside0LastX128 },
    { slot: slot + 2n, value: position.feeGrowthInside1LastX128 },
    { slot: slot + 3n, value: pack([position.tokensOwed0, 128], [position.tokensOwed1, 128]) },
  ]
}

function packSlot0(pool: RecordedPool): bigint {
  const cardinality = BigInt(pool.observationCardinality)
  const [feeProtocol, unlocked] = [0n, 1n]
  return pack(
    [pool.sqrtPriceX96, 160],
    [BigInt(pool.tick), 24],
    [BigInt(pool.observationIndex), 16],
    [cardinality, 16],
    [cardinality, 16],
    [feeProtocol, 8],
    [unlocked, 8],
  )
}

function tickWords(tick: number, info: RecordedTick): readonly StorageWord[] {
  const slot = mappingSlot('int24', tick, slots.ticks)
  return [
    { slot, value: pack([info.liquidityGross, 128], [info.liquidityNet, 128]) },
    { slot: slot + 1n, value: info.feeGrowthOutside0X128 },
    { slot: slot + 2n, value: info.feeGrowthOutside1X128 },
    {
      slot: slot + 3n,
      value: pack(
        [info.tickCumulativeOutside, 56],
        [info.secondsPerLiquidityOutsideX128, 160],
        [info.secondsOutside, 32],
        [1n, 8],
      ),
    },
  ]
}

function bitmapWords(ticks: readonly number[], tickSpacing: number): readonly StorageWord[] {
  const bitmap = new Map<number, bigint>()
  for (const tick of ticks) {
    const compressed = tick / tickSpacing
    const word = compressed >> 8
    bitmap.set(word, (bitmap.get(word) ?? 0n) | (1n << BigInt(compressed & 255)))
  }
  return [...bitmap].map(([word, value]) => ({ slot: mappingSlot('int16', word, slots.tickBitmap), value }))
}

function packObservation(observation: RecordedObservation): bigint {
  return pack(
    [observation.blockTimestamp, 32],
    [observation.tickCumulative, 56],
    [observation.secondsPerLiquidityCumulativeX128, 160],
    [observation.initialized ? 1n : 0n, 8],
  )
}

function mappingSlot(keyType: 'int16' | 'int24', key: number, slot: bigint): bigint {
  return BigInt(keccak256(encodeAbiParameters([{ type: keyType }, { type: 'uint256' }], [key, slot])))
}

/** Packs values into one word as Solidity does: the first in the lowest bits, negative ones in two's complement. */
function pack(...parts: readonly (readonly [value: bigint, bits: number])[]): bigint {
  let word = 0n
  let offset = 0n
  for (const [value, bits] of parts) {
    word |= BigInt.asUintN(bits, value) << offset
    offset += BigInt(bits)
  }
  return word
}

/** A slot or a value as `anvil_setStorageAt` takes it. */
export function formatWord(word: bigint): Hex {
  return numberToHex(word, { size: 32 })
}
