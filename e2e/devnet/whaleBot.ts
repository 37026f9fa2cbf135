import type { StoryPool } from './storyPool'
import type { StoryWallet } from './storyWallet'

const worth = 4_200_000
const halfWidth = 0.11
/** The range moves once the price has gone this share of the way to an edge. */
const tolerance = 0.5

/** Keeps a large position around the price: withdraws, collects and mints anew whenever the price comes near an edge. */
export class WhaleBot {
  readonly tokenIds: bigint[] = []
  #center = 0

  constructor(
    readonly whale: StoryWallet,
    readonly pool: StoryPool,
  ) {}

  async open(): Promise<void> {
    this.#center = this.pool.price
    const range = { from: this.#center * (1 - halfWidth), to: this.#center * (1 + halfWidth) }
    const { tokenId } = await this.whale.mint(this.pool, range, { worth })
    this.tokenIds.push(tokenId)
  }

  /** Collects once a week, and moves the range when it must. */
  async step(day: number): Promise<void> {
    const tokenId = this.tokenIds.at(-1)
    if (tokenId === undefined) return
    const moved = Math.abs(this.pool.price / this.#center - 1)
    if (moved > halfWidth * tolerance) {
      await this.whale.withdrawAndCollect(tokenId, { share: 1 })
      await this.open()
    } else if (Math.floor(day / 7) > Math.floor((day - 0.25) / 7)) {
      await this.whale.collect(tokenId)
    }
  }
}
