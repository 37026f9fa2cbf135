import { subtractRanges } from '../chain/blockRanges'
import type { ChainClient } from '../chain/chainClient'
import type { PositionHistory } from '../domain/ledger'
import type { Pool } from '../domain/pool'
import { poolRangeKey } from '../domain/poolLiquidity'
import type { LiquidityChange, PoolRange, SqrtPriceRange, TickState } from '../domain/poolLiquidity'
import type { Position } from '../domain/position'
import type { Address, BlockRange } from '../domain/primitives'
import { isSameAddress } from '../domain/primitives'
import { MAX_SQRT_PRICE_X96, MIN_SQRT_PRICE_X96 } from '../math/tickMath'
import type { SearchAdapter } from '../protocols/adapter'
import { computeLedgerLiquidity } from './computeActiveLiquidity'
import type { LiquidityLedger } from './computeActiveLiquidity'
import { computeResidual } from './computeResidual'
import type { LiquidityStep, Residual } from './computeResidual'
import { computeTouchedRests, groupChanges } from './computeTouchedRests'
import type { TouchedRange, TouchedRest } from './computeTouchedRests'
import { computeUncrossedRange } from './computeUncrossedRange'

/** What is searched: a pool, over the blocks of a window. */
export interface SearchScope {
  readonly pool: Pool
  /** From the window's first block to the report's. */
  readonly blocks: BlockRange
  /** Whether the endpoint keeps the state of the window's first block. */
  readonly hasArchiveState: boolean
}

/** A position that was found and whose history was not read yet. */
export interface FoundPosition {
  readonly position: Position
  /** The most that it can have held at the end of any block of the window. */
  readonly step: LiquidityStep
}

/** Everything in a pool that no known history explains. */
export interface Unexplained {
  /** Liquidity that did not change in the window. */
  readonly residual: Residual
  /** Ranges whose liquidity changed. */
  readonly rests: readonly TouchedRest[]
  /** `false` where logs and state contradict each other: then nothing is proven. */
  readonly isConsistent: boolean
}

/**
 * A search for a pool's largest owner, as far as it has come: what the pool holds, what changed over the window, which positions were found
 * and whose histories are known. What to look for next is the caller's to decide.
 */
export class PoolSearch {
  /** Known histories, opened where they are older than the window. */
  readonly histories: PositionHistory[] = []
  /** Blocks whose logs were read for deposits. */
  readonly covered: BlockRange[]
  readonly #found = new Map<string, FoundPosition>()
  readonly #opened = new Set<string>()
  /** Owners, in lower case, of whom every position is known that the shared owner holds for them. */
  readonly #completed = new Map<string, boolean>()
  /** Touched ranges whose positions were asked for. */
  readonly #named = new Set<string>()
  #countsFound = false
  #prices: SqrtPriceRange
  #unexplained: Unexplained | null = null

  private constructor(
    readonly client: ChainClient,
    readonly adapter: SearchAdapter,
    readonly scope: SearchScope,
    readonly ticks: readonly TickState[],
    readonly touched: ReadonlyMap<string, TouchedRange>,
    /** What changed in the window, in order. */
    readonly changes: readonly LiquidityChange[],
    /** Whether the ticks at the window's start are what those at its end and the changes in between say. */
    readonly isReconciled: boolean,
    prices: SqrtPriceRange,
  ) {
    this.covered = [scope.blocks]
    this.#prices = prices
  }

  /**
   * Starts a search: reads what changed in the window, and the pool's ticks at its end; at its start too, where the endpoint keeps that
   * state. Swaps are read where it does not: nothing else tells between which prices the pool stayed.
   *
   * @param priceAtStartX96 the pool's `sqrtPriceX96` at the end of the window's first block.
   */
  static async start(
    client: ChainClient,
    adapter: SearchAdapter,
    scope: SearchScope,
    state: { readonly tickAtStart: number; readonly tickAtEnd: number; readonly priceAtStartX96: bigint },
  ): Promise<PoolSearch> {
    const { pool, blocks, hasArchiveState } = scope
    const [{ changes, prices }, ticks, ticksAtStart] = await Promise.all([
      adapter.changes(client, pool, blocks, hasArchiveState ? ['mint', 'burn'] : ['mint', 'burn', 'swap']),
      adapter.ticks(client, pool, blocks.toBlock),
      hasArchiveState ? adapter.ticks(client, pool, blocks.fromBlock) : null,
      adapter.readTogether(client, blocks),
    ])
    const groups = [...groupChanges(changes).values()]
    const atEnd = await adapter.rangeLiquidity(
      client,
      pool,
      groups.map(({ range }) => range),
      blocks.toBlock,
    )
    const touched = new Map(
      groups.map((group, index) => [
        poolRangeKey(group.range),
        { ...group, liquidityAtEnd: atEnd[index] as bigint } satisfies TouchedRange,
      ]),
    )
    const later = changes.filter(({ blockNumber }) => blockNumber > blocks.fromBlock)
    const bounds =
      ticksAtStart === null
        ? widen(prices, state.priceAtStartX96)
        : computeUncrossedRange(
            { ticks: ticksAtStart, tick: state.tickAtStart },
            { ticks, tick: state.tickAtEnd },
            later,
          )
    const isReconciled = ticksAtStart === null || isSameRest(ticksAtStart, ticks, touched, blocks)
    return new PoolSearch(client, adapter, scope, ticks, touched, changes, isReconciled, bounds)
  }

  /** Between which prices the pool is known to have stayed over the window. */
  get prices(): SqrtPriceRange {
    return this.#prices
  }

  /** Reads the window's swaps, so that the range of prices is the narrowest there is. */
  async readSwaps(priceAtStartX96: bigint): Promise<void> {
    const { pool, blocks } = this.scope
    const { prices } = await this.adapter.changes(this.client, pool, blocks, ['swap'])
    const swapped = widen(prices, priceAtStartX96)
    this.#prices = {
      lowX96: swapped.lowX96 > this.#prices.lowX96 ? swapped.lowX96 : this.#prices.lowX96,
      highX96: swapped.highX96 < this.#prices.highX96 ? swapped.highX96 : this.#prices.highX96,
    }
  }

  /** What no known history explains; once `countFound` was called, no position that was found either. */
  get unexplained(): Unexplained {
    return (this.#unexplained ??= this.#computeUnexplained())
  }

  /** Positions that were found and whose histories are not known. */
  get found(): readonly FoundPosition[] {
    return [...this.#found.values()]
  }

  /** Touched ranges with something unexplained whose positions were not asked for yet. */
  get unnamed(): readonly TouchedRest[] {
    return this.unexplained.rests.filter(({ range }) => !this.#named.has(poolRangeKey(range)))
  }

  /**
   * Lets positions that were found explain what they hold before their histories are read: good for finding all of them, and no proof. Their
   * liquidity must not have changed in the window, as that of none does that `nameAll` leaves out.
   */
  countFound(): void {
    this.#countsFound = true
    this.#unexplained = null
  }

  /**
   * Finds and reads every position that the pool logged anything about in the window: those too that came and went within a block, and
   * those that were only paid out.
   */
  async openTouched(): Promise<void> {
    const { pool, blocks } = this.scope
    for (const key of this.touched.keys()) this.#named.add(key)
    await this.#openPositions(await this.adapter.loggedPositions(this.client, pool, blocks))
  }

  /** Finds the positions behind touched ranges. */
  async name(rests: readonly TouchedRest[]): Promise<void> {
    for (const { range } of rests) this.#named.add(poolRangeKey(range))
    const changes = rests
      .flatMap((rest) => rest.changes)
      .sort((a, b) => a.blockNumber - b.blockNumber || a.logIndex - b.logIndex)
    const steps = new Map(rests.map(({ range, step }) => [poolRangeKey(range), step]))
    for (const position of await this.adapter.namePositions(this.client, this.scope.pool, changes)) {
      const step = steps.get(poolRangeKey(position))
      if (step !== undefined) this.#add(position, step)
    }
  }

  /** Looks through NFTs by their ids, and adds those that hold liquidity in the pool. */
  async addNfts(tokenIds: readonly bigint[]): Promise<void> {
    const { pool, blocks } = this.scope
    await this.addPositions(await this.adapter.poolNfts(this.client, pool, tokenIds, blocks.toBlock))
  }

  /** Adds positions that hold liquidity at the end of the window. */
  async addPositions(positions: readonly Position[]): Promise<void> {
    const fresh = positions.filter(({ id }) => !this.#opened.has(id) && !this.#found.has(id))
    const liquidity = await this.adapter.liquidityOf(this.client, fresh, this.scope.blocks.toBlock)
    fresh.forEach((position, index) => {
      const { tickLower, tickUpper } = position
      const held = liquidity[index] as bigint
      if (held > 0n) this.#add(position, { tickLower, tickUpper, liquidity: held })
    })
  }

  /**
   * Reads the deposits of further blocks, and adds the positions behind those that can still be there. Blocks that were read already are not
   * read again.
   */
  async scan(ranges: readonly BlockRange[]): Promise<void> {
    const missing = ranges.flatMap((range) => subtractRanges(range, this.covered))
    const parts = await Promise.all(
      missing.map((range) => this.adapter.changes(this.client, this.scope.pool, range, ['mint'])),
    )
    this.covered.push(...missing)
    for (const { changes } of parts) await this.addDeposits(changes)
  }

  /** Adds the positions behind deposits that can explain what is unexplained. */
  async addDeposits(changes: readonly LiquidityChange[]): Promise<void> {
    const { residual, rests: touchedRests } = this.unexplained
    const { lower, upper } = residual
    const restKeys = new Set(touchedRests.map(({ range }) => poolRangeKey(range)))
    const possible = changes.filter(
      (change) => (lower.has(change.tickLower) && upper.has(change.tickUpper)) || restKeys.has(poolRangeKey(change)),
    )
    const groups = [...groupChanges(possible).values()]
    const rests = await this.computeRangeRests(groups.map(({ range }) => range))
    const wanted = groups.flatMap((group, index) => ((rests[index] as bigint) > 0n ? group.changes : []))
    wanted.sort((a, b) => a.blockNumber - b.blockNumber || a.logIndex - b.logIndex)
    await this.addPositions(await this.adapter.namePositions(this.client, this.scope.pool, wanted))
  }

  /** How much of what ranges hold at the end of the window belongs to no position that was found. */
  async computeRangeRests(ranges: readonly PoolRange[]): Promise<readonly bigint[]> {
    const { pool, blocks } = this.scope
    const held = await this.adapter.rangeLiquidity(this.client, pool, ranges, blocks.toBlock)
    const known = new Map<string, bigint>()
    const add = (range: PoolRange, liquidity: bigint) =>
      known.set(poolRangeKey(range), (known.get(poolRangeKey(range)) ?? 0n) + liquidity)
    for (const history of this.histories) add(history.position, computeLedgerLiquidity(history))
    for (const { position, step } of this.#found.values()) add(position, step.liquidity)
    return ranges.map((range, index) => (held[index] as bigint) - (known.get(poolRangeKey(range)) ?? 0n))
  }

  /** Whether every position of an owner is known that the shared owner holds for them. */
  isComplete(owner: Address): boolean {
    return this.#completed.get(owner.toLowerCase()) === true
  }

  /** Finds and reads all other positions of owners. Nothing is read again for one who was asked for before. */
  async complete(owners: readonly Address[]): Promise<void> {
    const fresh = owners.filter((owner) => !this.#completed.has(owner.toLowerCase()))
    if (fresh.length === 0) return
    const { pool, blocks } = this.scope
    const { positions, incomplete } = await this.adapter.ownedPositions(this.client, pool, fresh, {
      range: blocks,
      changes: this.changes,
    })
    await this.#openPositions(positions)
    for (const owner of fresh) {
      this.#completed.set(owner.toLowerCase(), !incomplete.some((other) => isSameAddress(owner, other)))
    }
  }

  /**
   * Finds and reads what an owner holds of some ranges in the pool's own books at the end of the window.
   *
   * @returns whether there is anything that was not known.
   */
  async openDirect(ranges: readonly PoolRange[]): Promise<boolean> {
    const { pool, blocks } = this.scope
    const held = await this.adapter.rangeLiquidity(this.client, pool, ranges, blocks.toBlock)
    const positions = ranges
      .filter((_, index) => (held[index] as bigint) > 0n)
      .map((range) => this.adapter.directPosition(pool, range))
      .filter(({ id }) => !this.#opened.has(id))
    await this.#openPositions(positions)
    return positions.length > 0
  }

  /** Reads the histories of positions that were found. */
  async open(found: readonly FoundPosition[]): Promise<void> {
    await this.#openPositions(found.map(({ position }) => position))
  }

  async #openPositions(positions: readonly Position[]): Promise<void> {
    const fresh = positions.filter(({ id }) => !this.#opened.has(id))
    const histories = await this.adapter.openedHistories(this.client, fresh, this.scope.blocks, this.changes)
    for (const { id } of fresh) {
      this.#opened.add(id)
      this.#found.delete(id)
    }
    this.histories.push(...histories)
    this.#unexplained = null
  }

  #add(position: Position, step: LiquidityStep): void {
    if (this.#opened.has(position.id)) return
    this.#found.set(position.id, { position, step })
    if (this.#countsFound) this.#unexplained = null
  }

  #computeUnexplained(): Unexplained {
    const explaining = this.#countsFound ? [...this.histories, ...this.found.map(toUnchanged)] : this.histories
    const known = [
      ...[...this.touched.values()].map(({ range, liquidityAtEnd }) => toStep(range, liquidityAtEnd)),
      ...explaining
        .filter(({ position }) => !this.touched.has(poolRangeKey(position)))
        .map((history) => toStep(history.position, computeLedgerLiquidity(history))),
    ]
    const residual = computeResidual(this.ticks, known)
    const { rests, isConsistent } = computeTouchedRests(this.touched, explaining, this.scope.blocks)
    return { residual, rests, isConsistent: residual.isConsistent && isConsistent && this.isReconciled }
  }
}

/** Whether a range is held on behalf of many owners. */
export function isShared({ sharedOwner }: Pick<SearchAdapter, 'sharedOwner'>, { poolOwner }: PoolRange): boolean {
  return isSameAddress(poolOwner, sharedOwner)
}

/** A position that held over the whole window what it holds at its end. */
function toUnchanged({ position, step: { liquidity } }: FoundPosition): LiquidityLedger {
  return { position, events: [], opening: { liquidity } }
}

function toStep({ tickLower, tickUpper }: PoolRange, liquidity: bigint): LiquidityStep {
  return { tickLower, tickUpper, liquidity }
}

/** What did not change in the window must be the same at its start and at its end, tick by tick: else logs of changes are missing. */
function isSameRest(
  ticksAtStart: readonly TickState[],
  ticksAtEnd: readonly TickState[],
  touched: ReadonlyMap<string, TouchedRange>,
  { fromBlock }: BlockRange,
): boolean {
  const groups = [...touched.values()]
  const atEnd = groups.map(({ range, liquidityAtEnd }) => toStep(range, liquidityAtEnd))
  const atStart = groups.map(({ range, liquidityAtEnd, changes }) =>
    toStep(
      range,
      changes
        .filter(({ blockNumber }) => blockNumber > fromBlock)
        .reduce((sum, { liquidity }) => sum - liquidity, liquidityAtEnd),
    ),
  )
  const [start, end] = [computeResidual(ticksAtStart, atStart), computeResidual(ticksAtEnd, atEnd)]
  return isSameMap(start.lower, end.lower) && isSameMap(start.upper, end.upper)
}

function isSameMap(a: ReadonlyMap<number, bigint>, b: ReadonlyMap<number, bigint>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value)
}

function widen(prices: SqrtPriceRange | null, price: bigint): SqrtPriceRange {
  if (price < MIN_SQRT_PRICE_X96 || price > MAX_SQRT_PRICE_X96) return prices ?? WIDEST
  if (prices === null) return { lowX96: price, highX96: price }
  return {
    lowX96: price < prices.lowX96 ? price : prices.lowX96,
    highX96: price > prices.highX96 ? price : prices.highX96,
  }
}

const WIDEST: SqrtPriceRange = { lowX96: MIN_SQRT_PRICE_X96, highX96: MAX_SQRT_PRICE_X96 }
