import { encodeFunctionData } from 'viem'
import { tokenAbi } from '../abi'
import { Market } from '../market'
import { createPath } from '../pricePath'
import type { Waypoint } from '../pricePath'
import type { StoryScript } from '../startReplica'
import { toUnits } from '../story'
import type { Story } from '../story'
import { moveCrowd, openCrowd, openVault } from '../crowd'
import { WhaleBot } from '../whaleBot'
import type { RetailNextToWhaleCast } from './retailNextToWhaleCast'

const retailName = 'retail.minnow.eth'
const offchainName = 'offchain.minnow.eth'
const days = 90
const stepsPerDay = 4

const ethUsd: readonly Waypoint[] = [
  [0, 2_480],
  [14, 2_600],
  [28, 2_800],
  [41, 2_560],
  [55, 2_660],
  [72, 2_890],
  [80, 2_740],
  [days, 2_700],
]

const rndrEth: readonly Waypoint[] = [
  [0, 0.0027],
  [30, 0.0032],
  [60, 0.0025],
  [days, 0.00285],
]

const baseFeeGwei: readonly Waypoint[] = [
  [0, 3.1],
  [12, 6.5],
  [30, 2.2],
  [42, 14],
  [55, 4.5],
  [72, 7.5],
  [days, 1.8],
]

/**
 * Ninety days on mainnet: a wallet with about $1,240 next to a whale with about $4.2 million in USDC/WETH 0.05 %.
 * The small one ends below holding, mostly because of gas; the whale earns.
 */
export const retailNextToWhale: StoryScript<RetailNextToWhaleCast> = {
  chainId: 1,
  days,
  feeds: ['ethUsd'],
  tell: (story) => tell(story, true),
}

/** The same on a chain without Chainlink's feed, where the pools themselves price WETH. */
export const retailWithoutFeed: StoryScript<RetailNextToWhaleCast> = {
  chainId: 1,
  days,
  feeds: [],
  tell: (story) => tell(story, false),
}

async function tell(story: Story, hasFeed: boolean): Promise<RetailNextToWhaleCast> {
  const { weth, usdc, rndr, positionManager, swapRouter, staker, ethUsdFeed } = story.deployment
  const ethUsdAt = createPath(ethUsd, { volatility: 0.005, stepsPerDay, seed: 11 })
  const rndrEthAt = createPath(rndrEth, { volatility: 0.012, stepsPerDay, seed: 12 })
  const baseFeeGweiAt = createPath(baseFeeGwei, { volatility: 0.1, stepsPerDay, seed: 13 })

  // Who takes part.
  const retail = story.wallet('retail')
  const whale = story.wallet('whale')
  const jit = story.wallet('jit')
  const friend = story.wallet('friend')
  const operator = story.wallet('operator')
  const keeper = story.wallet('keeper')
  const vaultKeeper = story.wallet('vault keeper')
  const sponsor = story.wallet('sponsor')
  const trader = story.wallet('trader')
  const reporter = story.wallet('reporter')
  const crowd = Array.from({ length: 12 }, (_, index) => story.wallet(`provider ${index + 1}`))

  // The day before: money, pools, contract accounts.
  await story.fund([operator, reporter, keeper, vaultKeeper], { eth: 50 })
  const smartAccount = await story.smartAccount('smart account', keeper)
  await story.fund([retail], { eth: 4, weth: 3, usdc: 6_000, rndr: 900 })
  await story.fund([friend], { eth: 5, weth: 3, usdc: 6_000, rndr: 500 }, [positionManager])
  await story.fund([whale, ...crowd], { eth: 100, weth: 4_000, usdc: 9_000_000 }, [positionManager])
  await story.fund([smartAccount], { eth: 100, weth: 300, usdc: 700_000 }, [positionManager])
  await story.fund([jit], { eth: 100, weth: 220_000, usdc: 500_000_000 }, [positionManager])
  await story.fund([sponsor], { eth: 100, weth: 1_000, rndr: 900_000 }, [positionManager, staker])
  await story.fund([trader], { eth: 1_000, weth: 900_000, usdc: 3e9, rndr: 1e8 }, [swapRouter])

  await story.registerName(reporter, retailName, retail.address)
  await story.registerName(reporter, offchainName, null)

  const main = await story.createPool(weth, usdc, 500, ethUsdAt(0))
  const other = await story.createPool(weth, usdc, 3000, ethUsdAt(0))
  const rndrPool = await story.createPool(rndr, weth, 3000, rndrEthAt(0))

  const whaleBot = new WhaleBot(whale, main)
  const market = new Market(story, {
    trader,
    pools: [
      { pool: main, priceAt: ethUsdAt, stepVolume: 1_050_000, everySteps: 1 },
      { pool: other, priceAt: ethUsdAt, stepVolume: 60_000, everySteps: 2 },
      { pool: rndrPool, priceAt: rndrEthAt, stepVolume: 14, everySteps: 2 },
    ],
    stepsPerDay,
    seed: 14,
    baseFeeGweiAt,
    ...(hasFeed ? { feed: { address: ethUsdFeed, reporter, priceAt: ethUsdAt } } : {}),
    afterStep: async (day, random) => {
      await whaleBot.step(day)
      await moveCrowd(story, crowd, random)
    },
  })

  // Day 0: the large ones are there first.
  story.at(0)
  await whaleBot.open()
  await openCrowd(main, crowd, story)
  await whale.mint(other, { from: 1_700, to: 4_000 }, { worth: 1_500_000 })
  await sponsor.mint(rndrPool, { from: 0.0012, to: 0.006 }, { worth: 240 })
  const smartAccountMint = await smartAccount.mint(main, { from: 2_000, to: 3_400 }, { worth: 420_000 })
  const vaultTicks = main.ticks({ from: 1_900, to: 3_600 })
  const vault = await openVault(story, vaultKeeper, main, vaultTicks, 95_000, async (address) => {
    const [amount0, amount1] = main.amountsOfWorth(vaultTicks, 96_000)
    const give = (amount: bigint) =>
      encodeFunctionData({ abi: tokenAbi, functionName: 'transfer', args: [address, amount] })
    await whale.send('give', main.token0.address, give(amount0))
    await whale.send('give', main.token1.address, give(amount1))
  })
  const incentive = await story.createIncentive(sponsor, rndrPool, rndr, 12_000, 120)

  await market.until(2)
  const approvals = [await retail.approve(usdc), await retail.approve(weth)]
  const first = await retail.mint(main, { from: 2_010, to: 2_640 }, { worth: 1_240 })

  await market.until(4)
  const fromFriend = await friend.mint(other, { from: 2_000, to: 3_300 }, { worth: 800 })

  await market.until(6)
  const openOther = await retail.mint(other, { from: 1_900, to: 3_500 }, { worth: 640 })

  await market.until(9)
  approvals.push(await retail.approve(rndr))
  const staked = await retail.mint(rndrPool, { from: 0.0018, to: 0.0045 }, { worth: 0.45 })
  await retail.stake(staked.tokenId, incentive)

  await market.until(11)
  const emptied = await retail.mint(rndrPool, { from: 0.0022, to: 0.0036 }, { worth: 0.16 })

  await market.until(15)
  const transferIn = await friend.transfer(fromFriend.tokenId, retail.address)

  await market.until(18)
  const toFriend = await retail.mint(rndrPool, { from: 0.002, to: 0.004 }, { worth: 0.12 })

  await market.until(24)
  await retail.collect(first.tokenId)

  await market.until(30)
  await smartAccount.collect(smartAccountMint.tokenId)
  await vault.collect()

  await market.until(34)
  const transferOut = await retail.transfer(toFriend.tokenId, friend.address)

  // A just-in-time provider surrounds one large swap.
  await market.until(40)
  const jitRange = { from: main.price * 0.98, to: main.price * 1.02 }
  const jitAmount = { worth: 100 * 4_200_000 }
  const jitPreview = await jit.previewMint(main, jitRange, jitAmount)
  const [jitMint, jitSwap, jitWithdraw] = await story.inOneBlock(() => [
    jit.mint(main, jitRange, jitAmount),
    trader.swap(main, usdc, toUnits(usdc, 5_000_000)),
    jit.withdrawAndCollect(jitPreview.tokenId, { liquidity: jitPreview.liquidity }),
  ])

  // The retail wallet moves its range after the price has left it.
  await market.until(44)
  await retail.withdrawAndCollect(first.tokenId, { share: 1 })
  await retail.burn(first.tokenId)
  const open = await retail.mint(main, { from: 2_190, to: 2_790 }, { worth: 1_180 })

  await market.until(46)
  if (hasFeed) {
    await story.startFeedPhase(reporter, ethUsdFeed)
    await story.pushPrice(reporter, ethUsdFeed, ethUsdAt(46))
  }

  await market.until(50)
  const emptying = await retail.withdraw(emptied.tokenId, { share: 1 })

  await market.until(52)
  await retail.unstake(staked.tokenId, incentive)
  const claim = await retail.claimReward(rndr)
  await retail.stakeAgain(staked.tokenId, incentive)

  await market.until(58)
  await retail.approveOperator(open.tokenId, operator)

  await market.until(63)
  const operatorCollect = await operator.collectFor(retail, open.tokenId)

  await market.until(70)
  const partialWithdraw = await retail.withdrawAndCollect(open.tokenId, { share: 0.3 })

  await market.until(82)
  const collectTogether = await retail.collect(open.tokenId, openOther.tokenId)

  await market.until(days)
  if (hasFeed) await story.pushPrice(reporter, ethUsdFeed, main.price)
  else await story.blocks.mineEmpty()

  return {
    retail: retail.address,
    retailName,
    offchainName,
    whale: whale.address,
    jit: jit.address,
    friend: friend.address,
    operator: operator.address,
    smartAccount: smartAccount.address,
    keeper: keeper.address,
    vault: vault.address,
    vaultTicks,
    vaultLiquidity: vault.liquidity,
    crowd: crowd.map(({ address }) => address),
    pools: { usdcWeth500: main.address, usdcWeth3000: other.address, rndrWeth3000: rndrPool.address },
    positions: {
      burned: first.tokenId,
      open: open.tokenId,
      openOther: openOther.tokenId,
      transferredIn: fromFriend.tokenId,
      transferredOut: toFriend.tokenId,
      emptied: emptied.tokenId,
      staked: staked.tokenId,
    },
    whalePositions: whaleBot.tokenIds,
    smartAccountPosition: smartAccountMint.tokenId,
    jitPosition: jitMint.tokenId,
    jitLiquidity: jitPreview.liquidity,
    incentive,
    transactions: {
      approvals: approvals.map(({ transactionHash }) => transactionHash),
      firstMint: first.receipt.transactionHash,
      collectTogether: collectTogether.transactionHash,
      operatorCollect: operatorCollect.transactionHash,
      partialWithdraw: partialWithdraw.transactionHash,
      emptying: emptying.transactionHash,
      transferIn: transferIn.transactionHash,
      transferOut: transferOut.transactionHash,
      claim: claim.transactionHash,
      jitMint: jitMint.receipt.transactionHash,
      jitSwap: jitSwap.transactionHash,
      jitWithdraw: jitWithdraw.transactionHash,
    },
  }
}
