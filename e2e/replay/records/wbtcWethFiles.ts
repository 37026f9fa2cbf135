import type { Address } from '../../../src/domain/primitives'
import { parseExactJson } from './parseExactJson'
import type { RecordedEvent } from './recordedEvent'
import { parseRecordedPool } from './recordedPool'
import type { RecordedPool } from './recordedPool'
import { readSharedData } from './sharedData'

/** The pool at two blocks and everything that happened to it in between, in order. */
export interface WbtcWethFiles {
  readonly before: RecordedPool
  readonly after: RecordedPool
  readonly events: readonly RecordedEvent[]
}

interface SwapRow {
  readonly method: 'SWAP'
  readonly blockNo: bigint
  readonly timestamp: bigint
  readonly amount0: bigint
  readonly amount1: bigint
  readonly sqrtPriceX96: bigint
  readonly liquidity: bigint
  readonly tick: bigint
}

interface LiquidityRow {
  readonly method: 'MINT' | 'BURN'
  readonly blockNo: bigint
  readonly timestamp: bigint
  readonly owner: Address
  readonly tickLower: bigint
  readonly tickUpper: bigint
  readonly amount: bigint
  readonly amount0: bigint
  readonly amount1: bigint
}

/** Reads the folder `wbtc-weth-3000` of the shared data. */
export function readWbtcWethFiles(): WbtcWethFiles {
  const { data } = parseExactJson(readSharedData('wbtc-weth-3000/transactions.json')) as {
    readonly data: readonly (SwapRow | LiquidityRow)[]
  }
  return {
    before: parseRecordedPool(readSharedData('wbtc-weth-3000/pool-16944668.json')),
    after: parseRecordedPool(readSharedData('wbtc-weth-3000/pool-16951788.json')),
    events: data.map(toEvent),
  }
}

function toEvent(row: SwapRow | LiquidityRow): RecordedEvent {
  const at = { blockNumber: Number(row.blockNo), timestamp: Number(row.timestamp) }
  if (row.method === 'SWAP') {
    const { amount0, amount1, sqrtPriceX96, liquidity } = row
    return { ...at, type: 'swap', amount0, amount1, sqrtPriceX96, liquidity, tick: Number(row.tick) }
  }
  return {
    ...at,
    type: row.method === 'MINT' ? 'mint' : 'burn',
    owner: row.owner,
    tickLower: Number(row.tickLower),
    tickUpper: Number(row.tickUpper),
    liquidity: row.amount,
    // The file repeats the liquidity here for burns.
    amount0: row.method === 'BURN' ? null : row.amount0,
    amount1: row.amount1,
  }
}
