import type { PerformanceInput } from '../accounting/performanceInput'
import { snapshotKey } from '../accounting/snapshotKey'
import type { GasCharge } from '../domain/gas'
import type { CollectEvent, EventRef, LiquidityEvent, PositionHistory } from '../domain/ledger'
import type { Window } from '../domain/performance'
import type { Pool } from '../domain/pool'
import type { Position, Snapshot } from '../domain/position'
import { priceKey, type PriceQuote, type PriceTable } from '../domain/prices'
import type { Address, Hex, Pair } from '../domain/primitives'
import { computeAmountsForLiquidity } from '../math/liquidityAmounts'
import { computeSqrtPriceX96AtTick } from '../math/tickMath'

/** What of the worked example can be changed. */
export interface WorkedExampleChoices {
  /** What you put in, in dollars. */
  readonly capital: number
  /** Price of WETH on the last day, in dollars. On the first day it is `START_PRICE`, and it goes there in equal steps. */
  readonly endPrice: number
  /** What a unit of gas costs, in gwei. */
  readonly gasGwei: number
}

/** Bounds within which the example can be computed. */
export const EXAMPLE_BOUNDS = {
  capital: [10, 100_000_000],
  endPrice: [50, 100_000],
  gasGwei: [0, 500],
} as const satisfies Readonly<Record<keyof WorkedExampleChoices, readonly [number, number]>>

/** A fifth of a year. */
export const EXAMPLE_DAYS = 73
export const START_PRICE = 2_500
/** The whale's capital, in dollars. */
export const WHALE_CAPITAL = 1_000_000

const START_BLOCK = 20_000_000
const BLOCKS_PER_DAY = 7_200
const START_TIMESTAMP = Date.UTC(2026, 2, 3) / 1000
const SECONDS_PER_DAY = 86_400

const weth = { address: `0x${'1'.repeat(40)}`, symbol: 'WETH', decimals: 18 } as const
const usdc = { address: `0x${'2'.repeat(40)}`, symbol: 'USDC', decimals: 6 } as const
const pool: Pool = {
  chainId: 1,
  protocol: 'uniswap-v3',
  address: `0x${'3'.repeat(40)}`,
  token0: weth,
  token1: usdc,
  feePpm: 500,
  tickSpacing: 10,
}

/** Fees per day and unit of liquidity in range, Q128: 0.003 WETH and 9 USDC in 73 days for the liquidity of $1,000 over the full range. */
const GROWTH_PER_DAY_X128: Pair = [computeGrowth(3_000_000_000_000_000n), computeGrowth(9_000_000n)]

function computeGrowth(amount: bigint): bigint {
  const liquidityOfThousandDollars = 10_000_000_000_000n
  return (amount << 128n) / (liquidityOfThousandDollars * BigInt(EXAMPLE_DAYS))
}

/** An owner of the example: one position, and the days on which its fees are collected. */
interface Owner {
  readonly address: Address
  readonly position: Position
  readonly capital: number
  readonly collectDays: readonly number[]
}

function createPosition(id: string, tickLower: number, tickUpper: number): Position {
  return { id, kind: 'nft', pool: pool.address, poolOwner: `0x${'4'.repeat(40)}`, tickLower, tickUpper }
}

function computeTick(price: number): number {
  return Math.round(Math.log(price * 1e-12) / Math.log(1.0001) / pool.tickSpacing) * pool.tickSpacing
}

const fullRange = 887_270

/** You, over all prices, collecting twice. */
function createYou(capital: number): Owner {
  return {
    address: `0x${'a'.repeat(40)}`,
    position: createPosition('1', -fullRange, fullRange),
    capital,
    collectDays: [24, 49],
  }
}

/** The whale, from $2,000 to $3,125, collecting every week. */
const whale: Owner = {
  address: `0x${'b'.repeat(40)}`,
  position: createPosition('2', computeTick(2_000), computeTick(3_125)),
  capital: WHALE_CAPITAL,
  collectDays: [7, 14, 21, 28, 35, 42, 49, 56, 63, 70],
}

/** Price of WETH at the start of a day. */
export function computeExamplePrice(day: number, endPrice: number): number {
  return START_PRICE + ((endPrice - START_PRICE) * day) / EXAMPLE_DAYS
}

/** The pool's price, Q64.96, to the 53 bits of a number. */
function computeSqrtPriceX96(price: number): bigint {
  return BigInt(Math.round(Math.sqrt(price * 1e-12) * 2 ** 96))
}

const blockOf = (day: number) => START_BLOCK + day * BLOCKS_PER_DAY
const timestampOf = (day: number) => START_TIMESTAMP + day * SECONDS_PER_DAY

export const exampleWindow: Window = {
  fromBlock: blockOf(0),
  fromTimestamp: timestampOf(0),
  toBlock: blockOf(EXAMPLE_DAYS),
  toTimestamp: timestampOf(EXAMPLE_DAYS),
}

function createPrices(endPrice: number): PriceTable {
  const quotes = new Map<string, PriceQuote>()
  const sqrtPriceX96 = new Map<number, bigint>()
  for (let day = 0; day <= EXAMPLE_DAYS; day++) {
    const price = computeExamplePrice(day, endPrice)
    quotes.set(priceKey(weth.address, blockOf(day)), {
      value: price,
      sources: [{ kind: 'pool', pool: pool.address, against: usdc.address }],
    })
    quotes.set(priceKey(usdc.address, blockOf(day)), { value: 1, sources: [{ kind: 'assumed', symbol: 'USDC' }] })
    sqrtPriceX96.set(blockOf(day), computeSqrtPriceX96(price))
  }
  return { currency: 'USD', native: weth.address, quotes, sqrtPriceX96, missing: [] }
}

/** Liquidity that is worth `capital` on the first day. */
function computeLiquidity({ position, capital }: Owner): bigint {
  const unit = 10n ** 18n
  const price = computeSqrtPriceX96(START_PRICE)
  const [amount0, amount1] = computeAmountsForLiquidity(price, position.tickLower, position.tickUpper, unit)
  const worth = (Number(amount0) / 1e18) * START_PRICE + Number(amount1) / 1e6
  return (unit * BigInt(Math.round(capital * 1e6))) / BigInt(Math.round(worth * 1e6))
}

/** Days from `from` to `to` at whose start the price was inside the range: for these the position earns. */
function countDaysInRange({ tickLower, tickUpper }: Position, from: number, to: number, endPrice: number): number {
  const [low, high] = [computeSqrtPriceX96AtTick(tickLower), computeSqrtPriceX96AtTick(tickUpper)]
  let count = 0
  for (let day = from; day < to; day++) {
    const price = computeSqrtPriceX96(computeExamplePrice(day, endPrice))
    if (low <= price && price < high) count++
  }
  return count
}

function computeFees(owner: Owner, from: number, to: number, endPrice: number): Pair {
  const days = BigInt(countDaysInRange(owner.position, from, to, endPrice))
  const liquidity = computeLiquidity(owner)
  return [(days * GROWTH_PER_DAY_X128[0] * liquidity) >> 128n, (days * GROWTH_PER_DAY_X128[1] * liquidity) >> 128n]
}

function createRef({ position }: Owner, day: number): EventRef {
  const transactionHash: Hex = `0x${position.id.padStart(32, '0')}${String(day).padStart(32, '0')}`
  return { blockNumber: blockOf(day), timestamp: timestampOf(day), logIndex: Number(position.id), transactionHash }
}

function createHistory(owner: Owner, endPrice: number): PositionHistory {
  const { position, collectDays, address } = owner
  const first = createRef(owner, 0)
  const liquidity = computeLiquidity(owner)
  const price = computeSqrtPriceX96(START_PRICE)
  const deposit: LiquidityEvent = {
    ...first,
    type: 'deposit',
    positionId: position.id,
    liquidity,
    amounts: computeAmountsForLiquidity(price, position.tickLower, position.tickUpper, liquidity),
  }
  const collects = collectDays.map((day, index): CollectEvent => ({
    ...createRef(owner, day),
    type: 'collect',
    positionId: position.id,
    amounts: computeFees(owner, collectDays[index - 1] ?? 0, day, endPrice),
  }))
  return { position, events: [deposit, ...collects], ownerships: [{ owner: address, from: first, to: null }] }
}

function createSnapshots(owner: Owner, endPrice: number): ReadonlyMap<string, Snapshot> {
  const { position, collectDays } = owner
  const at = (day: number, collectable: Pair): readonly [string, Snapshot] => [
    snapshotKey(position.id, blockOf(day)),
    {
      positionId: position.id,
      blockNumber: blockOf(day),
      liquidity: computeLiquidity(owner),
      collectable,
      secondsInside: countDaysInRange(position, 0, day, endPrice) * SECONDS_PER_DAY,
    },
  ]
  const waiting = computeFees(owner, collectDays.at(-1) ?? 0, EXAMPLE_DAYS, endPrice)
  return new Map([at(0, [0n, 0n]), at(EXAMPLE_DAYS, waiting)])
}

/** Gas that a transaction uses: opening a position takes about 430,000 units, collecting 180,000. */
const GAS_UNITS: Readonly<Record<'deposit' | 'collect', bigint>> = { deposit: 430_000n, collect: 180_000n }

function createCharges(owner: Owner, { events }: PositionHistory, gasGwei: number): readonly GasCharge[] {
  const priceWei = BigInt(Math.round(gasGwei * 1e9))
  return events.map(({ type, transactionHash, blockNumber, timestamp }): GasCharge => {
    const feeWei = GAS_UNITS[type === 'deposit' ? 'deposit' : 'collect'] * priceWei
    return {
      cost: { transactionHash, blockNumber, timestamp, from: owner.address, feeWei, l1FeeMissing: false },
      kind: 'charged',
      shares: [{ positionId: owner.position.id, wei: feeWei }],
    }
  })
}

function createInput(owner: Owner, { endPrice, gasGwei }: WorkedExampleChoices): PerformanceInput {
  const history = createHistory(owner, endPrice)
  return {
    owner: owner.address,
    pool,
    window: exampleWindow,
    histories: [history],
    snapshots: createSnapshots(owner, endPrice),
    prices: createPrices(endPrice),
    gas: createCharges(owner, history, gasGwei),
    claimable: [],
    timestamps: new Map(),
  }
}

/** Writes the worked example's ledger: what a chain would tell of you and of the whale, as the accounting takes it from one. */
export function createWorkedExampleLedger(choices: WorkedExampleChoices): {
  readonly pool: Pool
  readonly you: PerformanceInput
  readonly whale: PerformanceInput
} {
  return { pool, you: createInput(createYou(choices.capital), choices), whale: createInput(whale, choices) }
}
