import type { Pair } from '../../domain/primitives'
import { ReplayError } from '../../errors'
import type { FeeBooks } from '../../math/computeTokensOwed'
import { computeFeesOwed } from '../../math/feeGrowth'

/** Something that changed a position's books. */
export interface BookTouch {
  /** Fee growth inside the range just then, from any fixed beginning; `null` where the books were not brought up to date. */
  readonly growthX128: Pair | null
  /** Liquidity that was added; negative where it was taken out. */
  readonly liquidity: bigint
  /** What it added to the tokens owed besides fees (principal), less what it paid out. */
  readonly owed: Pair
}

/** Books at a block, and what is known since an earlier block. */
export interface BooksQuestion {
  readonly later: FeeBooks
  /** Fee growth inside the range at the later block: the contract's own value, and from the fixed beginning. */
  readonly laterInsideX128: Pair
  readonly laterGrowthX128: Pair
  /** Touches after the block in question and up to the later block, in order. */
  readonly touches: readonly BookTouch[]
  /** Fee growth when the books were last brought up to date, as of the block in question; `null` where the replay does not reach back to it. */
  readonly lastGrowthX128: Pair | null
  /** Fee growth at the block in question. */
  readonly growthX128: Pair
}

/** What a position's books were at an earlier block. */
export interface EarlierBooks {
  readonly liquidity: bigint
  readonly tokensOwed: Pair
  /** Fees since the books were last brought up to date. */
  readonly feesSince: Pair
}

const ZERO: Pair = [0n, 0n]

/**
 * Computes backwards from a position's books what they were at an earlier block.
 *
 * Each touch added the fees since the one before it, rounded down on its own: these are taken off one by one. Where nothing touched the
 * books since, they are what they were.
 *
 * @returns `null` when the fees of the first touch cannot be told apart from those before the block.
 * @throws ReplayError when the books cannot have come about like that.
 */
export function computeEarlierBooks(question: BooksQuestion): EarlierBooks | null {
  const { later, touches, lastGrowthX128, growthX128 } = question
  checkLastUpdate(question)
  let { liquidity, tokensOwed } = later
  for (let index = touches.length - 1; index >= 0; index--) {
    const touch = touches[index] as BookTouch
    liquidity -= touch.liquidity
    if (liquidity < 0n) throw new ReplayError('a position had less than nothing')
    let fees = ZERO
    if (touch.growthX128 !== null && liquidity > 0n) {
      const before = findLastUpdate(touches.slice(0, index)) ?? lastGrowthX128
      if (before === null) return null
      fees = computeFees(liquidity, touch.growthX128, before)
    }
    tokensOwed = [tokensOwed[0] - touch.owed[0] - fees[0], tokensOwed[1] - touch.owed[1] - fees[1]]
    if (tokensOwed[0] < 0n || tokensOwed[1] < 0n) throw new ReplayError('a position was owed less than nothing')
  }
  if (liquidity === 0n) return { liquidity, tokensOwed, feesSince: ZERO }
  if (findLastUpdate(touches) === null) {
    const inside = computeInside(question, growthX128)
    return { liquidity, tokensOwed, feesSince: computeFees(liquidity, inside, later.feeGrowthInsideLastX128) }
  }
  if (lastGrowthX128 === null) return null
  return { liquidity, tokensOwed, feesSince: computeFees(liquidity, growthX128, lastGrowthX128) }
}

function findLastUpdate(touches: readonly BookTouch[]): Pair | null {
  return touches.findLast(({ growthX128 }) => growthX128 !== null)?.growthX128 ?? null
}

function computeFees(liquidity: bigint, now: Pair, last: Pair): Pair {
  return [computeFeesOwed(liquidity, now[0], last[0]), computeFeesOwed(liquidity, now[1], last[1])]
}

/** The contract's own value of the fee growth inside at an earlier point. Not wrapped: only differences of it are used. */
function computeInside({ laterInsideX128, laterGrowthX128 }: BooksQuestion, growthX128: Pair): Pair {
  return [
    laterInsideX128[0] - (laterGrowthX128[0] - growthX128[0]),
    laterInsideX128[1] - (laterGrowthX128[1] - growthX128[1]),
  ]
}

/** The books say themselves what the fee growth was at their last update: the replay must agree, to the last bit. */
function checkLastUpdate(question: BooksQuestion): void {
  const { later, touches } = question
  const last = findLastUpdate(touches)
  // Without liquidity the ticks can be gone, and with them what the growth is counted from.
  if (last === null || later.liquidity === 0n) return
  const inside = computeInside(question, last)
  for (const token of [0, 1] as const) {
    if (BigInt.asUintN(256, inside[token]) !== later.feeGrowthInsideLastX128[token]) {
      throw new ReplayError('the fees did not grow as the contract says')
    }
  }
}
