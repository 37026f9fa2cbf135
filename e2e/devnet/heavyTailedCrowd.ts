import { computeFullRange, computeLiquidityOfWorth } from './poolPrice'
import type { TickRange } from './poolPrice'
import type { StoryPosition } from './positionBook'
import { encodeBurn, encodeCollect, encodeDecrease, encodeMint } from './positionManagerCalls'
import type { Random } from './random'
import { computeNamedAddress } from './story'
import type { Story } from './story'
import type { StoryPool } from './storyPool'
import type { StoryWallet } from './storyWallet'

export interface HeavyTailedCrowdParameters {
  readonly story: Story
  readonly pool: StoryPool
  /** Pays for all new positions; each goes to its owner at once. Needs tokens that the position manager may take. */
  readonly minter: StoryWallet
  readonly owners: number
  /** No owner has more than this at once, in whole quote tokens. */
  readonly largestWorth: number
  readonly random: Random
}

interface Provider {
  readonly wallet: StoryWallet
  readonly capital: number
}

const smallestWorth = 400
/** Of the Pareto distribution: near 1, few have most of it, as in real pools. */
const tailIndex = 1.1
const mintsPerTransaction = 25

/**
 * Many providers with heavy-tailed capital in one pool. Their positions are minted many in a transaction; what becomes of them later is
 * their owners' own doing: collected, emptied, burned, given away.
 */
export class HeavyTailedCrowd {
  readonly owners: readonly Provider[]

  constructor(readonly parameters: HeavyTailedCrowdParameters) {
    const { story, owners, largestWorth, random } = parameters
    this.owners = Array.from({ length: owners }, (_, index) => ({
      wallet: story.wallet(`provider ${index + 1}`),
      capital: Math.min(largestWorth, smallestWorth * (1 - random.next()) ** (-1 / tailIndex)),
    }))
  }

  /** Mints `count` positions for random owners, all in the block to come. To be called inside of `inOneBlock`. */
  mint(count: number): Promise<unknown>[] {
    const { minter, random } = this.parameters
    const transactions: Promise<unknown>[] = []
    for (let minted = 0; minted < count; minted += mintsPerTransaction) {
      const mints = Array.from({ length: Math.min(mintsPerTransaction, count - minted) }, () => {
        const { wallet, capital } = random.pick(this.owners)
        return this.#encodeMint(wallet, capital * random.between(0.05, 0.3))
      })
      transactions.push(minter.manage('mint for others', ...mints))
    }
    return transactions
  }

  /** Some owners each do something with one of their positions, all in the block to come. To be called inside of `inOneBlock`. */
  act(count: number): Promise<unknown>[] {
    const { story, random } = this.parameters
    const wallets = new Map(this.owners.map(({ wallet }) => [wallet.address, wallet]))
    const held = story.positions().filter(({ owner }) => wallets.has(owner))
    if (held.length === 0) return []
    const picked = new Set(Array.from({ length: count }, () => random.pick(held)))
    return [...picked].map((position) => this.#act(wallets.get(position.owner) as StoryWallet, position))
  }

  /** Coins for gas. */
  async fund(): Promise<void> {
    const { story } = this.parameters
    for (const { wallet } of this.owners) {
      await story.client.setBalance({ address: wallet.sender, value: 10n ** 20n })
    }
  }

  #act(wallet: StoryWallet, { tokenId, liquidity }: StoryPosition): Promise<unknown> {
    const choice = this.parameters.random.next()
    const collect = encodeCollect(tokenId, wallet.address)
    if (liquidity === 0n) return wallet.manage('close', collect, encodeBurn(tokenId))
    if (choice < 0.3) return wallet.collect(tokenId)
    if (choice < 0.45) return wallet.manage('withdraw part', encodeDecrease(tokenId, liquidity / 3n + 1n), collect)
    if (choice < 0.6) return wallet.manage('empty', encodeDecrease(tokenId, liquidity), collect)
    if (choice < 0.9) return wallet.manage('close', encodeDecrease(tokenId, liquidity), collect, encodeBurn(tokenId))
    return wallet.transfer(tokenId, computeNamedAddress(`heir of ${wallet.name}`))
  }

  #encodeMint(wallet: StoryWallet, worth: number) {
    const { pool } = this.parameters
    const ticks = this.#pickRange()
    // Dust that makes no liquidity would be refused by the pool.
    const hasLiquidity = computeLiquidityOfWorth(pool, pool.sqrtPriceX96, ticks, worth) > 100n
    return encodeMint(pool, ticks, pool.amountsOfWorth(ticks, hasLiquidity ? worth : smallestWorth), wallet.address)
  }

  /** Around the price for the most part; some as wide as can be, some as an order on one side of the price. */
  #pickRange(): TickRange {
    const { pool, random } = this.parameters
    const kind = random.next()
    if (kind < 0.04) return computeFullRange(pool.tickSpacing)
    const halfWidth = kind < 0.4 ? random.between(0.02, 0.12) : random.between(0.1, 0.6)
    const center = pool.price * (kind > 0.92 ? random.pick([0.75, 1.25]) : random.between(0.97, 1.03))
    return pool.ticks({ from: center * (1 - halfWidth), to: center * (1 + halfWidth) })
  }
}
