import type { Address } from 'viem'
import { Market } from '../market'
import { createPath } from '../pricePath'
import type { Waypoint } from '../pricePath'
import type { StoryScript } from '../startReplica'
import type { Story } from '../story'

export interface MirroredWhaleCast {
  readonly whale: Address
  /** Does what the whale does, in the same blocks, with a thousandth of its money. */
  readonly mirror: Address
  /** Came at the same time and stayed in a range of its own. */
  readonly neighbour: Address
  readonly pool: Address
  /** The whale's positions and the mirror's, in the order in which they were made. */
  readonly whalePositions: readonly bigint[]
  readonly mirrorPositions: readonly bigint[]
  readonly neighbourPositions: readonly bigint[]
}

const days = 24
const stepsPerDay = 2
const whaleWorth = 2_000_000
/** The whale's money as a multiple of the mirror's. */
const times = 1000

const ethUsd: readonly Waypoint[] = [
  [0, 2_500],
  [8, 2_640],
  [14, 2_820],
  [19, 2_690],
  [days, 2_760],
]

/**
 * A small wallet that follows a whale step by step: puts in, adds, collects, takes out a part, moves the range. What its neighbour would
 * have earned in the whale's ranges is what it really earns.
 */
export const mirroredWhale: StoryScript<MirroredWhaleCast> = { chainId: 1, days, feeds: [], tell }

async function tell(story: Story): Promise<MirroredWhaleCast> {
  const { weth, usdc, positionManager, swapRouter } = story.deployment
  const ethUsdAt = createPath(ethUsd, { volatility: 0.006, stepsPerDay, seed: 51 })
  const whale = story.wallet('whale')
  const mirror = story.wallet('mirror')
  const neighbour = story.wallet('neighbour')
  const trader = story.wallet('trader')
  await story.fund([whale], { eth: 100, weth: 2_000, usdc: 6_000_000 }, [positionManager])
  await story.fund([mirror, neighbour], { eth: 10, weth: 5, usdc: 20_000 }, [positionManager])
  await story.fund([trader], { eth: 1_000, weth: 300_000, usdc: 1e9 }, [swapRouter])
  const pool = await story.createPool(weth, usdc, 500, ethUsdAt(0))
  const market = new Market(story, {
    trader,
    pools: [{ pool, priceAt: ethUsdAt, stepVolume: 700_000, everySteps: 1 }],
    stepsPerDay,
    seed: 52,
    baseFeeGweiAt: () => 4,
  })

  story.at(0)
  const first = { from: 2_250, to: 2_800 }
  const [whaleFirst, mirrorFirst, neighbourFirst] = await story.inOneBlock(() => [
    whale.mint(pool, first, { worth: whaleWorth }),
    mirror.mint(pool, first, { worth: whaleWorth / times }),
    neighbour.mint(pool, { from: 2_000, to: 3_600 }, { worth: 3_000 }),
  ])

  await market.until(4)
  await story.inOneBlock(() => [
    whale.increase(whaleFirst.tokenId, { worth: 600_000 }),
    mirror.increase(mirrorFirst.tokenId, { worth: 600_000 / times }),
  ])
  await market.until(7)
  await story.inOneBlock(() => [whale.collect(whaleFirst.tokenId), mirror.collect(mirrorFirst.tokenId)])
  await market.until(10)
  const part = { share: 0.3 }
  await story.inOneBlock(() => [
    whale.withdrawAndCollect(whaleFirst.tokenId, part),
    mirror.withdrawAndCollect(mirrorFirst.tokenId, part),
    neighbour.collect(neighbourFirst.tokenId),
  ])

  // The price has left the range, and both follow it.
  await market.until(15)
  await story.inOneBlock(() => [
    whale.withdrawAndCollect(whaleFirst.tokenId, { share: 1 }),
    mirror.withdrawAndCollect(mirrorFirst.tokenId, { share: 1 }),
  ])
  const second = { from: 2_600, to: 3_000 }
  const [whaleSecond, mirrorSecond] = await story.inOneBlock(() => [
    whale.mint(pool, second, { worth: 1_700_000 }),
    mirror.mint(pool, second, { worth: 1_700_000 / times }),
  ])
  await market.until(20)
  await story.inOneBlock(() => [whale.collect(whaleSecond.tokenId), mirror.collect(mirrorSecond.tokenId)])
  await market.until(days)
  await story.blocks.mineEmpty()
  return {
    whale: whale.address,
    mirror: mirror.address,
    neighbour: neighbour.address,
    pool: pool.address,
    whalePositions: [whaleFirst.tokenId, whaleSecond.tokenId],
    mirrorPositions: [mirrorFirst.tokenId, mirrorSecond.tokenId],
    neighbourPositions: [neighbourFirst.tokenId],
  }
}
