import type { ClaimRewardEvent, EventRef, Ownership } from '../domain/ledger'
import type { Position } from '../domain/position'
import { isSameAddress } from '../domain/primitives'
import type { Address, Hex, Pair } from '../domain/primitives'
import type { ReportEvent } from '../domain/report'
import { computeAmountsForLiquidity } from '../math/liquidityAmounts'
import type { Bounds } from './computeBounds'
import { isInside } from './computeBounds'
import { isEventOfOwnership } from './computeOwnerLedger'
import { computeStateAt, type Timeline, type TimelineStep } from './computeTimeline'
import { computeUncollectedFees, type SnapshotIndex } from './computeUncollectedFees'
import { compareEvents } from './compareEvents'
import type { Findings } from './findings'
import { addPairs, minPair, subtractPairs, ZERO_PAIR } from './pair'

/** One line of an owner's books: what moved, in exact amounts. `null` is unknown. */
export interface BookEntry {
  readonly type: ReportEvent['type']
  readonly positionId: string
  readonly blockNumber: number
  readonly timestamp: number
  readonly logIndex: number
  readonly transactionHash: Hex | null
  /** Principal that went in (deposit, transferIn, open) or out (withdraw, transferOut, close); the whole payout of a collect; `null` for an unknown reward. */
  readonly amounts: Pair | null
  /** The part of the hodl basket that went with principal going out. */
  readonly released: Pair | null
  /** Fees that are income of the window. */
  readonly fees: Pair | null
  /** Liquidity that is the owner's just after. */
  readonly liquidity: bigint
  readonly reward: { readonly token: Address; readonly amount: bigint } | null
}

/** What the books need besides the ledger. */
export interface BookSources {
  readonly bounds: Bounds
  readonly snapshots: SnapshotIndex
  readonly sqrtPriceX96: ReadonlyMap<number, bigint>
  readonly findings: Findings
}

/**
 * Computes the books of one position for one owner over a window.
 *
 * They open with what the owner held at the start (`open`) or with a transfer, and close at the report's block (`close`) or
 * with a transfer. Fees that stood uncollected at an opening are *carry*: the first collects pay them out, and what is left of them is
 * taken off the fees at the close. The hodl basket is kept in base units; a withdrawal releases its share of it, rounded down,
 * and the last withdrawal all of it.
 */
export function computeBookEntries(timeline: Timeline, owner: Address, sources: BookSources): readonly BookEntry[] {
  return timeline.ownerships
    .filter((ownership) => isSameAddress(ownership.owner, owner) && overlaps(ownership, sources.bounds))
    .flatMap((ownership) => new HoldingBooks(timeline, ownership, sources).close())
}

/** Computes what a position's liquidity would pay out at the pool's price of a block; `null` when that price, or the liquidity, is unknown. */
export function computePrincipal(
  position: Position,
  liquidity: bigint,
  blockNumber: number,
  sqrtPriceX96: ReadonlyMap<number, bigint>,
  findings: Findings,
): Pair | null {
  if (liquidity === 0n) return ZERO_PAIR
  if (liquidity < 0n) {
    findings.addInconsistent(position.id)
    return null
  }
  const price = sqrtPriceX96.get(blockNumber)
  if (price === undefined) {
    findings.addUnknownPoolPrice(blockNumber)
    return null
  }
  return computeAmountsForLiquidity(price, position.tickLower, position.tickUpper, liquidity)
}

/** Whether a position is the owner's at the end of a block. */
export function isHeldBy(timeline: Timeline, owner: Address, blockNumber: number): boolean {
  return timeline.ownerships.some(
    (ownership) => isSameAddress(ownership.owner, owner) && isHeldAt(ownership, blockNumber),
  )
}

function isHeldAt(ownership: Ownership, blockNumber: number): boolean {
  return ownership.from.blockNumber <= blockNumber && (ownership.to === null || ownership.to.blockNumber > blockNumber)
}

function overlaps(ownership: Ownership, { startBlock, endBlock }: Bounds): boolean {
  return ownership.from.blockNumber <= endBlock && (ownership.to === null || ownership.to.blockNumber > startBlock)
}

/** What a farm paid moves no principal; where it is not known what that was, the entry has no known value. */
function describeReward({ token, amount }: ClaimRewardEvent): Pick<BookEntry, 'amounts' | 'reward'> {
  return token === null || amount === null
    ? { amounts: null, reward: null }
    : { amounts: ZERO_PAIR, reward: { token, amount } }
}

/** The books of one position during one ownership. */
class HoldingBooks {
  readonly #entries: BookEntry[] = []
  #hodl: Pair | null = ZERO_PAIR
  #carry: Pair | null = ZERO_PAIR

  constructor(
    readonly timeline: Timeline,
    readonly ownership: Ownership,
    readonly sources: BookSources,
  ) {}

  close(): readonly BookEntry[] {
    const { timeline, ownership } = this
    const { bounds } = this.sources
    if (ownership.from.blockNumber <= bounds.startBlock) this.#open()
    timeline.steps.forEach((step, index) => {
      if (isInside(bounds, step.event.blockNumber) && isEventOfOwnership(step.event, ownership)) this.#book(step, index)
    })
    if (isHeldAt(ownership, bounds.endBlock)) this.#closeAtEnd()
    return this.#entries
  }

  #open(): void {
    const { startBlock, startTimestamp } = this.sources.bounds
    const { liquidity } = computeStateAt(this.timeline, startBlock)
    const principal = this.#principal(liquidity, startBlock)
    this.#hodl = principal
    this.#carry = this.#uncollectedFees(startBlock)
    if (liquidity === 0n) return
    this.#push({ blockNumber: startBlock, timestamp: startTimestamp, logIndex: 0, transactionHash: null }, liquidity, {
      type: 'open',
      amounts: principal,
    })
  }

  #book(step: TimelineStep, index: number): void {
    const { event, liquidity } = step
    switch (event.type) {
      case 'deposit':
        this.#hodl = this.#hodl && addPairs(this.#hodl, event.amounts)
        return this.#push(event, liquidity, { type: 'deposit', amounts: event.amounts })
      case 'withdraw': {
        const released = this.#release(event.liquidity, step.liquidityBefore)
        return this.#push(event, liquidity, { type: 'withdraw', amounts: event.amounts, released })
      }
      case 'collect':
        return this.#push(event, liquidity, {
          type: 'collect',
          amounts: event.amounts,
          fees: this.#payCarry(step.fees),
        })
      case 'transfer':
        return compareEvents(event, this.ownership.from) === 0
          ? this.#transferIn(step, index)
          : this.#transferOut(step, index)
      case 'claimReward':
        return this.#push(event, liquidity, {
          type: 'claimReward',
          ...describeReward(event),
        })
      default:
        return this.#push(event, liquidity, { type: event.type, amounts: ZERO_PAIR })
    }
  }

  #transferIn({ event, liquidity }: TimelineStep, index: number): void {
    const principal = this.#principal(liquidity, event.blockNumber)
    this.#hodl = principal
    this.#carry = this.#feesAtTransfer(index, event.blockNumber)
    this.#push(event, liquidity, { type: 'transferIn', amounts: principal })
  }

  #transferOut({ event, liquidity }: TimelineStep, index: number): void {
    const uncollected = this.#feesAtTransfer(index, event.blockNumber)
    this.#push(event, 0n, {
      type: 'transferOut',
      amounts: this.#principal(liquidity, event.blockNumber),
      released: this.#hodl,
      fees: uncollected && this.#carry && subtractPairs(uncollected, this.#carry),
    })
    this.#hodl = ZERO_PAIR
    this.#carry = ZERO_PAIR
  }

  #closeAtEnd(): void {
    const { endBlock, endTimestamp } = this.sources.bounds
    const { liquidity } = computeStateAt(this.timeline, endBlock)
    const uncollected = this.#uncollectedFees(endBlock)
    this.#push({ blockNumber: endBlock, timestamp: endTimestamp, logIndex: 0, transactionHash: null }, liquidity, {
      type: 'close',
      amounts: this.#principal(liquidity, endBlock),
      released: this.#hodl,
      fees: uncollected && this.#carry && subtractPairs(uncollected, this.#carry),
    })
  }

  /** Takes the share `withdrawn / liquidity` out of the hodl basket. */
  #release(withdrawn: bigint, liquidity: bigint): Pair | null {
    if (this.#hodl === null || liquidity === 0n) return this.#hodl && ZERO_PAIR
    const [hodl0, hodl1] = this.#hodl
    const released: Pair =
      withdrawn === liquidity ? this.#hodl : [(hodl0 * withdrawn) / liquidity, (hodl1 * withdrawn) / liquidity]
    this.#hodl = subtractPairs(this.#hodl, released)
    return released
  }

  /** Fees that a collect paid out, less the carry that it paid first. */
  #payCarry(fees: Pair): Pair | null {
    if (this.#carry === null) return null
    const carryPaid = minPair(this.#carry, fees)
    this.#carry = subtractPairs(this.#carry, carryPaid)
    return subtractPairs(fees, carryPaid)
  }

  /** Uncollected fees as of a transfer: those of its block's end, and those that later collects of that block paid out. */
  #feesAtTransfer(index: number, blockNumber: number): Pair | null {
    const fees = this.#uncollectedFees(blockNumber)
    if (fees === null) return null
    let sum = fees
    for (const step of this.timeline.steps.slice(index + 1)) {
      if (step.event.blockNumber !== blockNumber) break
      sum = addPairs(sum, step.fees)
    }
    return sum
  }

  #uncollectedFees(blockNumber: number): Pair | null {
    return computeUncollectedFees(this.timeline, blockNumber, this.sources.snapshots, this.sources.findings)
  }

  #principal(liquidity: bigint, blockNumber: number): Pair | null {
    const { sqrtPriceX96, findings } = this.sources
    return computePrincipal(this.timeline.position, liquidity, blockNumber, sqrtPriceX96, findings)
  }

  #push(
    at: Omit<EventRef, 'transactionHash'> & { readonly transactionHash: Hex | null },
    liquidity: bigint,
    moved: Pick<BookEntry, 'type' | 'amounts'> & Partial<Pick<BookEntry, 'released' | 'fees' | 'reward'>>,
  ): void {
    this.#entries.push({
      positionId: this.timeline.position.id,
      blockNumber: at.blockNumber,
      timestamp: at.timestamp,
      logIndex: at.logIndex,
      transactionHash: at.transactionHash,
      released: ZERO_PAIR,
      fees: ZERO_PAIR,
      reward: null,
      liquidity,
      ...moved,
    })
  }
}
