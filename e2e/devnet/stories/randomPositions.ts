import { encodeFunctionData, numberToHex, parseAbi } from 'viem'
import type { Address, Hex } from 'viem'
import { factoryAbi } from '../abi'
import { computeFullRange, computeLiquidityOfWorth } from '../poolPrice'
import type { TickRange } from '../poolPrice'
import type { StoryPosition } from '../positionBook'
import { encodeCollect, encodeDecrease, encodeMint } from '../positionManagerCalls'
import { createRandom } from '../random'
import type { Random } from '../random'
import type { StoryScript } from '../startReplica'
import type { Story } from '../story'
import type { StoryPool } from '../storyPool'
import type { StoryWallet } from '../storyWallet'

export interface RandomPositionsCast {
  readonly pools: readonly {
    readonly address: Address
    /** `feeGrowthGlobal` of both tokens before the first swap, near 2^256 where it is to wrap. */
    readonly firstFeeGrowthGlobalX128: readonly [bigint, bigint]
  }[]
  readonly owners: readonly Address[]
  /** Every position that was minted and not burned, with its liquidity after the last block. */
  readonly positions: readonly StoryPosition[]
}

export interface RandomPositionsParameters {
  /** @default 1 */
  readonly seed?: number
  /** At least this many positions. @default 1000 */
  readonly count?: number
}

interface RandomPool {
  readonly pool: StoryPool
  readonly firstFeeGrowthGlobalX128: readonly [bigint, bigint]
  /** Worth of a middling position, in whole quote tokens. */
  readonly typicalWorth: number
  /** Ticks that many positions share. */
  readonly popularTicks: readonly number[]
}

const rounds = 10
const mintsPerTransaction = 25

/**
 * Random positions over random swaps in four pools of different fee tiers: ranges in and out of the price, from one tick spacing to all
 * ticks, some with shared ticks; positions of dust and of millions; partial withdrawals and collects in between.
 *
 * In two pools `feeGrowthGlobal` starts just below 2^256, so that it wraps; `feeGrowthInside` wraps in all of them.
 * One pool has the protocol fee on.
 */
export function randomPositions(parameters: RandomPositionsParameters = {}): StoryScript<RandomPositionsCast> {
  const { seed = 1, count = 1_000 } = parameters
  return { chainId: 1, days: rounds, feeds: [], tell: (story) => tell(story, createRandom(seed), count) }
}

async function tell(story: Story, random: Random, count: number): Promise<RandomPositionsCast> {
  const { positionManager, swapRouter } = story.deployment
  const trader = story.wallet('trader')
  const base = story.wallet('base provider')
  const owners = Array.from({ length: 12 }, (_, index) => story.wallet(`owner ${index + 1}`))
  const funds = { eth: 1_000, weth: 1e8, usdc: 1e12, rndr: 1e12, wbtc: 1e8 }
  await story.fund([trader], funds, [swapRouter])
  await story.fund([base, ...owners], funds, [positionManager])
  const pools = await createPools(story, random)
  for (const { pool, typicalWorth } of pools) {
    await base.mint(pool, computeFullRange(pool.tickSpacing), { worth: 2_000 * typicalWorth })
  }

  const mintsPerPool = Math.ceil(count / rounds / pools.length)
  for (let round = 0; round < rounds; round += 1) {
    story.at(round + 0.5)
    for (const randomPool of pools) {
      await mintRandom(randomPool, mintsPerPool, owners, random)
      await swapRandomly(randomPool.pool, trader, random)
    }
    await takeRandomly(story, owners, random)
    for (const { pool } of pools) await swapRandomly(pool, trader, random)
  }
  return {
    pools: pools.map(({ pool, firstFeeGrowthGlobalX128 }) => ({ address: pool.address, firstFeeGrowthGlobalX128 })),
    owners: owners.map(({ address }) => address),
    positions: story.positions(),
  }
}

async function createPools(story: Story, random: Random): Promise<readonly RandomPool[]> {
  const { weth, usdc, rndr, wbtc } = story.deployment
  // `toWrap`: fee growth left before 2^256, as powers of two; about half of what the story's swaps add.
  const plans = [
    { base: weth, quote: usdc, fee: 500, price: 2_700, typicalWorth: 5_000, toWrap: [101n, 128n] },
    { base: rndr, quote: weth, fee: 3000, price: 0.0028, typicalWorth: 2, toWrap: null },
    { base: wbtc, quote: weth, fee: 10000, price: 31, typicalWorth: 2, toWrap: [99n, 137n] },
    { base: wbtc, quote: usdc, fee: 100, price: 84_000, typicalWorth: 5_000, toWrap: null },
  ] as const
  const pools: RandomPool[] = []
  for (const { base, quote, fee, price, typicalWorth, toWrap } of plans) {
    const pool = await story.createPool(base, quote, fee, price)
    const first = (power: bigint | undefined) => (power === undefined ? 0n : 2n ** 256n - 2n ** power)
    const firstFeeGrowthGlobalX128 = [first(toWrap?.[0]), first(toWrap?.[1])] as const
    await setFeeGrowthGlobal(story, pool, firstFeeGrowthGlobalX128)
    const popularTicks = Array.from({ length: 12 }, () => pickTick(pool, random, 3_000))
    pools.push({ pool, firstFeeGrowthGlobalX128, typicalWorth, popularTicks })
  }
  const last = pools.at(-1)
  if (last !== undefined) await turnProtocolFeeOn(story, last.pool)
  return pools
}

/** Writes `feeGrowthGlobal0X128` and `feeGrowthGlobal1X128`, the pool's storage slots 1 and 2. No tick may have been used before. */
async function setFeeGrowthGlobal(
  story: Story,
  { address }: StoryPool,
  feeGrowthX128: readonly [bigint, bigint],
): Promise<void> {
  for (const token of [0, 1] as const) {
    const index = numberToHex(token + 1, { size: 32 })
    await story.client.setStorageAt({ address, index, value: numberToHex(feeGrowthX128[token], { size: 32 }) })
  }
}

/** The protocol takes a quarter of the swap fees of both tokens. */
async function turnProtocolFeeOn(story: Story, pool: StoryPool): Promise<void> {
  const { factory: address } = story.deployment
  const from = await story.client.readContract({ address, abi: factoryAbi, functionName: 'owner' })
  const abi = parseAbi(['function setFeeProtocol(uint8 feeProtocol0, uint8 feeProtocol1)'])
  const data = encodeFunctionData({ abi, functionName: 'setFeeProtocol', args: [4, 4] })
  await story.blocks.send({ from, to: pool.address, data })
}

async function mintRandom(
  randomPool: RandomPool,
  count: number,
  owners: readonly StoryWallet[],
  random: Random,
): Promise<void> {
  for (let minted = 0; minted < count; minted += mintsPerTransaction) {
    const owner = random.pick(owners)
    const mints = Array.from({ length: Math.min(mintsPerTransaction, count - minted) }, () =>
      encodeRandomMint(randomPool, owner.address, random),
    )
    await owner.manage('mint', ...mints)
  }
}

function encodeRandomMint({ pool, typicalWorth, popularTicks }: RandomPool, owner: Address, random: Random): Hex {
  const ticks = pickRange(pool, popularTicks, random)
  const worth = typicalWorth * Math.exp(2.5 * random.normal())
  // Dust that makes no liquidity would be refused by the pool.
  const hasLiquidity = computeLiquidityOfWorth(pool, pool.sqrtPriceX96, ticks, worth) > 100n
  return encodeMint(pool, ticks, pool.amountsOfWorth(ticks, hasLiquidity ? worth : typicalWorth), owner)
}

function pickRange(pool: StoryPool, popularTicks: readonly number[], random: Random): TickRange {
  const kind = random.next()
  if (kind < 0.03) return computeFullRange(pool.tickSpacing)
  const spread = kind < 0.5 ? 800 : 6_000
  const first = random.next() < 0.4 ? random.pick(popularTicks) : pickTick(pool, random, spread)
  const second = random.next() < 0.4 ? random.pick(popularTicks) : pickTick(pool, random, spread)
  const tickLower = Math.min(first, second)
  return { tickLower, tickUpper: Math.max(first, second, tickLower + pool.tickSpacing) }
}

function pickTick({ tick, tickSpacing }: StoryPool, random: Random, spread: number): number {
  return Math.round((tick + spread * random.normal()) / tickSpacing) * tickSpacing
}

async function swapRandomly(pool: StoryPool, trader: StoryWallet, random: Random): Promise<void> {
  const volatility = random.pick([0.002, 0.02, 0.02, 0.15])
  for (let swap = 0; swap < 3; swap += 1) await trader.swapTo(pool, pool.price * Math.exp(volatility * random.normal()))
}

/** Some owners withdraw parts or all of some positions, and collect some of them in full or in part. */
async function takeRandomly(story: Story, owners: readonly StoryWallet[], random: Random): Promise<void> {
  for (const owner of owners) {
    const held = story.positions().filter((position) => position.owner === owner.address)
    const calls = held.flatMap((position) => {
      const choice = random.next()
      if (choice < 0.06 && position.liquidity > 0n)
        return [encodeDecrease(position.tokenId, pickShare(position.liquidity, random))]
      if (choice < 0.12) return [encodeCollect(position.tokenId, owner.address)]
      if (choice < 0.16) return [encodeCollect(position.tokenId, owner.address, [BigInt(random.integer(1, 1e6)), 1n])]
      return []
    })
    if (calls.length > 0) await owner.manage('take', ...calls)
  }
}

function pickShare(liquidity: bigint, random: Random): bigint {
  const share = random.next() < 0.3 ? 1_000_000n : BigInt(random.integer(1, 999_999))
  const portion = (liquidity * share) / 1_000_000n
  return portion === 0n ? liquidity : portion
}
