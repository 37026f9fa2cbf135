import type { PositionEvent, PositionHistory } from '../../domain/ledger'
import type { Snapshot } from '../../domain/position'
import type { Pair } from '../../domain/primitives'
import { compareLogs } from './compareLogs'
import type { ReplayStart } from './fetchPoolReplay'
import type { PoolPositionLog } from './findUntoldLogs'
import type { RangeGrowth } from './poolGrowth'
import { computeEarlierBooks } from './replayBooks'
import type { BookTouch, EarlierBooks } from './replayBooks'
import type { PositionBooks } from './snapshot'

export type MoneyEvent = Extract<PositionEvent, { readonly type: 'deposit' | 'withdraw' | 'collect' }>

/** Whether an event moved money of a position. */
export function isMoneyEvent(event: PositionEvent): event is MoneyEvent {
  return event.type === 'deposit' || event.type === 'withdraw' || event.type === 'collect'
}

/** What a replay knows of one position. */
interface ReplaySource {
  readonly history: PositionHistory
  /** The replay that noted how fees grew inside the position's range. */
  readonly start: ReplayStart
  readonly growth: RangeGrowth
  /** What of the replay's logs changed the range's books in the pool. */
  readonly rangeLogs: readonly PoolPositionLog[]
  /** The contracts' own books at the end of the replay. */
  readonly books: PositionBooks
  readonly laterBlock: number
}

interface PlacedTouch extends BookTouch {
  readonly blockNumber: number
}

/** A position's state at the ends of past blocks, from its books at a later one and the pool's replay in between. */
export class PositionReplay {
  readonly #source: ReplaySource
  readonly #poolTouches: readonly PlacedTouch[]
  readonly #nftTouches: readonly PlacedTouch[]

  constructor(source: ReplaySource) {
    const { history, start, growth, rangeLogs } = source
    this.#source = source
    this.#poolTouches = listPoolTouches(rangeLogs, growth)
    this.#nftTouches = history.position.kind === 'nft' ? listNftTouches(history, start, growth) : []
  }

  /**
   * The state at the end of a block within the replay, to the last unit; `null` where it is not proven: the books were touched since, and
   * the replay does not reach back to their last touch before.
   *
   * @throws ReplayError when the books cannot have come about like that.
   */
  stateAt(blockNumber: number): Snapshot | null {
    const { id, kind } = this.#source.history.position
    const books = this.#booksAt(blockNumber)
    if (books === null) return null
    const { inPool, inManager } = books
    const state = { positionId: id, blockNumber, secondsInside: null, liquidity: inManager.liquidity }
    if (kind === 'direct') return { ...state, collectable: sumOwed(inPool) }
    // Without liquidity a collect does not let the pool bring its books up to date.
    const payable = inManager.liquidity === 0n ? inPool.tokensOwed : sumOwed(inPool)
    return { ...state, collectable: minOf(sumOwed(inManager), payable) }
  }

  /** Whether it is proven that the books noted nothing owed at the end of a block, so that no principal was owed either. */
  owesNothingAt(blockNumber: number): boolean {
    const books = this.#booksAt(blockNumber)
    return books !== null && books.inManager.tokensOwed[0] === 0n && books.inManager.tokensOwed[1] === 0n
  }

  /**
   * The first block at whose end, and at the end of every later one, what is uncollected is proven: the state, and how much of it is principal.
   * `null` where there is none before the replay's end.
   *
   * @param fromBlock where the replay begins.
   */
  provenSince(fromBlock: number): number | null {
    const touched = [...this.#poolTouches, ...this.#nftTouches].map(({ blockNumber }) => blockNumber)
    const later = touched.filter((blockNumber) => blockNumber > fromBlock)
    const blocks = [...new Set([fromBlock, ...later])].sort((a, b) => a - b)
    // Once a touch is in the replay, every later state is proven: halving finds the first.
    let [low, high] = [0, blocks.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.stateAt(blocks[middle] as number) === null) low = middle + 1
      else high = middle
    }
    if (this.#source.history.opening?.owed !== null) return blocks[low] ?? null
    return blocks.slice(low).find((blockNumber) => this.owesNothingAt(blockNumber)) ?? null
  }

  /** Books in the pool and, for an NFT, in the position manager; those of other liquidity are the pool's alone. */
  #booksAt(blockNumber: number): { readonly inPool: EarlierBooks; readonly inManager: EarlierBooks } | null {
    const { history, books } = this.#source
    const inPool = this.#computeBooks(this.#poolTouches, books.pool, blockNumber)
    if (inPool === null || history.position.kind === 'direct') return inPool && { inPool, inManager: inPool }
    // The position manager burns an NFT only when nothing is left in it.
    const nft = books.nft ?? { liquidity: 0n, feeGrowthInsideLastX128: [0n, 0n], tokensOwed: [0n, 0n] }
    const inManager = this.#computeBooks(this.#nftTouches, nft, blockNumber)
    return inManager && { inPool, inManager }
  }

  #computeBooks(
    touches: readonly PlacedTouch[],
    later: PositionBooks['pool'],
    blockNumber: number,
  ): EarlierBooks | null {
    const { growth, books, laterBlock } = this.#source
    const isBefore = (touch: PlacedTouch) => touch.blockNumber <= blockNumber
    const atEndOf = (block: number) => growth.at({ blockNumber: block, logIndex: Number.POSITIVE_INFINITY })
    return computeEarlierBooks({
      later,
      laterInsideX128: books.feeGrowthInsideX128,
      laterGrowthX128: atEndOf(laterBlock),
      touches: touches.filter((touch) => !isBefore(touch)),
      lastGrowthX128: touches.findLast((touch) => isBefore(touch) && touch.growthX128 !== null)?.growthX128 ?? null,
      growthX128: atEndOf(blockNumber),
    })
  }
}

function sumOwed({ tokensOwed, feesSince }: EarlierBooks): Pair {
  return [tokensOwed[0] + feesSince[0], tokensOwed[1] + feesSince[1]]
}

function minOf(a: Pair, b: Pair): Pair {
  return [a[0] < b[0] ? a[0] : b[0], a[1] < b[1] ? a[1] : b[1]]
}

/** What the pool's logs did to the range's books in the pool. A `Collect` only pays out. */
function listPoolTouches(logs: readonly PoolPositionLog[], growth: RangeGrowth): readonly PlacedTouch[] {
  return logs.map(({ log, event }): PlacedTouch => {
    const { blockNumber } = log
    const growthX128 = growth.at(log)
    switch (event.type) {
      case 'mint':
        return { blockNumber, growthX128, liquidity: event.liquidity, owed: [0n, 0n] }
      case 'burn':
        return { blockNumber, growthX128, liquidity: -event.liquidity, owed: event.amounts }
      case 'collect':
        return { blockNumber, growthX128: null, liquidity: 0n, owed: [-event.amounts[0], -event.amounts[1]] }
    }
  })
}

/** What the NFT's events did to its books in the position manager. Those before the replay began have no growth to tell. */
function listNftTouches({ events }: PositionHistory, start: ReplayStart, growth: RangeGrowth): readonly PlacedTouch[] {
  const [first] = start.logs
  return events.flatMap((event): readonly PlacedTouch[] => {
    if (!isMoneyEvent(event) || first === undefined || compareLogs(event, first.log) < 0) return []
    const { blockNumber } = event
    const growthX128 = growth.at(event)
    switch (event.type) {
      case 'deposit':
        return [{ blockNumber, growthX128, liquidity: event.liquidity, owed: [0n, 0n] }]
      case 'withdraw':
        return [{ blockNumber, growthX128, liquidity: -event.liquidity, owed: event.amounts }]
      case 'collect':
        return [{ blockNumber, growthX128, liquidity: 0n, owed: [-event.amounts[0], -event.amounts[1]] }]
    }
  })
}
