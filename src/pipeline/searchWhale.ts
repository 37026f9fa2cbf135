import { SECONDS_PER_YEAR } from '../accounting/secondsPerYear'
import { fetchIsContract } from '../chain/fetchIsContract'
import type { Missing } from '../domain/coverage'
import type { PositionHistory } from '../domain/ledger'
import type { PoolState } from '../domain/pool'
import type { SqrtPriceRange } from '../domain/poolLiquidity'
import type { Address, BlockRange } from '../domain/primitives'
import { isSameAddress } from '../domain/primitives'
import { AppError, CancelledError } from '../errors'
import { chooseSearchStep } from '../whales/chooseSearchStep'
import type { SearchStep } from '../whales/chooseSearchStep'
import { computeResidual } from '../whales/computeResidual'
import type { LiquidityStep } from '../whales/computeResidual'
import { computeValueSeconds } from '../whales/computeValueSeconds'
import { PoolSearch } from '../whales/poolSearch'
import { computeHistoriesByOwner } from '../whales/rankOwners'
import type { RankedOwner } from '../whales/rankOwners'
import { computeUnitBounds, computeValueBounds } from '../whales/valueBounds'
import type { UnitBounds } from '../whales/valueBounds'
import { compareStarts } from './compareStarts'
import { computePoolUnits } from './computePoolUnits'
import { FarmedPositions } from './farmedPositions'
import { loadEarlierLives } from './loadEarlierLives'
import { computeRoughRanking, pickShortlist } from './loadWhaleCandidates'
import type { WhaleRanking } from './loadWhaleCandidates'
import { createRankingInput, loadWhaleSide } from './loadWhaleSide'
import type { WhaleSide, WhaleSource } from './loadWhaleSide'
import type { PoolContext } from './poolContext'
import { WhaleFinder } from './whaleFinder'

/** What a search for the largest owner found, and what it proves. */
export interface WhaleSearch {
  /** Without approvals: nothing of the search depends on them. */
  readonly whale: WhaleSide
  readonly histories: readonly PositionHistory[]
  /** Blocks of which every log of the pool was read. */
  readonly scanned: BlockRange
  readonly isProven: boolean
  /** The most that unknown positions hold of the capital in the pool, 0 to 1; `null` when it is not known. */
  readonly unexplainedShare: number | null
  /** Whether the proof holds at every block, or only if prices in between were not far from those that were read. */
  readonly isPriceExact: boolean
  /** Whether something of what is unexplained can be the whale's own: not all of its NFTs, or of its ranges in the pool's books, were looked at. */
  readonly mayOwnMore: boolean
  /** `false` where farms can owe the whale more, for stakes that ended before the window, than was found. */
  readonly areDebtsKnown: boolean
  /** `false` where logs and the pool's own state contradict each other. */
  readonly isConsistent: boolean
  readonly missing: readonly Missing[]
}

/**
 * Looks for the largest owner of a pool over the window without reading the pool's whole life: what changed in the window first, then whatever
 * explains most of what the pool's ticks hold at the report's block, until nobody unknown can be larger than the largest that is known.
 *
 * @param onFound gets what was found so far, each time another owner leads.
 * @throws CancelledError once the client's signal is aborted; what makes even the first steps impossible.
 */
export async function searchWhale(
  context: PoolContext,
  state: PoolState,
  onFound: (search: WhaleSearch) => void,
): Promise<WhaleSearch> {
  const running = await WhaleSearchRun.start(context, state)
  return await running.finish(onFound)
}

/** How often owners are looked up whom the positions of other large owners brought up. */
const COMPLETION_ROUNDS = 4
/** What rounding of sampled prices can hide. */
const SAFETY = 0.99

/** A search while it runs, and what it knows in the end. */
export class WhaleSearchRun {
  readonly #source: Required<WhaleSource>
  /** What was shown last. */
  #last: WhaleSearch | null = null
  #hasReadSwaps: boolean
  /** How much may be unexplained at most, by the last exact valuation; in the unit of the first ranking x seconds. */
  #allowed = Infinity
  /** Histories by id with all that happened in the window: what is good for searching lacks payouts and rewards, which take the price anew. */
  readonly #settled = new Map<string, PositionHistory>()
  readonly #farmed: FarmedPositions
  /** Contracts, in lower case, whose liquidity in the pool's own books was looked for: whether at all ranges where they can hold some. */
  readonly #lookedUp = new Map<string, boolean>()

  private constructor(
    readonly context: PoolContext,
    readonly search: PoolSearch,
    readonly finder: WhaleFinder,
    readonly priceAtStartX96: bigint,
  ) {
    this.#hasReadSwaps = !context.hasArchiveState
    const { client, adapter, searched, hasArchiveState } = context
    const settled = this.#settled
    const farmed = (this.#farmed = new FarmedPositions(context, search))
    const settling = new Map<string, Promise<readonly PositionHistory[]>>()
    const earlier = new Map<string, Promise<readonly PositionHistory[]>>()
    const settleOne = async (opened: readonly PositionHistory[]) => {
      const histories = await adapter.search.settleOpenings(client, opened, searched, { hasArchiveState })
      const known = { histories, others: search.histories }
      return await adapter.search.comparedWithPool(client, context.input.pool, known, search.scope.blocks)
    }
    const settle = async (histories: readonly PositionHistory[], owner: Address) => {
      await farmed.load([owner])
      const opened = histories.filter(({ position }) => farmed.get(position.id) === undefined)
      const key = opened.map(({ position }) => position.id).join()
      const known = settling.get(key) ?? settleOne(opened)
      settling.set(key, known)
      const lives = farmed.histories.filter(({ ownerships }) =>
        ownerships.some((ownership) => isSameAddress(ownership.owner, owner)),
      )
      const settledOnes = [...(await known), ...lives]
      const before = earlier.get(owner.toLowerCase()) ?? loadEarlierLives(context, settledOnes, [owner])
      earlier.set(owner.toLowerCase(), before)
      return [...settledOnes, ...(await before)].sort(compareStarts)
    }
    this.#source = {
      /** In the order of their mints, whatever the order in which they were found. */
      get histories() {
        const found = search.histories.filter(({ position }) => farmed.get(position.id) === undefined)
        return [...found.map((history) => settled.get(history.position.id) ?? history), ...farmed.histories].sort(
          compareStarts,
        )
      },
      settle,
    }
  }

  static async start(context: PoolContext, state: PoolState): Promise<WhaleSearchRun> {
    const { client, adapter, input, searched, prices, hasArchiveState } = context
    const { pool } = input
    const [table, stateAtStart] = await Promise.all([
      prices.load([...context.sampleBlocks, searched.fromBlock]),
      hasArchiveState ? adapter.poolState(client, pool, searched.fromBlock) : null,
    ])
    const priceAtStartX96 =
      stateAtStart?.sqrtPriceX96 ?? table.sqrtPriceX96.get(searched.fromBlock) ?? state.sqrtPriceX96
    const search = await PoolSearch.start(
      client,
      adapter.search,
      { pool, blocks: searched, hasArchiveState },
      { tickAtStart: stateAtStart?.tick ?? state.tick, tickAtEnd: state.tick, priceAtStartX96 },
    )
    const finder = new WhaleFinder(search)
    await finder.start()
    return new WhaleSearchRun(context, search, finder, priceAtStartX96)
  }

  /** Goes on until nothing can be found that would change the result. As `searchWhale`. */
  async finish(onFound: (search: WhaleSearch) => void): Promise<WhaleSearch> {
    for (;;) {
      try {
        const result = await this.#step(onFound)
        if (result !== null) return result
      } catch (error) {
        if (!(error instanceof AppError) || error instanceof CancelledError || this.#last === null) throw error
        const missing = { what: 'The rest of the search for the largest owner', why: error.shortMessage }
        return { ...this.#last, missing: [...this.#last.missing, missing] }
      }
    }
  }

  /** Those that were found, in the order of their mints. */
  get histories(): readonly PositionHistory[] {
    return this.#source.histories
  }

  /** Values liquidity by the pool's own prices: good for telling which of what is unexplained matters most, and for shares of the whole. */
  createWeigher(): (step: LiquidityStep) => number {
    const { input, prices } = this.context
    return this.#createWeigher(computePoolUnits(input.pool, prices.table), this.search.prices)
  }

  /** The part of the pool that no position explains, 0 to 1; `null` where it cannot be told. */
  get unexplainedShare(): number | null {
    const weigh = this.createWeigher()
    const { residual, rests } = this.search.unexplained
    return this.#computeShare(weigh, sum([...residual.steps.map(weigh), ...rests.map(({ step }) => weigh(step))]))
  }

  /** Goes on by one step; gives the result once there is nothing more to do. */
  async #step(onFound: (search: WhaleSearch) => void): Promise<WhaleSearch | null> {
    const { context, search } = this
    const rough = computeRoughRanking(createRankingInput(context, this.#source.histories))
    const [leader] = rough.ranked
    // Of those on the shortlist every position will be known: what is unexplained can belong to others only.
    const runnerUp = rough.ranked[pickShortlist({ chosen: null }, rough).length]
    const weigh = this.#createWeigher(rough.unit, this.#hasReadSwaps ? search.prices : this.#sampledPrices())
    const { residual, rests } = search.unexplained
    const unexplained = sum([...residual.steps.map(weigh), ...rests.map(({ step }) => weigh(step))])
    const [unnamed, found] = [sortByWeight(search.unnamed, weigh), sortByWeight(search.found, weigh)]
    const leading = (leader?.capitalYears ?? 0) * SECONDS_PER_YEAR
    const following = (runnerUp?.capitalYears ?? 0) * SECONDS_PER_YEAR
    const next = chooseSearchStep({
      leader: leading,
      runnerUp: Math.max(following, leading - this.#allowed),
      unexplained,
      unnamed: unnamed.map(({ weight }) => weight),
      found: found.map(({ weight }) => weight),
      ways: this.finder.ways,
    })
    this.#report(this.#computeShare(weigh, unexplained))

    if (next.do === 'check' || next.do === 'end') return await this.#check(rough, next)
    if (leader !== undefined && this.#isNewLeader(leader.owner)) {
      await this.#completeShortlist()
      this.#last = this.#describe(await loadWhaleSide(context, this.#source, 'provisional'), rough.unit, false)
      onFound(this.#last)
    }
    switch (next.do) {
      case 'name':
        await search.name(unnamed.slice(0, next.count).map(({ item }) => item))
        break
      case 'open':
        await search.open(found.slice(0, next.count).map(({ item }) => item))
        break
      default:
        await this.finder.find(next.do, weigh)
    }
    return null
  }

  /** Reads all positions of those on the shortlist, and what farms paid or owe the first; new ones can bring others onto it. */
  async #completeShortlist(): Promise<void> {
    for (let round = 0; round < COMPLETION_ROUNDS; round++) {
      const known = this.search.histories.length
      await this.search.complete(this.#pickShortlist())
      if (this.search.histories.length === known) break
    }
    const owners = this.#pickShortlist()
    await this.#farmed.look(owners)
    await this.#farmed.load(owners.slice(0, 1))
  }

  #pickShortlist(): readonly Address[] {
    const input = createRankingInput(this.context, this.#source.histories)
    return pickShortlist(input, computeRoughRanking(input)).map(({ owner }) => owner)
  }

  /** Values the largest exactly, and sees whether that proves who is the largest. */
  async #check(rough: WhaleRanking, { do: reason }: SearchStep): Promise<WhaleSearch | null> {
    const { search, context } = this
    await this.#completeShortlist()
    const whale = await loadWhaleSide(context, this.#source, 'figures')
    const ranking = 'ranking' in whale ? whale.ranking : rough
    if (await this.#findHeldDirectly(whale, this.#createWeigher(ranking.unit, search.prices))) return null
    const { isConsistent } = search.unexplained
    const unexplained = this.#weighUnexplained(ranking.unit)
    if (unexplained === 0 && (await this.#settleContenders(ranking))) return null
    const lead = await this.#computeLead(ranking)
    const isProven = isConsistent && (unexplained === 0 || unexplained <= lead)
    const result = this.#describe(whale, ranking.unit, isProven)
    // What contradicts itself is not proven by anything that is still to be found.
    if (isProven || !isConsistent || reason === 'end') return result
    this.#last = result
    if (this.#hasReadSwaps) {
      // As a share, since the first ranking can count in another unit.
      const share = lead > 0 ? (lead / unexplained) * SAFETY : 0
      this.#allowed = share > 0 ? this.#weighUnexplained(rough.unit) * share : 0
    } else await search.readSwaps(this.priceAtStartX96)
    this.#hasReadSwaps = true
    return null
  }

  /** Looks once for what a contract that leads holds in the pool itself and did not change in the window; whether there was anything. */
  async #findHeldDirectly(whale: WhaleSide, weigh: (step: LiquidityStep) => number): Promise<boolean> {
    if (!('chosen' in whale) || whale.chosen.kind !== 'contract') return false
    const { owner } = whale.chosen
    if (this.#lookedUp.has(owner.toLowerCase())) return false
    const { isFound, isWhole } = await this.finder.byOwner(owner, weigh)
    this.#lookedUp.set(owner.toLowerCase(), isWhole)
    return isFound
  }

  /**
   * Where nothing is unexplained, the order of those who are known decides: reads the rest of what values those who may lead. Whether there was
   * anything to read.
   */
  async #settleContenders({ ranked, unit }: WhaleRanking): Promise<boolean> {
    const isUnsettled = (history: PositionHistory) =>
      isRough(history) && !this.#settled.has(history.position.id) && this.#farmed.get(history.position.id) === undefined
    const bounds = this.#unitBounds(unit)
    const valued = ranked.map((owner) => {
      const exact = (owner.capitalYears ?? 0) * SECONDS_PER_YEAR
      const isExact =
        owner.capitalYears !== null && !owner.histories.some(isUnsettled) && !this.#farmed.isUnread(owner.owner)
      const bound = (side: 'low' | 'high') => (bounds === null ? null : this.#boundValue(owner, bounds, side))
      return {
        owner,
        least: isExact ? exact : (bound('low') ?? 0),
        most: isExact ? exact : (bound('high') ?? Infinity),
      }
    })
    const least = valued.reduce((most, value) => Math.max(most, value.least), 0)
    const contenders = valued.filter(({ most }) => most >= least).map(({ owner }) => owner)
    const unsettled = contenders.filter(
      ({ owner, histories }) => histories.some(isUnsettled) || this.#farmed.isUnread(owner),
    )
    if (contenders.length < 2 || unsettled.length === 0) return false
    const settled = await Promise.all(unsettled.map(({ owner, histories }) => this.#source.settle(histories, owner)))
    for (const history of settled.flat()) this.#settled.set(history.position.id, history)
    return true
  }

  /** What an owner had at the least or at the most, in currency x seconds. */
  #boundValue(
    { owner, histories }: Omit<RankedOwner, 'capitalYears'>,
    bounds: UnitBounds,
    side: 'low' | 'high',
  ): number {
    const { search, context } = this
    const valueOf = (step: LiquidityStep) => computeValueBounds([step], search.prices, bounds)[side]
    return computeValueSeconds(histories, owner, context.window, valueOf)
  }

  /** Whether all that the whale has in the pool is known, whatever else is not. */
  #isAllKnown(whale: WhaleSide): boolean {
    if (!('chosen' in whale)) return true
    const { owner, kind } = whale.chosen
    return this.search.isComplete(owner) && (kind === 'account' || this.#lookedUp.get(owner.toLowerCase()) === true)
  }

  /**
   * How much may be unexplained, in currency x seconds, so that nobody can have more than the leader; negative where the order of those who
   * are known is not even certain.
   *
   * Who is known completely has what they are valued at, and nothing of what is unexplained. Everybody else, and who can hold liquidity in the
   * pool itself, can have it all, and is valued at the worst price of the window: an unknown event could have made them be valued then.
   */
  async #computeLead({ ranked, unit }: WhaleRanking): Promise<number> {
    const { search, context } = this
    const { window, client, input } = context
    const [leader] = ranked
    const bounds = this.#unitBounds(unit)
    if (leader === undefined || bounds === null) return -1
    const isContract = await fetchIsContract(
      client,
      ranked.map(({ owner }) => owner),
      window.toBlock,
    )
    const isCertain = ({ owner, histories }: RankedOwner) =>
      search.isComplete(owner) &&
      isContract.get(owner.toLowerCase() as Address) !== true &&
      !histories.some(wasInFarm) &&
      !this.#farmed.isUnread(owner)
    const exact = new Map(ranked.map((owner) => [owner.owner.toLowerCase(), owner]))
    const least = isCertain(leader)
      ? (leader.capitalYears ?? 0) * SECONDS_PER_YEAR
      : this.#boundValue(leader, bounds, 'low')
    let allowed = least
    for (const [key, owned] of computeHistoriesByOwner(search.histories)) {
      const { owner } = owned
      if (isSameAddress(owner, leader.owner) || (input.you !== null && isSameAddress(owner, input.you.owner))) continue
      const listed = exact.get(key)
      if (listed !== undefined && isCertain(listed)) {
        if ((listed.capitalYears ?? Infinity) * SECONDS_PER_YEAR > least) return -1
        continue
      }
      allowed = Math.min(allowed, least - this.#boundValue(owned, bounds, 'high'))
    }
    return allowed
  }

  /** The most that what no known position explains was worth over the window, in a unit x seconds. */
  #weighUnexplained(unit: WhaleRanking['unit']): number {
    const weigh = this.#createWeigher(unit, this.search.prices)
    const { residual, rests } = this.search.unexplained
    return sum([...residual.steps.map(weigh), ...rests.map(({ step }) => weigh(step))])
  }

  #describe(whale: WhaleSide, unit: WhaleRanking['unit'], isProven: boolean): WhaleSearch {
    const { search } = this
    const weigh = this.#createWeigher(unit, search.prices)
    const { isConsistent } = search.unexplained
    const unexplained = this.#weighUnexplained(unit)
    return {
      whale,
      histories: search.histories,
      scanned: search.scope.blocks,
      isProven,
      unexplainedShare: this.#computeShare(weigh, unexplained),
      isPriceExact: unexplained === 0 || (this.#unitBounds(unit)?.isExact ?? false),
      mayOwnMore: unexplained > 0 && !this.#isAllKnown(whale),
      areDebtsKnown: !('chosen' in whale) || this.#farmed.isKnown(whale.chosen.owner),
      isConsistent,
      missing: [],
    }
  }

  /** The unexplained part of all that the pool holds and that was seen in the window besides. */
  #computeShare(weigh: (step: LiquidityStep) => number, unexplained: number): number | null {
    const all = sum(computeResidual(this.search.ticks, []).steps.map(weigh))
    if (!Number.isFinite(unexplained) || !Number.isFinite(all)) return null
    return all === 0 ? 0 : Math.min(1, unexplained / all)
  }

  #isNewLeader(owner: Address): boolean {
    const whale = this.#last?.whale
    return whale === undefined || !('chosen' in whale) || !isSameAddress(whale.candidates[0]?.owner ?? owner, owner)
  }

  /** Gives the most that liquidity was worth over the window, in currency x seconds. */
  #createWeigher(unit: WhaleRanking['unit'], prices: SqrtPriceRange): (step: LiquidityStep) => number {
    const { fromTimestamp, toTimestamp } = this.context.window
    const bounds = this.#unitBounds(unit)
    if (bounds === null) return () => Infinity
    return (step) => computeValueBounds([step], prices, bounds).high * (toTimestamp - fromTimestamp)
  }

  #unitBounds({ pool, prices }: WhaleRanking['unit']): UnitBounds | null {
    return computeUnitBounds(pool, prices, this.context.sampleBlocks)
  }

  /** Between which prices the pool was at the blocks that were read. */
  #sampledPrices(): SqrtPriceRange {
    const { sqrtPriceX96 } = this.context.prices.table
    const { lowX96, highX96 } = this.search.prices
    const sampled = this.context.sampleBlocks.flatMap((block) => sqrtPriceX96.get(block) ?? [])
    const low = sampled.reduce((least, price) => (price < least ? price : least), this.priceAtStartX96)
    const high = sampled.reduce((most, price) => (price > most ? price : most), this.priceAtStartX96)
    return { lowX96: low < lowX96 ? lowX96 : low, highX96: high > highX96 ? highX96 : high }
  }

  #report(share: number | null): void {
    const { search } = this
    const left = share === null ? '' : `; ${(share * 100).toFixed(1)} % of the pool is not explained yet`
    this.context.client.report({
      step: `Looking for the largest owner${left}`,
      done: search.histories.length,
      total: search.histories.length + search.found.length,
      unit: 'positions',
      secondsLeft: null,
    })
  }
}

/** Whether a history that is good for searching lacks events at which its owner is valued anew: payouts, and rewards of a farm. */
function isRough(history: PositionHistory): boolean {
  return history.position.kind === 'direct' || wasInFarm(history)
}

/** Claims of a farm's rewards are events too, and are not among those of opened histories. */
function wasInFarm({ opening, events }: PositionHistory): boolean {
  const { farm = null, isFarmPaying = false } = opening ?? {}
  return farm !== null || isFarmPaying || events.some(({ type }) => type === 'stake' || type === 'unstake')
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function sortByWeight<T extends { readonly step: LiquidityStep }>(
  items: readonly T[],
  weigh: (step: LiquidityStep) => number,
): readonly { readonly item: T; readonly weight: number }[] {
  return items.map((item) => ({ item, weight: weigh(item.step) })).sort((a, b) => b.weight - a.weight)
}
