import { countBlocks, mergeRanges, subtractRanges } from '../chain/blockRanges'
import { hasBlockCap, scanBlocksOf } from '../chain/scanLogs'
import { poolRangeKey } from '../domain/poolLiquidity'
import type { PoolRange } from '../domain/poolLiquidity'
import type { Address, BlockRange } from '../domain/primitives'
import { HistoryUnavailableError } from '../errors'
import { RANGES_PER_AIM } from '../whales/chooseSearchStep'
import type { SearchOutlook, SearchWay } from '../whales/chooseSearchStep'
import type { LiquidityStep } from '../whales/computeResidual'
import { findGrowthBlocks } from '../whales/findGrowthBlocks'
import type { PoolSearch } from '../whales/poolSearch'

/** NFTs that one multicall looks at, and multicalls of one step. */
const IDS_PER_REQUEST = 400
const ID_REQUESTS = 8
/** Ranges whose deposits are looked for side by side stand between the ticks with most that is unexplained. */
const AIMED_TICKS = 16
/** About what finding one such step's blocks takes: a few rounds of a few looks for each range. */
const REQUESTS_PER_AIM = 64
/** Lower and upper ticks that one request for deposits names; where that is too much at once, so many times fewer. */
const ASKED_TICKS = 50
const FEWER_TICKS = 4
/** Ticks between which an owner's own liquidity is looked for: each with each other. */
const OWNER_TICKS = 64
/** Requests for logs of one step backwards, at least; and what share of all that are left. */
const BACK_REQUESTS = 8
const BACK_SHARE = 0.05

/** The ways in which a search finds positions that no log of the window tells of, and how far each one has come. */
export class WhaleFinder {
  readonly #search: PoolSearch
  /** Ids up to this one were not looked at; `null` before the newest is known. */
  #nextId: bigint | null = null
  /** 0 once the deposits of the whole life cannot be asked for at once. */
  #askedTicks: number
  #aimRequests = 0
  #canAim: boolean
  readonly #aimedInVain = new Set<string>()

  constructor(search: PoolSearch) {
    this.#search = search
    this.#canAim = search.scope.hasArchiveState
    // An endpoint with a cap on blocks gives no whole life at once; one that refuses many results can give few of them.
    this.#askedTicks = hasBlockCap(search.client) ? 0 : ASKED_TICKS
  }

  /** Reads how many NFTs there are. */
  async start(): Promise<void> {
    const { adapter, client, scope } = this.#search
    this.#nextId = await adapter.newestTokenId(client, scope.blocks.toBlock)
  }

  get ways(): SearchOutlook['ways'] {
    const ids = Math.ceil(Number(this.#nextId ?? 0n) / IDS_PER_REQUEST)
    const back = this.#countBackRequests()
    return {
      ticks: this.#askedTicks > 0 ? 1 : null,
      ids: ids === 0 ? null : ids,
      aim: this.#canAim ? REQUESTS_PER_AIM + this.#aimRequests : null,
      back: back === 0 ? null : back,
    }
  }

  /** Goes one step on a way. */
  async find(way: SearchWay, weigh: (step: LiquidityStep) => number): Promise<void> {
    switch (way) {
      case 'ticks':
        return await this.#byTicks(weigh)
      case 'ids':
        return await this.#byIds()
      case 'aim':
        return await this.#byState(weigh)
      case 'back':
        return await this.#byLogs()
    }
  }

  /** Looks through the next NFTs, newest first. */
  async #byIds(): Promise<void> {
    const newest = this.#nextId ?? 0n
    const count = Math.min(Number(newest), IDS_PER_REQUEST * ID_REQUESTS)
    this.#nextId = newest - BigInt(count)
    await this.#search.addNfts(Array.from({ length: count }, (_, index) => newest - BigInt(index)))
  }

  /**
   * Asks for every deposit of the pool's life at the ticks with most that is unexplained, next time at fewer of them where that was refused;
   * not again where it gives nothing new.
   */
  async #byTicks(weigh: (step: LiquidityStep) => number): Promise<void> {
    const { adapter, client, scope } = this.#search
    const before = this.#search.found.length
    const ticks = this.#heaviestTicks(weigh, this.#askedTicks)
    const changes = await adapter.depositsAtTicks(client, scope.pool, ticks, this.#past)
    if (changes === null) {
      this.#askedTicks = Math.floor(this.#askedTicks / FEWER_TICKS)
      return
    }
    await this.#search.addDeposits(changes)
    if (this.#search.found.length === before) this.#askedTicks = 0
  }

  /**
   * Finds by state in which blocks the heaviest unexplained ranges grew, and reads the deposits of just those; not again where the endpoint
   * keeps no state of the pool's whole life.
   */
  async #byState(weigh: (step: LiquidityStep) => number): Promise<void> {
    try {
      await this.#aim(weigh)
    } catch (error) {
      if (!(error instanceof HistoryUnavailableError)) throw error
      this.#canAim = false
    }
  }

  async #aim(weigh: (step: LiquidityStep) => number): Promise<void> {
    const { adapter, client, scope, covered } = this.#search
    const before = this.#search.found.length
    const ranges = await this.#listHeavyRanges(weigh)
    // At the end of the first block that can tell of a pool there was none yet.
    const life = this.#past
    const blocks = Math.min(scanBlocksOf(client), countBlocks(life))
    const isKnown = (range: BlockRange) => subtractRanges(range, covered).length === 0
    const found = await Promise.all(
      ranges.map((range) =>
        findGrowthBlocks(life, blocks, isKnown, async (blockNumber) => {
          this.#aimRequests++
          const [held] = await adapter.rangeLiquidity(client, scope.pool, [range], blockNumber)
          return held as bigint
        }),
      ),
    )
    await this.#search.scan(mergeRanges(found.flatMap((range) => range ?? [])))
    if (this.#search.found.length === before) for (const range of ranges) this.#aimedInVain.add(poolRangeKey(range))
    this.#canAim = ranges.length > 0
  }

  /**
   * Looks for what an owner holds in the pool's own books, at all ranges between the ticks with most that is unexplained.
   *
   * @returns whether something was found, and whether there are no other ticks between which the owner can hold anything.
   */
  async byOwner(
    owner: Address,
    weigh: (step: LiquidityStep) => number,
  ): Promise<{ readonly isFound: boolean; readonly isWhole: boolean }> {
    const { residual } = this.#search.unexplained
    const { lower, upper } = this.#heaviestTicks(weigh, OWNER_TICKS)
    const ranges = lower.flatMap((tickLower) =>
      upper
        .filter((tickUpper) => tickUpper > tickLower)
        .map((tickUpper): PoolRange => ({ poolOwner: owner, tickLower, tickUpper })),
    )
    const isWhole = Math.max(residual.lower.size, residual.upper.size) <= OWNER_TICKS
    return { isFound: ranges.length > 0 && (await this.#search.openDirect(ranges)), isWhole }
  }

  /** Reads the deposits of the next blocks back. */
  async #byLogs(): Promise<void> {
    const size = Math.min(scanBlocksOf(this.#search.client), countBlocks(this.#past))
    const requests = Math.max(BACK_REQUESTS, Math.floor(this.#countBackRequests() * BACK_SHARE))
    let left = requests * size
    const next: BlockRange[] = []
    for (const range of [...this.#unread()].reverse()) {
      if (left <= 0) break
      const blocks = Math.min(left, countBlocks(range))
      next.push({ fromBlock: range.toBlock - blocks + 1, toBlock: range.toBlock })
      left -= blocks
    }
    await this.#search.scan(next)
  }

  /** The pool's life before the window. */
  get #past(): BlockRange {
    const { adapter, scope } = this.#search
    return { fromBlock: adapter.firstBlock(scope.blocks.toBlock), toBlock: scope.blocks.fromBlock - 1 }
  }

  #unread(): readonly BlockRange[] {
    return subtractRanges(this.#past, this.#search.covered)
  }

  #countBackRequests(): number {
    const blocks = scanBlocksOf(this.#search.client)
    return this.#unread().reduce((sum, range) => sum + Math.max(1, Math.ceil(countBlocks(range) / blocks)), 0)
  }

  #heaviestTicks(weigh: (step: LiquidityStep) => number, count: number) {
    const { residual, rests } = this.#search.unexplained
    const lower = new Map(residual.lower)
    const upper = new Map(residual.upper)
    // A range that was touched can hold older positions of others as well.
    for (const { step } of rests) {
      lower.set(step.tickLower, (lower.get(step.tickLower) ?? 0n) + step.liquidity)
      upper.set(step.tickUpper, (upper.get(step.tickUpper) ?? 0n) + step.liquidity)
    }
    const first = Math.min(...lower.keys())
    const last = Math.max(...upper.keys())
    const pick = (ticks: ReadonlyMap<number, bigint>, toStep: (tick: number, liquidity: bigint) => LiquidityStep) =>
      [...ticks]
        .map(([tick, liquidity]) => ({ tick, weight: weigh(toStep(tick, liquidity)) }))
        .sort((a, b) => b.weight - a.weight)
        .slice(0, count)
        .map(({ tick }) => tick)
    return {
      lower: pick(lower, (tickLower, liquidity) => ({ tickLower, tickUpper: last, liquidity })),
      upper: pick(upper, (tickUpper, liquidity) => ({ tickLower: first, tickUpper, liquidity })),
    }
  }

  /** The shared ranges between heavy ticks that hold most of what no position explains. */
  async #listHeavyRanges(weigh: (step: LiquidityStep) => number): Promise<readonly PoolRange[]> {
    const { adapter } = this.#search
    const { lower, upper } = this.#heaviestTicks(weigh, AIMED_TICKS)
    const pairs = lower.flatMap((tickLower) =>
      upper
        .filter((tickUpper) => tickUpper > tickLower)
        .map((tickUpper): PoolRange => ({ poolOwner: adapter.sharedOwner, tickLower, tickUpper })),
    )
    const rests = await this.#search.computeRangeRests(pairs)
    return pairs
      .map((range, index) => ({
        range,
        weight: weigh({ tickLower: range.tickLower, tickUpper: range.tickUpper, liquidity: rests[index] as bigint }),
      }))
      .filter(({ range, weight }) => weight > 0 && !this.#aimedInVain.has(poolRangeKey(range)))
      .sort((a, b) => b.weight - a.weight)
      .slice(0, RANGES_PER_AIM)
      .map(({ range }) => range)
  }
}
