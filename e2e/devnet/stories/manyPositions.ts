import type { Address } from 'viem'
import { Market } from '../market'
import { createPath } from '../pricePath'
import { createRandom } from '../random'
import type { StoryScript } from '../startReplica'
import type { Story } from '../story'

export interface ManyPositionsCast {
  readonly owner: Address
  readonly whale: Address
  /** USDC/WETH 0.05 %: all positions are here. */
  readonly pool: Address
  readonly tokenIds: readonly bigint[]
}

const days = 30
const stepsPerDay = 2

/** One wallet with `count` positions in one pool, opened over 15 days; every third one was collected since. For benchmarks. */
export function manyPositions(count: number): StoryScript<ManyPositionsCast> {
  return { chainId: 1, days, feeds: ['ethUsd'], tell: (story) => tell(story, count) }
}

async function tell(story: Story, count: number): Promise<ManyPositionsCast> {
  const { weth, usdc, positionManager, swapRouter, ethUsdFeed } = story.deployment
  const random = createRandom(21)
  const noise = { volatility: 0.006, stepsPerDay, seed: 22 }
  const ethUsdAt = createPath(
    [
      [0, 2_600],
      [days, 2_720],
    ],
    noise,
  )

  const owner = story.wallet('owner of many')
  const whale = story.wallet('whale')
  const trader = story.wallet('trader')
  const reporter = story.wallet('reporter')
  await story.fund([reporter], { eth: 50 })
  await story.fund([owner, whale], { eth: 500, weth: 5_000, usdc: 20_000_000 }, [positionManager])
  await story.fund([trader], { eth: 500, weth: 500_000, usdc: 1e9 }, [swapRouter])
  const pool = await story.createPool(weth, usdc, 500, ethUsdAt(0))
  const market = new Market(story, {
    trader,
    pools: [{ pool, priceAt: ethUsdAt, stepVolume: 900_000, everySteps: 1 }],
    stepsPerDay,
    seed: 23,
    baseFeeGweiAt: () => 4,
    feed: { address: ethUsdFeed, reporter, priceAt: ethUsdAt },
  })

  story.at(0)
  await whale.mint(pool, { from: 2_000, to: 3_400 }, { worth: 4_000_000 })
  const tokenIds: bigint[] = []
  for (let index = 0; index < count; index += 1) {
    await market.until(1 + (14 * index) / count)
    const halfWidth = random.between(0.03, 0.3)
    const range = { from: pool.price * (1 - halfWidth), to: pool.price * (1 + halfWidth) }
    const { tokenId } = await owner.mint(pool, range, { worth: random.between(200, 20_000) })
    tokenIds.push(tokenId)
  }
  await market.until(20)
  for (const tokenId of tokenIds.filter((_, index) => index % 3 === 0)) await owner.collect(tokenId)
  await market.until(days)
  await story.blocks.mineEmpty()
  return { owner: owner.address, whale: whale.address, pool: pool.address, tokenIds }
}
