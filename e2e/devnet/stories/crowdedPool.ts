import { encodeFunctionData } from 'viem'
import type { Address } from 'viem'
import { tokenAbi } from '../abi'
import { openVault } from '../crowd'
import { HeavyTailedCrowd } from '../heavyTailedCrowd'
import { Market } from '../market'
import { computeFullRange } from '../poolPrice'
import { createPath } from '../pricePath'
import type { Waypoint } from '../pricePath'
import { createRandom } from '../random'
import type { StoryScript } from '../startReplica'
import { toUnits } from '../story'
import type { Story } from '../story'

export interface CrowdedPoolParameters {
  /** When the whale opened its main position: in the pool's first days, or shortly before the retail wallet came. @default 'old' */
  readonly whale?: 'old' | 'new'
  /** Length of the chain from the story's first day on. @default 3_000_000 */
  readonly blocks?: number
  /** At least this many positions of the crowd. @default 3_000 */
  readonly positions?: number
  /** Providers of the crowd. @default 800 */
  readonly owners?: number
  /** @default 1 */
  readonly seed?: number
}

export interface CrowdedPoolCast {
  /** USDC/WETH 0.05 %: all positions are here. */
  readonly pool: Address
  /** Came late, with two small positions. */
  readonly retail: Address
  /** Has by far the most capital x time since the retail wallet came. */
  readonly whale: Address
  readonly whaleTokenId: bigint
  /** Second to fifth, in this order: a farmer whose position is staked, a vault in the pool itself, and two others. */
  readonly runnersUp: readonly Address[]
  /** Had more than the whale once, and left before the retail wallet came. */
  readonly formerGiant: Address
  /** Has more than the whale, but only since a few days. */
  readonly latecomer: Address
  /** Had more than the whale, and left soon after the retail wallet came. */
  readonly leaver: Address
  /** Puts in by far the most, always for one block. */
  readonly jit: Address
  readonly staker: Address
  /** First blocks of the pool, of the whale's main position and of the retail wallet. */
  readonly blocks: { readonly pool: number; readonly whale: number; readonly retail: number }
}

const secondsPerBlock = 12
const secondsPerDay = 86_400
const stepsPerWave = 3
const mintsPerWave = 25
const actionsPerWave = 8

/** Shares of the story's time. */
const when = { oldWhale: 0.02, newWhale: 0.9, giantLeaves: 0.6, retail: 0.93, leaverLeaves: 0.935, latecomer: 0.994 }

/**
 * A crowded pool on a long chain: thousands of positions of hundreds of owners with heavy-tailed capital, over millions of blocks with
 * swaps in between. Positions are collected, emptied, burned, given away and staked in two incentives. A small wallet comes late.
 */
export function crowdedPool(parameters: CrowdedPoolParameters = {}): StoryScript<CrowdedPoolCast> {
  const { whale = 'old', blocks = 3_000_000, positions = 3_000, owners = 800, seed = 1 } = parameters
  const days = (blocks * secondsPerBlock) / secondsPerDay
  return {
    chainId: 1,
    days,
    feeds: ['ethUsd'],
    node: 'edr',
    tell: (story) => tell(story, days, { whale, blocks, positions, owners, seed }),
  }
}

async function tell(
  story: Story,
  days: number,
  { whale: whaleAge, positions, owners, seed }: Required<CrowdedPoolParameters>,
): Promise<CrowdedPoolCast> {
  const { weth, usdc, rndr, positionManager, swapRouter, staker, ethUsdFeed } = story.deployment
  const waves = Math.ceil(positions / mintsPerWave)
  const stepsPerDay = (waves * stepsPerWave) / days
  const random = createRandom(seed)
  const ethUsdAt = createPath(pricesOver(days), { volatility: 0.012, stepsPerDay, seed: seed + 1 })

  const retail = story.wallet('late retail')
  const whale = story.wallet('whale')
  const farmer = story.wallet('farmer')
  const [third, fourth] = [story.wallet('third'), story.wallet('fourth')]
  const giant = story.wallet('former giant')
  const latecomer = story.wallet('latecomer')
  const leaver = story.wallet('leaver')
  const jit = story.wallet('jit')
  const minter = story.wallet('minter')
  const keeper = story.wallet('vault keeper')
  const sponsor = story.wallet('sponsor')
  const trader = story.wallet('trader')
  const reporter = story.wallet('reporter')
  await story.fund([reporter, keeper], { eth: 100 })
  await story.fund([retail], { eth: 5, weth: 5, usdc: 10_000 }, [positionManager])
  await story.fund(
    [whale, farmer, third, fourth, giant, latecomer, leaver, jit, minter],
    { eth: 1_000, weth: 300_000, usdc: 1e9 },
    [positionManager],
  )
  await story.fund([sponsor], { eth: 100, rndr: 1e6 }, [staker])
  await story.fund([trader], { eth: 1_000, weth: 5e6, usdc: 1e10 }, [swapRouter])

  const pool = await story.createPool(weth, usdc, 500, ethUsdAt(0))
  const poolBlock = Number(await story.client.getBlockNumber())
  const crowd = new HeavyTailedCrowd({ story, pool, minter, owners, largestWorth: 400_000, random })
  await crowd.fund()
  const market = new Market(story, {
    trader,
    pools: [{ pool, priceAt: ethUsdAt, stepVolume: 2_000_000, everySteps: 1 }],
    stepsPerDay,
    seed: seed + 2,
    baseFeeGweiAt: createPath(
      [
        [0, 6],
        [days, 3],
      ],
      { volatility: 0.1, stepsPerDay, seed: seed + 3 },
    ),
    feed: { address: ethUsdFeed, reporter, priceAt: ethUsdAt },
  })
  const around = (width: number) => ({ from: pool.price * (1 - width), to: pool.price * (1 + width) })

  let wave = 0
  /** Waves of the crowd up to a share of the time, which then is the time of the block to come. */
  const until = async (share: number) => {
    for (; (wave + 0.5) / waves < share; wave += 1) {
      await market.until(((wave + 0.5) / waves) * days)
      await story.inOneBlock(() => [...crowd.mint(mintsPerWave), ...crowd.act(actionsPerWave)])
    }
    await market.until(share * days)
  }
  const openWhale = async () => {
    const minted = await whale.mint(pool, around(0.6), { worth: 4_000_000 })
    return { tokenId: minted.tokenId, block: minted.receipt.blockNumber }
  }
  const passJit = async () => {
    const { tokenId, liquidity } = await jit.previewMint(pool, around(0.02), { worth: 60_000_000 })
    await story.inOneBlock(() => [
      jit.mint(pool, around(0.02), { worth: 60_000_000 }),
      trader.swap(pool, usdc, toUnits(usdc, 400_000)),
      jit.withdrawAndCollect(tokenId, { liquidity }),
    ])
  }

  // The pool opens with its first provider over all prices.
  story.at(0)
  await giant.mint(pool, computeFullRange(pool.tickSpacing), { worth: 2_000_000 })
  const giantMain = await giant.mint(pool, around(0.5), { worth: 7_000_000 })
  await until(when.oldWhale)
  const small = await whale.mint(pool, around(0.3), { worth: 60_000 })
  let main = whaleAge === 'old' ? await openWhale() : null
  await until(0.1)
  const left = await leaver.mint(pool, around(0.55), { worth: 5_000_000 })
  await until(0.15)
  await third.mint(pool, around(0.5), { worth: 1_200_000 })

  // Two farms: one was over long ago, in one are the farmer and some of the crowd.
  const old = await story.createIncentive(sponsor, pool, rndr, 100_000, days * 0.2)
  await until(0.3)
  await stakeSome(story, crowd, old, 5)
  await until(0.4)
  const farm = await story.createIncentive(sponsor, pool, rndr, 400_000, days * 0.6)
  await until(0.55)
  const farmed = await farmer.mint(pool, around(0.6), { worth: 2_000_000 })
  await farmer.stake(farmed.tokenId, farm)
  await stakeSome(story, crowd, farm, 15)
  await passJit()

  await until(when.giantLeaves)
  await giant.close(giantMain.tokenId)
  for (const { tokenId, owner, liquidity } of story.positions()) {
    if (owner === giant.address && liquidity > 0n) await giant.withdrawAndCollect(tokenId, { share: 1 })
  }
  await until(0.7)
  const vault = await openVault(story, keeper, pool, pool.ticks(around(0.4)), 1_500_000, (address) =>
    story.inOneBlock(() =>
      [usdc, weth].map((token) => {
        const args = [address, toUnits(token, token === usdc ? 2_000_000 : 1_500)] as const
        return minter.send('give', token.address, encodeFunctionData({ abi: tokenAbi, functionName: 'transfer', args }))
      }),
    ),
  )
  await until(0.8)
  await fourth.mint(pool, around(0.45), { worth: 950_000 })
  await until(when.newWhale)
  main ??= await openWhale()
  await whale.collect(small.tokenId)

  await until(when.retail)
  const first = await retail.mint(pool, around(0.15), { worth: 1_500 })
  await leaver.withdraw(left.tokenId, { share: 0.1 })
  await until(when.leaverLeaves)
  await leaver.close(left.tokenId)
  await until(0.96)
  await passJit()
  await vault.collect()
  await retail.collect(first.tokenId)
  await retail.mint(pool, around(0.3), { worth: 700 })
  await until(when.latecomer)
  await latecomer.mint(pool, around(0.4), { worth: 9_000_000 })
  await until(1)
  await story.blocks.mineEmpty()

  return {
    pool: pool.address,
    retail: retail.address,
    whale: whale.address,
    whaleTokenId: main.tokenId,
    runnersUp: [farmer.address, vault.address, third.address, fourth.address],
    formerGiant: giant.address,
    latecomer: latecomer.address,
    leaver: leaver.address,
    jit: jit.address,
    staker,
    blocks: { pool: poolBlock, whale: main.block, retail: first.receipt.blockNumber },
  }
}

function pricesOver(days: number): readonly Waypoint[] {
  return [
    [0, 2_300],
    [0.25 * days, 3_000],
    [0.5 * days, 2_100],
    [0.75 * days, 2_700],
    [days, 2_500],
  ]
}

/** Owners of the crowd each stake one position of theirs. */
async function stakeSome(
  story: Story,
  crowd: HeavyTailedCrowd,
  incentive: Awaited<ReturnType<Story['createIncentive']>>,
  count: number,
): Promise<void> {
  const stakers = crowd.owners.flatMap(({ wallet }) => {
    const position = story.positions().find(({ owner, liquidity }) => owner === wallet.address && liquidity > 0n)
    return position === undefined ? [] : [{ wallet, tokenId: position.tokenId }]
  })
  await story.inOneBlock(() => stakers.slice(0, count).map(({ wallet, tokenId }) => wallet.stake(tokenId, incentive)))
}
