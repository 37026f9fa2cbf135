import type { Pair } from '../domain/primitives'
import { ReplayError, SqrtPriceOutOfRangeError, TickOutOfRangeError, UintOutOfRangeError } from '../errors'
import { mulDiv } from './fullMath'
import { computeAmount0Delta, computeAmount1Delta } from './sqrtPriceMath'
import { computeSqrtPriceX96AtTick, computeTickAtSqrtPriceX96 } from './tickMath'
import type { TickSet } from './tickSet'

const Q128 = 1n << 128n
const PPM = 1_000_000n

/** What a pool's `Swap` log says. Amounts are signed: positive went into the pool. */
export interface SwapOutcome {
  readonly amounts: Pair
  /** The state after the swap. */
  readonly sqrtPriceX96: bigint
  readonly liquidity: bigint
  readonly tick: number
}

export interface PoolReplayStart {
  readonly sqrtPriceX96: bigint
  readonly tick: number
  readonly liquidity: bigint
  /** `slot0.feeProtocol`: both tokens' shares in one byte. */
  readonly feeProtocol: number
  readonly feePpm: number
  readonly ticks: TickSet
}

/** Told of every growth of the fees per unit of liquidity (Q128.128), and at which tick the pool stood. */
export type OnFeeGrowth = (token: 0 | 1, growthX128: bigint, tick: number) => void

/** Where a swap stands between two of its steps. */
interface SwapCourse {
  readonly isDown: boolean
  /** Token that goes in. */
  readonly tokenIn: 0 | 1
  /** What of the amount that went in is not yet accounted for. */
  left: bigint
  /** What came out in the steps up to the last one, and with it. */
  outBefore: bigint
  out: bigint
}

/**
 * Goes through a pool's life again from its logs, step by step as `UniswapV3Pool` does, to learn how its fees grew and where.
 *
 * A log says where a swap ended and what went in, not what was asked for. All steps but the last one end at a known tick, so that their
 * amounts and fees follow; the fee of the last one is what is left of the amount that went in. This is what the contract computes for
 * each kind of swap (exact input, exact output, ended by its price limit). Each swap must end in the state that its log says.
 *
 * @see https://github.com/Uniswap/v3-core/blob/v1.0.0/contracts/UniswapV3Pool.sol#L595-L788
 */
export class PoolReplay {
  #sqrtPriceX96: bigint
  #tick: number
  #liquidity: bigint
  #feeProtocol: number
  readonly #feePpm: bigint
  readonly #ticks: TickSet

  constructor(
    start: PoolReplayStart,
    readonly onFeeGrowth: OnFeeGrowth,
  ) {
    this.#sqrtPriceX96 = start.sqrtPriceX96
    this.#tick = start.tick
    this.#liquidity = start.liquidity
    this.#feeProtocol = start.feeProtocol
    this.#feePpm = BigInt(start.feePpm)
    this.#ticks = start.ticks
  }

  get state(): { readonly sqrtPriceX96: bigint; readonly tick: number; readonly liquidity: bigint } {
    return { sqrtPriceX96: this.#sqrtPriceX96, tick: this.#tick, liquidity: this.#liquidity }
  }

  /** `Mint`, or `Burn` with negative liquidity. */
  changeLiquidity(tickLower: number, tickUpper: number, liquidity: bigint): void {
    this.#ticks.addRange(tickLower, tickUpper, liquidity)
    if (tickLower <= this.#tick && this.#tick < tickUpper) this.#liquidity += liquidity
  }

  setFeeProtocol(feeProtocol: number): void {
    this.#feeProtocol = feeProtocol
  }

  /** `Flash`: what was paid besides the loan is shared as fees. */
  flash(paid: Pair): void {
    for (const token of [0, 1] as const) this.#grow(token, paid[token])
  }

  /** @throws ReplayError when the steps do not lead to what the log says. */
  swap(log: SwapOutcome): void {
    try {
      this.#swap(log)
    } catch (error) {
      // Deposits that were not given leave the pool with less than nothing, or a price with no tick to stop at.
      const isOutOfRange =
        error instanceof UintOutOfRangeError ||
        error instanceof TickOutOfRangeError ||
        error instanceof SqrtPriceOutOfRangeError
      throw isOutOfRange ? new ReplayError('a swap leads to what no pool can have') : error
    }
  }

  #swap(log: SwapOutcome): void {
    const isDown =
      log.amounts[0] > 0n || (log.amounts[0] === 0n && log.amounts[1] <= 0n && log.sqrtPriceX96 <= this.#sqrtPriceX96)
    const tokenIn = isDown ? 0 : 1
    const course: SwapCourse = { isDown, tokenIn, left: log.amounts[tokenIn], outBefore: 0n, out: 0n }
    for (let isDone = false; !isDone;) isDone = this.#step(course, log.sqrtPriceX96)
    this.#check(course, log)
  }

  /** One step of a swap that ends at a price. Gives whether it was the last one. */
  #step(course: SwapCourse, endX96: bigint): boolean {
    const { isDown } = course
    const next = this.#ticks.next(this.#tick, isDown)
    const nextX96 = computeSqrtPriceX96AtTick(next.tick)
    const isReached = isDown ? endX96 <= nextX96 : endX96 >= nextX96
    if (!isReached) {
      this.#stepTo(course, endX96, null)
      if (endX96 !== this.#sqrtPriceX96) this.#tick = computeTickAtSqrtPriceX96(endX96)
      this.#sqrtPriceX96 = endX96
      return true
    }
    this.#stepTo(course, nextX96, this.#feePpm)
    this.#sqrtPriceX96 = nextX96
    if (next.isInitialized) {
      const net = this.#ticks.netOf(next.tick)
      this.#liquidity += isDown ? -net : net
    }
    this.#tick = isDown ? next.tick - 1 : next.tick
    return endX96 === nextX96 && course.left <= 0n
  }

  /** Moves amounts and fees of a step. Without a fee rate it is the last one, and what is left is its fee. */
  #stepTo(course: SwapCourse, targetX96: bigint, feePpm: bigint | null): void {
    const { tokenIn } = course
    const [computeIn, computeOut] =
      tokenIn === 0 ? [computeAmount0Delta, computeAmount1Delta] : [computeAmount1Delta, computeAmount0Delta]
    const amountIn = computeIn(this.#sqrtPriceX96, targetX96, this.#liquidity, 'Up')
    const leastFee = mulDiv(amountIn, this.#feePpm, PPM - this.#feePpm, 'Up')
    const fee = feePpm === null ? course.left - amountIn : leastFee
    if (fee < leastFee) throw new ReplayError('less went in than the price moved')
    course.left -= amountIn + fee
    course.outBefore = course.out
    course.out += computeOut(this.#sqrtPriceX96, targetX96, this.#liquidity, 'Down')
    this.#grow(tokenIn, fee)
  }

  #grow(token: 0 | 1, fee: bigint): void {
    const share = BigInt(token === 0 ? this.#feeProtocol % 16 : this.#feeProtocol >> 4)
    const shared = share > 0n ? fee - fee / share : fee
    if (shared > 0n && this.#liquidity > 0n) {
      this.onFeeGrowth(token, (shared * Q128) / this.#liquidity, this.#tick)
    }
  }

  /** The last step of a swap that asks for an exact amount out gives no more than that, so that it can give less than the price moved. */
  #check({ tokenIn, left, outBefore, out }: SwapCourse, log: SwapOutcome): void {
    const given = -log.amounts[(1 - tokenIn) as 0 | 1]
    if (left !== 0n) throw new ReplayError('not all that went in is accounted for')
    if (given > out || given < outBefore) throw new ReplayError('another amount came out')
    if (log.liquidity !== this.#liquidity || log.tick !== this.#tick) {
      throw new ReplayError('the pool had other liquidity or stood at another tick')
    }
  }
}
