import type { GasCharge, TransactionCost } from '../../domain/gas'
import type { Ownership, PositionEvent, PositionHistory } from '../../domain/ledger'
import type { Window } from '../../domain/performance'
import type { Pool, Token } from '../../domain/pool'
import type { Position, Snapshot } from '../../domain/position'
import { priceKey, type PriceQuote, type PriceTable } from '../../domain/prices'
import { isSameAddress, type Address, type Hex, type Pair } from '../../domain/primitives'
import { computeSqrtPriceX96AtTick } from '../../math/tickMath'
import { computeGasCharges } from '../computeGasCharges'
import { computeNeededBlocks } from '../computeNeededBlocks'
import { computePerformance, type PerformanceResult } from '../computePerformance'
import { addPairs, minPair, subtractPairs, ZERO_PAIR } from '../pair'
import type { ClaimableAmount, PerformanceInput } from '../performanceInput'
import { snapshotKey } from '../snapshotKey'

export const alice: Address = '0x00000000000000000000000000000000000a11CE'
export const bob: Address = '0x0000000000000000000000000000000000000B0b'
export const operator: Address = '0x0000000000000000000000000000000000000099'
export const farm: Address = '0x000000000000000000000000000000000000fA12'
export const rewardToken: Token = {
  address: '0x00000000000000000000000000000000000000Fd',
  symbol: 'FARM',
  decimals: 18,
}
export const native: Address = '0x00000000000000000000000000000000000000EE'

const START_TIMESTAMP = 1_700_000_000
const BLOCKS_PER_DAY = 7200
const SECONDS_PER_BLOCK = 12
const ONE = 10n ** 18n

/** Whole tokens of 18 decimals in base units, to six decimals. */
export function units(whole: number): bigint {
  return (BigInt(Math.round(whole * 1e6)) * ONE) / 1_000_000n
}

/** Both tokens in whole tokens. */
export function pair(token0: number, token1: number): Pair {
  return [units(token0), units(token1)]
}

/** Block at whose end `day` begins; days may be fractions. */
export function blockOfDay(day: number): number {
  return 1_000_000 + Math.round(day * BLOCKS_PER_DAY)
}

export function timestampOf(blockNumber: number): number {
  return START_TIMESTAMP + (blockNumber - blockOfDay(0)) * SECONDS_PER_BLOCK
}

interface PositionState {
  readonly blockNumber: number
  readonly liquidity: bigint
  readonly owed: Pair
  readonly fees: Pair
}

interface StoryPosition {
  readonly position: Position
  readonly events: PositionEvent[]
  readonly ownerships: Ownership[]
  readonly states: PositionState[]
}

/**
 * Tells a ledger as a story, for tests: what people did day by day, and what the pool's price was.
 *
 * Token0 (ABC) and token1 (USD) have 18 decimals, and one USD is worth 1. A full-range position of liquidity 1 then holds
 * 1 / sqrt(price) ABC and sqrt(price) USD, which makes figures easy to compute by hand. One block takes 12 seconds.
 */
export class LedgerStory {
  readonly pool: Pool = {
    chainId: 1,
    protocol: 'uniswap-v3',
    address: '0x00000000000000000000000000000000000000F0',
    token0: { address: '0x00000000000000000000000000000000000000A0', symbol: 'ABC', decimals: 18 },
    token1: { address: '0x00000000000000000000000000000000000000B1', symbol: 'USD', decimals: 18 },
    feePpm: 3000,
    tickSpacing: 60,
  }
  readonly costs = new Map<Hex, TransactionCost>()
  readonly approvals: Hex[] = []
  nativePrice: number | null = 2000
  rewardPrice: number | null = 10
  /** Blocks at which the price of ABC is not known. */
  readonly unpriced = new Set<number>()

  readonly #positions = new Map<string, StoryPosition>()
  readonly #prices: { readonly blockNumber: number; readonly price: number }[] = []
  #blockNumber = blockOfDay(0)
  #logIndex = 0
  #transactions = 0
  #transactionHash: Hex | null = null

  /** Goes to the block of a day, and sets the pool's price there (ABC in USD). Several calls for one day are one block. */
  day(day: number, price?: number): this {
    return this.block(blockOfDay(day), price)
  }

  block(blockNumber: number, price?: number): this {
    if (blockNumber < this.#blockNumber) throw new Error('a story is told in order')
    this.#blockNumber = blockNumber
    if (price !== undefined) this.#prices.push({ blockNumber, price })
    return this
  }

  /** Everything told inside is one transaction, sent by `from`, that cost `feeWei`. */
  transaction(from: Address, feeWei: bigint, tell: () => void, l1FeeMissing = false): Hex {
    const transactionHash = this.#startTransaction(from, feeWei, l1FeeMissing)
    tell()
    this.#transactionHash = null
    return transactionHash
  }

  approve(from: Address, feeWei: bigint): void {
    this.approvals.push(this.transaction(from, feeWei, () => undefined))
  }

  /** Makes a position of `owner`, empty so far. Full range unless ticks are given. */
  mint(owner: Address, id: string, ticks: readonly [number, number] = [-887220, 887220]): this {
    const position: Position = {
      id,
      kind: 'nft',
      pool: this.pool.address,
      poolOwner: operator,
      tickLower: ticks[0],
      tickUpper: ticks[1],
    }
    const state = { blockNumber: this.#blockNumber, liquidity: 0n, owed: ZERO_PAIR, fees: ZERO_PAIR }
    const told: StoryPosition = { position, events: [], ownerships: [], states: [state] }
    this.#positions.set(id, told)
    this.#inTransaction(owner, () => told.ownerships.push({ owner, from: this.#ref(), to: null }))
    return this
  }

  deposit(id: string, liquidity: bigint, amounts: Pair): this {
    return this.#add(id, { type: 'deposit', liquidity, amounts }, (state) => ({
      liquidity: state.liquidity + liquidity,
    }))
  }

  withdraw(id: string, liquidity: bigint, amounts: Pair): this {
    return this.#add(id, { type: 'withdraw', liquidity, amounts }, (state) => ({
      liquidity: state.liquidity - liquidity,
      owed: addPairs(state.owed, amounts),
    }))
  }

  /** Pays out `amounts`: owed principal first, then fees. */
  collect(id: string, amounts: Pair): this {
    return this.#add(id, { type: 'collect', amounts }, (state) => {
      const principal = minPair(state.owed, amounts)
      return {
        owed: subtractPairs(state.owed, principal),
        fees: subtractPairs(state.fees, subtractPairs(amounts, principal)),
      }
    })
  }

  claim(id: string, amount: bigint, token = rewardToken.address): this {
    return this.#add(id, { type: 'claimReward', token, amount }, () => ({}))
  }

  stake(id: string): this {
    return this.#add(id, { type: 'stake', farm }, () => ({}))
  }

  unstake(id: string): this {
    return this.#add(id, { type: 'unstake', farm }, () => ({}))
  }

  transfer(id: string, to: Address): this {
    const { ownerships } = this.#told(id)
    const last = ownerships.pop() as Ownership
    this.#add(id, { type: 'transfer', from: last.owner, to }, () => ({}), last.owner)
    const event = this.#told(id).events.at(-1) as PositionEvent
    ownerships.push({ ...last, to: event }, { owner: to, from: event, to: null })
    return this
  }

  /** The pool's traders paid fees to the position; nobody collected them yet. */
  earn(id: string, fees: Pair): this {
    this.#change(id, (state) => ({ fees: addPairs(state.fees, fees) }))
    return this
  }

  histories(owner?: Address): readonly PositionHistory[] {
    return [...this.#positions.values()].filter(
      ({ ownerships }) => !owner || ownerships.some((ownership) => isSameAddress(ownership.owner, owner)),
    )
  }

  window(fromDay: number, toDay: number): Window {
    return this.blockWindow(blockOfDay(fromDay), blockOfDay(toDay))
  }

  blockWindow(fromBlock: number, toBlock: number): Window {
    return { fromBlock, fromTimestamp: timestampOf(fromBlock), toBlock, toTimestamp: timestampOf(toBlock) }
  }

  charges(owner: Address, ownerIsContract = false): readonly GasCharge[] {
    const { costs, approvals } = this
    return computeGasCharges({ owner, ownerIsContract, histories: this.histories(owner), costs, approvals })
  }

  /** Everything that `computeNeededBlocks` asks for, read off the story, and nothing else. */
  input(owner: Address, window: Window, extra: Partial<PerformanceInput> = {}): PerformanceInput {
    const histories = this.histories(owner)
    const gas = extra.gas ?? this.charges(owner)
    const needed = computeNeededBlocks(histories, owner, window, gas)
    const snapshots = [...needed.snapshots, ...needed.rangeSnapshots].map(({ positionId, blockNumber }) =>
      this.snapshot(positionId, blockNumber),
    )
    return {
      owner,
      pool: this.pool,
      window,
      histories,
      snapshots: new Map(
        snapshots.map((snapshot) => [snapshotKey(snapshot.positionId, snapshot.blockNumber), snapshot]),
      ),
      prices: this.priceTable(needed.priceBlocks),
      gas,
      claimable: [],
      rewardTokens: [rewardToken],
      timestamps: new Map(needed.timestampBlocks.map((block) => [block, timestampOf(block)])),
      ...extra,
    }
  }

  performance(owner: Address, window: Window, extra: Partial<PerformanceInput> = {}): PerformanceResult {
    return computePerformance(this.input(owner, window, extra))
  }

  claimable(id: string, amount: bigint): ClaimableAmount {
    return { positionId: id, token: rewardToken.address, amount }
  }

  snapshot(id: string, blockNumber: number): Snapshot {
    const { position, states } = this.#told(id)
    const state = states.filter((candidate) => candidate.blockNumber <= blockNumber).at(-1)
    return {
      positionId: id,
      blockNumber,
      liquidity: state?.liquidity ?? 0n,
      collectable: state ? addPairs(state.owed, state.fees) : ZERO_PAIR,
      secondsInside: state && state.liquidity > 0n ? this.#secondsInside(position, blockNumber) : null,
    }
  }

  priceTable(blocks: readonly number[]): PriceTable {
    const quotes = new Map<string, PriceQuote | null>()
    const quote = (value: number | null) => (value === null ? null : { value, sources: [] })
    for (const block of blocks) {
      const price = this.unpriced.has(block) ? null : this.priceAt(block)
      quotes.set(priceKey(this.pool.token0.address, block), quote(price))
      quotes.set(priceKey(this.pool.token1.address, block), quote(1))
      quotes.set(priceKey(native, block), quote(this.nativePrice))
      quotes.set(priceKey(rewardToken.address, block), quote(this.rewardPrice))
    }
    const sqrtPriceX96 = new Map(blocks.map((block) => [block, computeSqrtPriceX96(this.priceAt(block))]))
    return { currency: 'USD', native, quotes, sqrtPriceX96, missing: [] }
  }

  get blockNumber(): number {
    return this.#blockNumber
  }

  /** A position as it stands now, and its owner. */
  stateOf(id: string): PositionState & { readonly position: Position; readonly owner: Address } {
    const { position, states, ownerships } = this.#told(id)
    const state = states.at(-1) as PositionState
    return { ...state, position, owner: (ownerships.at(-1) as Ownership).owner }
  }

  sqrtPriceX96At(blockNumber: number): bigint {
    return computeSqrtPriceX96(this.priceAt(blockNumber))
  }

  priceAt(blockNumber: number): number {
    return this.#prices.filter((set) => set.blockNumber <= blockNumber).at(-1)?.price ?? 1
  }

  /** What the pool has counted up to the end of a block, modulo 2^32; it started near the wrap. */
  #secondsInside({ tickLower, tickUpper }: Position, blockNumber: number): number {
    const lower = computeSqrtPriceX96AtTick(tickLower)
    const upper = computeSqrtPriceX96AtTick(tickUpper)
    let seconds = 2 ** 32 - 1000
    const changes = this.#prices.filter((set) => set.blockNumber < blockNumber)
    changes.forEach((set, index) => {
      const sqrtPriceX96 = computeSqrtPriceX96(set.price)
      const until = changes[index + 1]?.blockNumber ?? blockNumber
      if (lower <= sqrtPriceX96 && sqrtPriceX96 < upper) seconds += timestampOf(until) - timestampOf(set.blockNumber)
    })
    return seconds % 2 ** 32
  }

  #told(id: string): StoryPosition {
    const told = this.#positions.get(id)
    if (!told) throw new Error(`position ${id} was not minted`)
    return told
  }

  #ref() {
    const timestamp = timestampOf(this.#blockNumber)
    const transactionHash = this.#transactionHash as Hex
    return { blockNumber: this.#blockNumber, timestamp, logIndex: this.#logIndex++, transactionHash }
  }

  #add(
    id: string,
    event: DistributiveOmit<PositionEvent, keyof Ownership['from'] | 'positionId'>,
    change: (state: PositionState) => Partial<PositionState>,
    sender?: Address,
  ): this {
    const told = this.#told(id)
    this.#inTransaction(sender ?? (told.ownerships.at(-1) as Ownership).owner, () =>
      told.events.push({ ...event, ...this.#ref(), positionId: id }),
    )
    this.#change(id, change)
    return this
  }

  #change(id: string, change: (state: PositionState) => Partial<PositionState>): void {
    const { states } = this.#told(id)
    const state = states.at(-1) as PositionState
    states.push({ ...state, ...change(state), blockNumber: this.#blockNumber })
  }

  #inTransaction(from: Address, tell: () => void): void {
    const isInside = this.#transactionHash !== null
    if (!isInside) this.#startTransaction(from, 0n, false)
    tell()
    if (!isInside) this.#transactionHash = null
  }

  #startTransaction(from: Address, feeWei: bigint, l1FeeMissing: boolean): Hex {
    const transactionHash: Hex = `0x${(++this.#transactions).toString(16).padStart(64, '0')}`
    this.#transactionHash = transactionHash
    const blockNumber = this.#blockNumber
    const timestamp = timestampOf(blockNumber)
    this.costs.set(transactionHash, { transactionHash, blockNumber, timestamp, from, feeWei, l1FeeMissing })
    return transactionHash
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

/** Exact for prices that are squares of short fractions. */
function computeSqrtPriceX96(price: number): bigint {
  return BigInt(Math.round(Math.sqrt(price) * 2 ** 40)) << 56n
}

/** Base units as whole tokens, for comparing with figures worked out by hand. */
export function whole([amount0, amount1]: Pair): readonly [number, number] {
  return [Number(amount0) / 1e18, Number(amount1) / 1e18]
}
