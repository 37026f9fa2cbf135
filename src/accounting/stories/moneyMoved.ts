import type { Ownership, PositionEvent, PositionHistory } from '../../domain/ledger'
import type { Window } from '../../domain/performance'
import type { Address, Pair } from '../../domain/primitives'
import { computeAmountsForLiquidity } from '../../math/liquidityAmounts'
import type { LedgerStory } from './ledgerStory'

interface Place {
  readonly blockNumber: number
  readonly logIndex: number
}

/** What an owner put into a pool and got out of it, in USD at the prices of each block; what is inside at the end counts as got out. */
export interface MoneyMoved {
  in: number
  out: number
}

/**
 * Works money in and out of an owner's pocket out another way, to check the accounting against.
 *
 * Nothing is derived from events where the story itself knows: what a position held, owed and had earned at a block is asked of the
 * story. Income between two blocks is then what was earned: `held after + paid out - held before`.
 */
export function computeMoneyMoved(story: LedgerStory, owner: Address, window: Window): MoneyMoved {
  const histories = story.histories(owner)
  const moved = { in: 0, out: 0 }
  const start = findStart(histories, owner, window)
  for (const history of histories) {
    for (const ownership of history.ownerships.filter((one) => one.owner === owner)) {
      new Purse(story, history, ownership, moved).follow(start, window.toBlock)
    }
  }
  return moved
}

/** The block at whose end the window opens for this owner. */
function findStart(histories: readonly PositionHistory[], owner: Address, { fromBlock }: Window): number {
  const came = histories.flatMap(({ ownerships }) => ownerships.filter((one) => one.owner === owner))
  return came.every(({ from }) => from.blockNumber >= fromBlock) ? fromBlock - 1 : fromBlock
}

/** One position in one owner's hands: follows its events and empties `strange` (what is nobody's income) before income is paid. */
class Purse {
  /** Payouts that were promised to others, or before the window: the first fees paid out. */
  #strange: Pair = [0n, 0n]

  constructor(
    readonly story: LedgerStory,
    readonly history: PositionHistory,
    readonly ownership: Ownership,
    readonly moved: MoneyMoved,
  ) {}

  follow(start: number, end: number): void {
    const { from, to } = this.ownership
    if (from.blockNumber > end || (to && to.blockNumber <= start)) return
    const events = this.history.events.filter(
      (event) =>
        event.blockNumber > start && event.blockNumber <= end && !isBefore(event, from) && !(to && isBefore(to, event)),
    )
    if (from.blockNumber <= start) this.#open({ blockNumber: start, logIndex: Infinity })
    for (const event of events) this.#take(event)
    if (!to || to.blockNumber > end) this.#close({ blockNumber: end, logIndex: Infinity })
  }

  #take(event: PositionEvent): void {
    if (event.type === 'deposit') this.moved.in += this.#worth(event.amounts, event)
    if (event.type === 'withdraw') this.moved.out += this.#worth(event.amounts, event)
    if (event.type === 'claimReward') this.moved.out += (Number(event.amount) / 1e18) * 10
    if (event.type === 'transfer') {
      if (isBefore(this.ownership.from, event)) this.#close(event)
      else this.#open(event)
    }
    if (event.type === 'collect') {
      const before = this.#standAt({ ...event, logIndex: event.logIndex - 1 })
      const fees = each((i) => max(event.amounts[i] - before.owed[i], 0n))
      const income = each((i) => max(fees[i] - this.#strange[i], 0n))
      this.#strange = each((i) => max(this.#strange[i] - fees[i], 0n))
      this.moved.out += this.#worth(income, event)
    }
  }

  #open(at: Place): void {
    this.moved.in += this.#worth(this.#principal(at), at)
    this.#strange = this.#feesAt(at)
  }

  #close(at: Place): void {
    const fees = this.#feesAt(at)
    this.moved.out += this.#worth(this.#principal(at), at)
    this.moved.out += this.#worth(
      each((i) => fees[i] - this.#strange[i]),
      at,
    )
  }

  /** Fees inside as of a place, with those that the rest of its block still brings. */
  #feesAt(at: Place): Pair {
    const now = this.#standAt(at)
    const atEnd = this.#standAt({ blockNumber: at.blockNumber, logIndex: Infinity })
    return each((i) => atEnd.feesInside[i] + atEnd.feesPaid[i] - now.feesPaid[i])
  }

  #principal(at: Place): Pair {
    const { tickLower, tickUpper } = this.history.position
    const price = this.story.sqrtPriceX96At(at.blockNumber)
    return computeAmountsForLiquidity(price, tickLower, tickUpper, this.#standAt(at).liquidity)
  }

  /** Everything about the position up to a place: sums over all events before it, and what the story says is inside at the block's end. */
  #standAt(at: Place) {
    const events = this.history.events.filter((event) => !isBefore(at, event))
    const owed: [bigint, bigint] = [0n, 0n]
    const feesPaid: [bigint, bigint] = [0n, 0n]
    let liquidity = 0n
    for (const event of events) {
      if (event.type === 'deposit') liquidity += event.liquidity
      if (event.type === 'withdraw') liquidity -= event.liquidity
      for (const i of [0, 1] as const) {
        if (event.type === 'withdraw') owed[i] += event.amounts[i]
        if (event.type === 'collect') {
          feesPaid[i] += max(event.amounts[i] - owed[i], 0n)
          owed[i] = max(owed[i] - event.amounts[i], 0n)
        }
      }
    }
    const { collectable } = this.story.snapshot(this.history.position.id, at.blockNumber)
    return { liquidity, owed, feesPaid, feesInside: each((i) => collectable[i] - owed[i]) }
  }

  #worth(amounts: Pair, { blockNumber }: { readonly blockNumber: number }): number {
    return (Number(amounts[0]) / 1e18) * this.story.priceAt(blockNumber) + Number(amounts[1]) / 1e18
  }
}

function isBefore(a: Place, b: Place): boolean {
  return a.blockNumber < b.blockNumber || (a.blockNumber === b.blockNumber && a.logIndex < b.logIndex)
}

function each(amountOf: (index: 0 | 1) => bigint): Pair {
  return [amountOf(0), amountOf(1)]
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
