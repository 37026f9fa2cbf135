import type { Address, Hex } from 'viem'
import { Market } from '../market'
import { createPath } from '../pricePath'
import type { StoryScript } from '../startReplica'
import type { Story } from '../story'

export interface WalletOnBaseCast {
  readonly owner: Address
  readonly whale: Address
  readonly pool: Address
  readonly tokenId: bigint
  /** The owner's transactions that touched the position, in order. */
  readonly transactions: readonly Hex[]
}

const days = 20
const stepsPerDay = 2

/**
 * A wallet next to a whale on Base, whose transactions also pay for the data they put on Ethereum. The node itself knows nothing of
 * that fee: a proxy in front of it puts `l1Fee` on the receipts, or leaves it out as some endpoints do (`RpcScenario.l1Fee`).
 */
export const walletOnBase: StoryScript<WalletOnBaseCast> = { chainId: 8453, days, feeds: ['ethUsd'], tell }

async function tell(story: Story): Promise<WalletOnBaseCast> {
  const { weth, usdc, positionManager, swapRouter, ethUsdFeed } = story.deployment
  const noise = { volatility: 0.006, stepsPerDay, seed: 31 }
  const ethUsdAt = createPath(
    [
      [0, 2_650],
      [days, 2_580],
    ],
    noise,
  )

  const owner = story.wallet('owner on base')
  const whale = story.wallet('whale on base')
  const trader = story.wallet('trader')
  const reporter = story.wallet('reporter')
  await story.fund([reporter], { eth: 50 })
  await story.fund([owner], { eth: 2, weth: 3, usdc: 8_000 }, [positionManager])
  await story.fund([whale], { eth: 100, weth: 500, usdc: 2_000_000 }, [positionManager])
  await story.fund([trader], { eth: 500, weth: 500_000, usdc: 1e9 }, [swapRouter])
  const pool = await story.createPool(weth, usdc, 3000, ethUsdAt(0))
  const market = new Market(story, {
    trader,
    pools: [{ pool, priceAt: ethUsdAt, stepVolume: 120_000, everySteps: 1 }],
    stepsPerDay,
    seed: 32,
    baseFeeGweiAt: () => 0.02,
    feed: { address: ethUsdFeed, reporter, priceAt: ethUsdAt },
  })

  story.at(0)
  await whale.mint(pool, { from: 2_000, to: 3_300 }, { worth: 1_200_000 })
  await market.until(2)
  const minted = await owner.mint(pool, { from: 2_300, to: 3_000 }, { worth: 2_400 })
  await market.until(9)
  const collected = await owner.collect(minted.tokenId)
  await market.until(15)
  const withdrawn = await owner.withdrawAndCollect(minted.tokenId, { share: 0.4 })
  await market.until(days)
  await story.blocks.mineEmpty()
  return {
    owner: owner.address,
    whale: whale.address,
    pool: pool.address,
    tokenId: minted.tokenId,
    transactions: [minted.receipt, collected, withdrawn].map(({ transactionHash }) => transactionHash),
  }
}
