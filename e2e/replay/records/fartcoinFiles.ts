import type { Address, Pair } from '../../../src/domain/primitives'
import { parseCsv } from './parseCsv'
import { readSharedData } from './sharedData'

interface ActionAt {
  /** NFT id on the real chain, in decimal. */
  readonly tokenId: string
  /** Sender of the transaction. */
  readonly from: Address
  readonly transactionHash: string
  readonly blockNumber: number
  /** Seconds. */
  readonly timestamp: number
  readonly logIndex: number
}

/** What somebody did with the position manager on the real chain, as its own events tell it. */
export type RecordedAction =
  | (ActionAt & {
      readonly type: 'increase'
      readonly liquidity: bigint
      readonly amounts: Pair
      /** What the position manager was asked to put in at most. */
      readonly amountsDesired: Pair
    })
  | (ActionAt & { readonly type: 'decrease'; readonly liquidity: bigint; readonly amounts: Pair })
  | (ActionAt & { readonly type: 'collect'; readonly amounts: Pair })

export interface RecordedRange {
  readonly tickLower: number
  readonly tickUpper: number
}

/** A pool from its creation on, and what some wallets did in it through the position manager. */
export interface FartcoinFiles {
  readonly pool: Address
  readonly token0: Address
  readonly token1: Address
  readonly feePpm: number
  readonly initialSqrtPriceX96: bigint
  /** In the order of the chain. */
  readonly actions: readonly RecordedAction[]
  /** Ticks of each position, by its NFT id. */
  readonly ranges: ReadonlyMap<string, RecordedRange>
}

const folder = 'fartcoin-weth-10000-base'
const placeColumns = [
  'evt_tx_hash',
  'evt_tx_from',
  'evt_index',
  'evt_block_time',
  'evt_block_number',
  'amount0',
  'amount1',
  'tokenId',
] as const
type PlaceRow = Readonly<Record<(typeof placeColumns)[number], string>>

/** Reads the folder `fartcoin-weth-10000-base` of the shared data: events of the position manager and of the pool, no peer's figures. */
export function readFartcoinFiles(): FartcoinFiles {
  const read = <Column extends string>(file: string, columns: readonly Column[]) =>
    parseCsv(readSharedData(`${folder}/${file}.csv`), columns)
  const [created] = read('pool_created_events', ['fee', 'pool', 'token0', 'token1'])
  const [initialized] = read('initialize_events', ['sqrtPriceX96'])
  if (created === undefined || initialized === undefined) throw new Error('The pool was never created.')

  const desired = ['liquidity', 'amount0Desired', 'amount1Desired'] as const
  const increases = read('increase_liquidity_events_with_params', [...placeColumns, ...desired]).map((row) => ({
    ...toPlace(row),
    type: 'increase' as const,
    liquidity: BigInt(row.liquidity),
    amountsDesired: [BigInt(row.amount0Desired), BigInt(row.amount1Desired)] as const,
  }))
  const decreases = read('decrease_liquidity_events_with_params', [...placeColumns, 'liquidity']).map((row) => ({
    ...toPlace(row),
    type: 'decrease' as const,
    liquidity: BigInt(row.liquidity),
  }))
  const collects = read('collect_events_npm', placeColumns).map((row) => ({
    ...toPlace(row),
    type: 'collect' as const,
  }))
  const mints = read('mint_events', ['evt_tx_hash', 'amount', 'amount0', 'amount1', 'tickLower', 'tickUpper'])

  return {
    pool: created.pool as Address,
    token0: created.token0 as Address,
    token1: created.token1 as Address,
    feePpm: Number(created.fee),
    initialSqrtPriceX96: BigInt(initialized.sqrtPriceX96),
    actions: [...increases, ...decreases, ...collects].sort(
      (a, b) => a.blockNumber - b.blockNumber || a.logIndex - b.logIndex,
    ),
    ranges: findRanges(increases, mints),
  }
}

function toPlace(row: PlaceRow) {
  return {
    tokenId: row.tokenId,
    from: row.evt_tx_from as Address,
    transactionHash: row.evt_tx_hash,
    blockNumber: Number(row.evt_block_number),
    timestamp: Date.parse(row.evt_block_time.replace(' UTC', 'Z').replace(' ', 'T')) / 1000,
    logIndex: Number(row.evt_index),
    amounts: [BigInt(row.amount0), BigInt(row.amount1)] as const,
  }
}

/** The position manager's events don't name ticks: the pool's own mint in the same transaction with the same figures does. */
function findRanges(
  increases: readonly Extract<RecordedAction, { type: 'increase' }>[],
  mints: readonly Readonly<
    Record<'evt_tx_hash' | 'amount' | 'amount0' | 'amount1' | 'tickLower' | 'tickUpper', string>
  >[],
): ReadonlyMap<string, RecordedRange> {
  const identify = (hash: string, ...figures: readonly (string | bigint)[]) => [hash, ...figures].join(' ')
  const byFigures = new Map(
    mints.map((mint) => [identify(mint.evt_tx_hash, mint.amount, mint.amount0, mint.amount1), mint]),
  )
  return new Map(
    increases.map(({ transactionHash, tokenId, liquidity, amounts }) => {
      const mint = byFigures.get(identify(transactionHash, liquidity, ...amounts))
      if (mint === undefined) throw new Error(`The pool has no mint for position ${tokenId} in ${transactionHash}.`)
      return [tokenId, { tickLower: Number(mint.tickLower), tickUpper: Number(mint.tickUpper) }]
    }),
  )
}
