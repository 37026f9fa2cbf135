import type { Address } from 'viem'
import { createRandom } from './random'
import type { Random } from './random'
import { toUnits } from './story'
import type { Story } from './story'
import type { StoryPool } from './storyPool'
import type { StoryWallet } from './storyWallet'

/** How one pool is traded. */
export interface TradedPool {
  readonly pool: StoryPool
  /** Price at a day, in whole quote per whole base. */
  readonly priceAt: (day: number) => number
  /** Volume per step besides what moves the price, in whole quote tokens: half of it buys and half of it sells. */
  readonly stepVolume: number
  /** Traded in every n-th step. */
  readonly everySteps: number
}

export interface MarketParameters {
  readonly trader: StoryWallet
  readonly pools: readonly TradedPool[]
  readonly stepsPerDay: number
  readonly seed: number
  /** Base fee in gwei at a day. */
  readonly baseFeeGweiAt: (day: number) => number
  /** A feed that gets a round in each step. */
  readonly feed?: {
    readonly address: Address
    readonly reporter: StoryWallet
    readonly priceAt: (day: number) => number
  }
  /** What bots do after each step. */
  readonly afterStep?: (day: number, random: Random) => Promise<unknown>
}

/** Lets the market trade between the scenes of a story: one block for each step. */
export class Market {
  readonly #random: Random
  #step = 0

  constructor(
    readonly story: Story,
    readonly parameters: MarketParameters,
  ) {
    this.#random = createRandom(parameters.seed)
  }

  /** Trades up to this day, then makes it the time of the block to come. */
  async until(day: number): Promise<void> {
    const { stepsPerDay, baseFeeGweiAt, afterStep } = this.parameters
    for (;;) {
      const stepDay = (this.#step + 0.2 + 0.6 * this.#random.next()) / stepsPerDay
      // Scenes and bots take a few blocks of 12 s each; a step keeps clear of the scene that follows.
      if ((this.#step + 0.9) / stepsPerDay > day) break
      this.#step += 1
      this.story.at(Math.max(stepDay, this.#earliestDay()))
      this.#setFees(baseFeeGweiAt(stepDay))
      await this.#trade(stepDay)
      await afterStep?.(stepDay, this.#random)
    }
    this.story.at(Math.max(day, this.#earliestDay()))
  }

  #earliestDay(): number {
    return (this.story.blocks.timestamp + 12 - this.story.startTimestamp) / 86_400
  }

  #setFees(baseFeeGwei: number): void {
    const noise = Math.exp(0.25 * this.#random.normal())
    this.story.blocks.baseFeeWei = BigInt(Math.round(baseFeeGwei * noise * 1e9))
    this.story.blocks.priorityFeeWei = BigInt(Math.round(this.#random.between(0.02, 0.9) * 1e9))
  }

  async #trade(day: number): Promise<void> {
    const { feed, pools } = this.parameters
    await this.story.inOneBlock(() => [
      feed === undefined ? null : this.story.pushPrice(feed.reporter, feed.address, feed.priceAt(day)),
      ...pools
        .filter(({ everySteps }) => this.#step % everySteps === 0)
        .flatMap((traded) => this.#tradePool(traded, day)),
    ])
  }

  #tradePool({ pool, priceAt, stepVolume }: TradedPool, day: number): Promise<unknown>[] {
    const { trader } = this.parameters
    const price = priceAt(day)
    const volume = stepVolume * Math.exp(0.5 * this.#random.normal())
    const buy = () => trader.swap(pool, pool.quote, toUnits(pool.quote, volume / 2))
    const sell = () => trader.swap(pool, pool.base, toUnits(pool.base, volume / 2 / price))
    const both = this.#random.next() < 0.5 ? [buy, sell] : [sell, buy]
    return [trader.swapTo(pool, price), ...both.map((act) => act())]
  }
}
