import type { Address } from 'viem'
import type { StoryPosition } from '../positionBook'
import { computeFullRange } from '../poolPrice'
import type { TickRange } from '../poolPrice'
import { encodeCollect, encodeDecrease } from '../positionManagerCalls'
import { createRandom } from '../random'
import type { Random } from '../random'
import type { StoryScript } from '../startReplica'
import type { Story } from '../story'
import type { StoryPool } from '../storyPool'
import type { StoryWallet } from '../storyWallet'
import { leaderPlays } from './leaderPlays'
import type { LeaderAct, LeaderPlay } from './leaderPlays'

export interface RandomCrowdParameters {
  readonly seed: number
  /** Transactions of the crowd, after the first liquidity. @default 60 */
  readonly actions?: number
  /** @default 16 */
  readonly owners?: number
  /** What the largest owners are and do, one of each. @default three of all, by seed, so that every one has its turn */
  readonly leaders?: readonly LeaderPlay[]
}

export interface RandomCrowdCast {
  /** USDC/WETH 0.3 %: all positions are here. */
  readonly pool: Address
  /** Came at a random time, with one small position. */
  readonly retail: Address
  readonly jit: Address
  readonly positions: readonly StoryPosition[]
  readonly leaders: readonly LeaderPlay[]
}

const days = 40
/** In USDC: about twice what the largest of the crowd has. */
const largestWorth = 2_000_000
const ticksApart = [60, 120, 600, 3_000, 12_000]

/**
 * A small pool in which everything happens at random: owners with several positions open, add, withdraw, collect, burn and give away, the
 * price moves gently or wildly, somebody is there for one block only, and a small wallet comes early or late. Some are much larger than the
 * rest and nearly as large as each other: accounts, contracts, farmers, twins.
 */
export function randomCrowd(parameters: RandomCrowdParameters): StoryScript<RandomCrowdCast> {
  const { seed, actions = 60, owners = 16, leaders = pickLeaders(seed) } = parameters
  return { chainId: 1, days, feeds: [], tell: (story) => tell(story, createRandom(seed), { actions, owners, leaders }) }
}

/** Each play is the first of the three in turn. */
function pickLeaders(seed: number): readonly LeaderPlay[] {
  const plays = Object.keys(leaderPlays) as LeaderPlay[]
  const { length } = plays
  const places = [seed, seed * 2 + 1, seed * 7 + 3].map((place) => place % length)
  return [...new Set(places)].map((place) => plays[place] as LeaderPlay)
}

async function tell(
  story: Story,
  random: Random,
  { actions, owners: count, leaders }: Required<Omit<RandomCrowdParameters, 'seed'>>,
): Promise<RandomCrowdCast> {
  const { weth, usdc, positionManager, swapRouter, staker } = story.deployment
  const trader = story.wallet('trader')
  const retail = story.wallet('retail')
  const jit = story.wallet('jit')
  const owners = Array.from({ length: count }, (_, index) => story.wallet(`owner ${index + 1}`))
  const funds = { eth: 1_000, weth: 1e6, usdc: 1e10 }
  await story.fund([trader], funds, [swapRouter])
  await story.fund([retail, jit, ...owners], funds, [positionManager])
  const pool = await story.createPool(weth, usdc, 3000, 2_500)
  const volatility = random.pick([0.005, 0.02, 0.08])
  const retailComes = random.integer(Math.floor(actions / 10), actions - 2)
  const jitComes = random.integer(1, actions - 1)
  const sponsor = story.wallet('sponsor')
  await story.fund([sponsor], { eth: 100, usdc: 1e6 }, [staker])
  const farm = await story.createIncentive(sponsor, pool, usdc, 50_000, days + 1)
  const fund = (wallet: StoryWallet, spenders: readonly Address[]) => story.fund([wallet], funds, spenders)
  const stage = { story, pool, random, retail, retailComes: (retailComes + 1) / actions, farm, fund }
  const acts: LeaderAct[] = []
  for (const [index, leader] of leaders.entries()) {
    acts.push(...(await leaderPlays[leader](stage, `large ${index + 1}`, largestWorth * random.between(0.97, 1.03))))
  }
  acts.sort((a, b) => a.share - b.share)

  story.at(0)
  // There is always something to swap against.
  await random.pick(owners).mint(pool, computeFullRange(pool.tickSpacing), { worth: 5_000 })
  for (let action = 0; action < actions; action += 1) {
    story.at((action * days) / actions + random.next() * 0.3)
    if (action === retailComes) await retail.mint(pool, pickRange(pool, random), { worth: 2_000 })
    if (action === jitComes) await stayForOneBlock(jit, pool)
    for (const { share, act } of acts) if (Math.floor(share * actions) === action) await act()
    await actOfCrowd(story, owners, pool, random)
    if (random.next() < 0.5) await trader.swapTo(pool, pool.price * Math.exp(volatility * random.normal()))
  }
  story.at(days)
  await story.blocks.mineEmpty()
  return { pool: pool.address, retail: retail.address, jit: jit.address, positions: story.positions(), leaders }
}

/** One of the owners does something with a position of theirs, or opens one. */
async function actOfCrowd(
  story: Story,
  owners: readonly StoryWallet[],
  pool: StoryPool,
  random: Random,
): Promise<void> {
  const owner = random.pick(owners)
  const held = story.positions().filter((position) => position.owner === owner.address)
  const choice = random.next()
  if (held.length === 0 || choice < 0.4) {
    await owner.mint(pool, pickRange(pool, random), { worth: pickWorth(random) })
    return
  }
  const { tokenId, liquidity } = random.pick(held)
  // The first one's liquidity stays where it is.
  if (tokenId === story.positions()[0]?.tokenId) return
  if (choice < 0.5) await owner.increase(tokenId, { worth: pickWorth(random) })
  else if (choice < 0.6) await owner.collect(tokenId)
  else if (choice < 0.7) await owner.close(tokenId)
  else if (choice < 0.85) await owner.transfer(tokenId, random.pick(owners).address)
  else if (liquidity > 2n) {
    const part = (liquidity * BigInt(random.integer(1, 99))) / 100n
    const calls = [encodeDecrease(tokenId, part === 0n ? liquidity : part)]
    // What is not collected at once stays owed.
    if (random.next() < 0.6) calls.push(encodeCollect(tokenId, owner.address))
    await owner.manage('take', ...calls)
  }
}

/** Puts in more than anybody else, and takes it out in the same block. */
async function stayForOneBlock(jit: StoryWallet, pool: StoryPool): Promise<void> {
  const range = { from: pool.price * 0.9, to: pool.price * 1.1 }
  const { tokenId, liquidity } = await jit.previewMint(pool, range, { worth: 1e8 })
  const take = [encodeDecrease(tokenId, liquidity), encodeCollect(tokenId, jit.address)]
  await jit.story.inOneBlock(() => [jit.mint(pool, range, { worth: 1e8 }), jit.manage('take', ...take)])
}

function pickRange(pool: StoryPool, random: Random): TickRange {
  if (random.next() < 0.1) return computeFullRange(pool.tickSpacing)
  const width = random.pick(ticksApart)
  const middle = pool.tick + Math.round(random.normal() * 600)
  const tickLower = Math.round((middle - width / 2) / pool.tickSpacing) * pool.tickSpacing
  return { tickLower, tickUpper: tickLower + Math.max(width, pool.tickSpacing) }
}

/** Heavy-tailed, in USDC. */
function pickWorth(random: Random): number {
  return 20_000 * Math.exp(1.6 * random.normal())
}
