import type { Address } from '../../../src/domain/primitives'
import type { RecordedEvent } from './recordedEvent'
import { readSharedData } from './sharedData'

/** A pool from its creation on: its facts, its first price and everything that happened to it, in order. */
export interface EnsWethFile {
  readonly token0: Address
  readonly token1: Address
  readonly feePpm: number
  readonly initialSqrtPriceX96: bigint
  readonly events: readonly RecordedEvent[]
}

interface PlaceRow {
  readonly block_number: string
  readonly transaction_index: string
  readonly log_index: string
  readonly date: string
}

interface LiquidityRow extends PlaceRow {
  /** 1 is a mint, 2 a burn. */
  readonly type: '1' | '2'
  readonly msg_sender: Address
  readonly recipient: Address | ''
  readonly liquidity: string
  readonly amount0: string
  readonly amount1: string
  readonly tick_lower: string
  readonly tick_upper: string
}

interface SwapRow extends PlaceRow {
  readonly amount0: string
  readonly amount1: string
  readonly sqrt_price_x96: string
  readonly liquidity: string
  readonly tick: string
}

interface PoolJson {
  readonly pool_config: readonly [
    {
      readonly token0: Address
      readonly token1: Address
      readonly fee: string
      readonly initial_sqrt_price_X96: string
    },
  ]
  readonly liquidity_events: readonly LiquidityRow[]
  readonly swap_events: readonly SwapRow[]
}

/** Reads `ens-weth-3000/pool.json` of the shared data. */
export function readEnsWethFile(): EnsWethFile {
  const json = JSON.parse(readSharedData('ens-weth-3000/pool.json')) as PoolJson
  const [config] = json.pool_config
  const placed = [
    ...json.liquidity_events.map((row) => ({ row, event: toLiquidityEvent(row) })),
    ...json.swap_events.map((row) => ({ row, event: toSwap(row) })),
  ].sort(
    (a, b) =>
      Number(a.row.block_number) - Number(b.row.block_number) || Number(a.row.log_index) - Number(b.row.log_index),
  )
  return {
    token0: config.token0,
    token1: config.token1,
    feePpm: Number(config.fee),
    initialSqrtPriceX96: BigInt(config.initial_sqrt_price_X96),
    events: placed.map(({ event }) => event),
  }
}

function toPlace(row: PlaceRow): { blockNumber: number; timestamp: number } {
  return {
    blockNumber: Number(row.block_number),
    timestamp: Date.parse(`${row.date.replace(' ', 'T')}Z`) / 1000,
  }
}

function toSwap(row: SwapRow): RecordedEvent {
  return {
    ...toPlace(row),
    type: 'swap',
    amount0: BigInt(row.amount0),
    amount1: BigInt(row.amount1),
    sqrtPriceX96: BigInt(row.sqrt_price_x96),
    liquidity: BigInt(row.liquidity),
    tick: Number(row.tick),
  }
}

function toLiquidityEvent(row: LiquidityRow): RecordedEvent {
  return {
    ...toPlace(row),
    type: row.type === '1' ? 'mint' : 'burn',
    owner: row.recipient === '' ? row.msg_sender : row.recipient,
    tickLower: Number(row.tick_lower),
    tickUpper: Number(row.tick_upper),
    liquidity: BigInt(row.liquidity),
    amount0: BigInt(row.amount0),
    amount1: BigInt(row.amount1),
  }
}
