import type { Address } from 'viem'
import { computeLiquidityOfWorth } from '../poolPrice'
import type { TickRange } from '../poolPrice'
import { encodeMint } from '../positionManagerCalls'
import type { Random } from '../random'
import type { Story } from '../story'
import type { StoryPool } from '../storyPool'
import { StoryVault } from '../storyVault'
import type { Incentive, StoryAmount, StoryWallet } from '../storyWallet'

/** Where large owners play. */
export interface LeaderStage {
  readonly story: Story
  readonly pool: StoryPool
  readonly random: Random
  /** The small wallet, which is in the pool from `retailComes` on, a share of the story's time. */
  readonly retail: StoryWallet
  readonly retailComes: number
  /** An incentive of the staker that lasts for the whole story. */
  readonly farm: Incentive
  /** Gives somebody enough of everything, and lets the spenders take the tokens. */
  fund(wallet: StoryWallet, spenders: readonly Address[]): Promise<void>
}

/** Something that a large owner does at a share of the story's time. */
export interface LeaderAct {
  readonly share: number
  act(): Promise<unknown>
}

type Play = (stage: LeaderStage, name: string, worth: number) => Promise<readonly LeaderAct[]>

/** Part of a position's time in a window is its giver's, and part its heir's: one of them leads. */
const ENOUGH_FOR_TWO = 1.7
/** So much that the giver leads in some windows too, though the position is given away in the middle of the story. */
const ENOUGH_FOR_EITHER = 2.4

/** What large owners can be and do, each with nearly all of their `worth`, in USDC. */
export const leaderPlays = {
  account,
  onlyCollects,
  farmer,
  claimsLater,
  givesFromFarm,
  givesInFarm,
  handsOver,
  burns,
  smartAccount,
  vault,
  vaultWithNft,
  twins,
  twinOfVault,
  twinInFarm,
  wallet,
} satisfies Readonly<Record<string, Play>>

export type LeaderPlay = keyof typeof leaderPlays

/** Opens a position, adds to it, takes from it. */
async function account(stage: LeaderStage, name: string, worth: number): Promise<readonly LeaderAct[]> {
  return workPosition(stage, await open(stage, name), worth)
}

/** A position that is paid out again and again, and else left alone. */
async function onlyCollects(stage: LeaderStage, name: string, worth: number): Promise<readonly LeaderAct[]> {
  const owner = await open(stage, name)
  const held = new HeldNft(stage, owner, worth)
  const collect = () => owner.collect(held.tokenId)
  return inOrder(stage, 0.2, () => held.mint(), collect, collect, collect, collect)
}

/** Is in the farm, takes the position out, and goes in again. */
async function farmer(stage: LeaderStage, name: string, worth: number): Promise<readonly LeaderAct[]> {
  const owner = await open(stage, name)
  const held = new HeldNft(stage, owner, worth)
  const stake = () => owner.stake(held.tokenId, stage.farm)
  const leave = () => leaveFarm(stage, owner, held)
  return inOrder(stage, 0.3, () => held.mint(), stake, leave, stake)
}

/** Leaves the farm, now and then moves to another NFT, and claims what the farm owes much later, or never. */
async function claimsLater(stage: LeaderStage, name: string, worth: number): Promise<readonly LeaderAct[]> {
  const { random, farm, story } = stage
  const owner = await open(stage, name)
  const held = new HeldNft(stage, owner, worth)
  const leave = async () => {
    await owner.unstake(held.tokenId, farm)
    await owner.withdrawFromStaker(held.tokenId)
  }
  const move = async () => {
    await owner.close(held.tokenId)
    await held.mint()
  }
  const stake = () => owner.stake(held.tokenId, farm)
  const moves = random.next() < 0.5 ? [move] : []
  const first = inOrder(stage, 0.2, () => held.mint(), stake, leave, ...moves)
  const claim = { share: random.between(0.85, 1), act: () => owner.claimReward(story.deployment.usdc) }
  const early = first.map(({ share, act }) => ({ share: share * 0.8, act }))
  return random.next() < 0.5 ? early : [...early, claim]
}

/** Gives a position away straight out of the farm. */
async function givesFromFarm(stage: LeaderStage, name: string, worth: number): Promise<readonly LeaderAct[]> {
  const owner = await open(stage, name)
  const heir = await open(stage, `heir of ${name}`)
  const held = new HeldNft(stage, owner, worth * ENOUGH_FOR_TWO)
  const enter = () => owner.transfer(held.tokenId, stage.story.deployment.staker)
  const give = () => owner.withdrawFromStaker(held.tokenId, heir.address)
  return inOrder(
    stage,
    0.3,
    () => held.mint(),
    enter,
    give,
    () => heir.collect(held.tokenId),
  )
}

/** Makes somebody else the depositor of a position that stays in the farm. */
async function givesInFarm(stage: LeaderStage, name: string, worth: number): Promise<readonly LeaderAct[]> {
  const owner = await open(stage, name)
  const heir = await open(stage, `heir of ${name}`)
  const held = new HeldNft(stage, owner, worth * ENOUGH_FOR_EITHER)
  const stake = () => owner.stake(held.tokenId, stage.farm)
  const give = () => owner.transferDeposit(held.tokenId, heir.address)
  const leave = () => leaveFarm(stage, heir, held)
  return inOrder(stage, 0.3, () => held.mint(), stake, give, leave)
}

/** Gives a position to another large owner, and gets it back. */
async function handsOver(stage: LeaderStage, name: string, worth: number): Promise<readonly LeaderAct[]> {
  const owner = await open(stage, name)
  const other = await open(stage, `partner of ${name}`)
  const held = new HeldNft(stage, owner, worth * ENOUGH_FOR_TWO)
  const others = new HeldNft(stage, other, worth * 0.5)
  const give = () => owner.transfer(held.tokenId, other.address)
  const giveBack = () => other.transfer(held.tokenId, owner.address)
  return inOrder(
    stage,
    0.3,
    () => held.mint(),
    () => others.mint(),
    give,
    giveBack,
  )
}

/** Moves all capital to another range, and burns the NFT that is left empty. */
async function burns(stage: LeaderStage, name: string, worth: number): Promise<readonly LeaderAct[]> {
  const owner = await open(stage, name)
  const held = new HeldNft(stage, owner, worth)
  const close = () => owner.close(held.tokenId)
  const move = async () => {
    await close()
    await held.mint()
  }
  return inOrder(stage, 0.3, () => held.mint(), move, move, close)
}

/** A contract that holds NFTs, as a Safe does. */
async function smartAccount(stage: LeaderStage, name: string, worth: number): Promise<readonly LeaderAct[]> {
  const owner = await stage.story.smartAccount(name, await open(stage, `keeper of ${name}`))
  await stage.fund(owner, [stage.story.deployment.positionManager])
  // Ahead of the others, who do not lose a fifth of it on the way.
  return workPosition(stage, owner, worth * 1.4)
}

/** A contract that holds liquidity in the pool itself, in two ranges. */
async function vault(stage: LeaderStage, name: string, worth: number): Promise<readonly LeaderAct[]> {
  const held = await openVault(stage, name)
  const [wide, narrow] = [pickLeaderRange(stage), pickLeaderRange(stage)]
  let inWide = 0n
  return inOrder(
    stage,
    0.3,
    async () => (inWide = await depositWorth(held, wide, worth * 0.8)),
    () => depositWorth(held, narrow, worth * 0.3),
    () => held.collect(wide),
    () => held.withdraw(wide, inWide / 4n),
    () => depositWorth(held, narrow, worth * 0.2),
    () => held.collect(narrow),
  )
}

/** A contract that holds liquidity in the pool itself, and an NFT that its keeper opened for it. */
async function vaultWithNft(stage: LeaderStage, name: string, worth: number): Promise<readonly LeaderAct[]> {
  const { pool } = stage
  const held = await openVault(stage, name)
  const direct = pickLeaderRange(stage)
  const mintForVault = () => {
    const ticks = pickLeaderRange(stage)
    const mint = encodeMint(pool, ticks, pool.amountsOfWorth(ticks, worth * 0.6), held.address)
    return held.keeper.manage('mint for vault', mint)
  }
  const collect = () => held.collect(direct)
  return inOrder(stage, 0.3, () => depositWorth(held, direct, worth * 0.6), mintForVault, collect)
}

/** Two accounts with the same capital at every moment. */
async function twins(stage: LeaderStage, name: string, worth: number): Promise<readonly LeaderAct[]> {
  const { story, pool } = stage
  const [one, other] = [await open(stage, name), await open(stage, `twin of ${name}`)]
  let ids: readonly [bigint, bigint] = [0n, 0n]
  const mint = async (amount: StoryAmount) => {
    const ticks = pickLeaderRange(stage)
    const minted = await story.inOneBlock(() => [one.mint(pool, ticks, amount), other.mint(pool, ticks, amount)])
    ids = [minted[0].tokenId, minted[1].tokenId]
  }
  const collect = () => story.inOneBlock(() => [one.collect(ids[0]), other.collect(ids[1])])
  return inOrder(
    stage,
    0.3,
    () => mint({ worth: worth * 0.6 }),
    collect,
    () => mint({ worth: worth * 0.5 }),
    collect,
  )
}

/** An account and a contract with the same liquidity in the same range: the larger is who was paid out at the higher price. */
async function twinOfVault(stage: LeaderStage, name: string, worth: number): Promise<readonly LeaderAct[]> {
  const { story, pool, random } = stage
  const owner = await open(stage, name)
  const held = await openVault(stage, `twin of ${name}`)
  const ticks = pickLeaderRange(stage)
  let tokenId = 0n
  const mint = async () => {
    const { liquidity } = await owner.previewMint(pool, ticks, { worth })
    const [minted] = await story.inOneBlock(() => [owner.mint(pool, ticks, { worth }), held.deposit(ticks, liquidity)])
    tokenId = minted.tokenId
  }
  const collect = () => (random.next() < 0.3 ? owner.collect(tokenId) : held.collect(ticks))
  return inOrder(stage, 0.5, mint, collect, collect, collect)
}

/** Two accounts with the same position, one of them in the farm: the larger is who was valued at the higher price. */
async function twinInFarm(stage: LeaderStage, name: string, worth: number): Promise<readonly LeaderAct[]> {
  const { story, pool, farm } = stage
  const [one, other] = [await open(stage, name), await open(stage, `twin of ${name}`)]
  let tokenId = 0n
  const mint = async () => {
    const ticks = pickLeaderRange(stage)
    const minted = await story.inOneBlock(() => [one.mint(pool, ticks, { worth }), other.mint(pool, ticks, { worth })])
    tokenId = minted[0].tokenId
    await one.stake(tokenId, farm)
  }
  const claim = async () => {
    await one.unstake(tokenId, farm)
    await one.claimReward(story.deployment.usdc)
    await one.stakeAgain(tokenId, farm)
  }
  return inOrder(stage, 0.5, mint, claim, claim)
}

/** The small wallet is not small any more. */
function wallet(stage: LeaderStage, _name: string, worth: number): Promise<readonly LeaderAct[]> {
  const { retail, retailComes, pool, random } = stage
  const act = () => retail.mint(pool, pickLeaderRange(stage), { worth: 3 * worth })
  return Promise.resolve([{ share: random.between(retailComes, 1), act }])
}

/** An NFT of an owner, once it is minted. */
class HeldNft {
  tokenId = 0n

  constructor(
    readonly stage: LeaderStage,
    readonly owner: StoryWallet,
    readonly worth: number,
  ) {}

  async mint(): Promise<void> {
    const { stage, owner, worth } = this
    const { tokenId } = await owner.mint(stage.pool, pickLeaderRange(stage), { worth })
    this.tokenId = tokenId
  }
}

/** A wallet with enough of everything. */
async function open({ story, fund }: LeaderStage, name: string): Promise<StoryWallet> {
  const owner = story.wallet(name)
  await fund(owner, [story.deployment.positionManager])
  return owner
}

/** Nothing stays behind in the farm. */
async function leaveFarm({ story, farm }: LeaderStage, owner: StoryWallet, { tokenId }: HeldNft): Promise<void> {
  await owner.unstake(tokenId, farm)
  await owner.claimReward(story.deployment.usdc)
  await owner.withdrawFromStaker(tokenId)
}

async function openVault(stage: LeaderStage, name: string): Promise<StoryVault> {
  const keeper = await open(stage, `keeper of ${name}`)
  const held = await StoryVault.deploy(stage.story, keeper, stage.pool)
  await stage.fund(held.account, [])
  return held
}

/** Gives the liquidity that was deposited. */
async function depositWorth(held: StoryVault, ticks: TickRange, worth: number): Promise<bigint> {
  const liquidity = computeLiquidityOfWorth(held.pool, held.pool.sqrtPriceX96, ticks, worth)
  await held.deposit(ticks, liquidity)
  return liquidity
}

function workPosition(stage: LeaderStage, owner: StoryWallet, worth: number): readonly LeaderAct[] {
  const held = new HeldNft(stage, owner, worth * 0.8)
  return inOrder(
    stage,
    0.3,
    () => held.mint(),
    () => owner.increase(held.tokenId, { worth: worth * 0.3 }),
    () => owner.withdraw(held.tokenId, { share: 0.2 }),
    () => owner.collect(held.tokenId),
  )
}

/** Wide enough that its owner stays ahead whatever the price does. */
function pickLeaderRange({ pool, random }: LeaderStage): TickRange {
  const width = random.pick([3_000, 6_000, 12_000])
  const middle = pool.tick + random.normal() * 300
  const tickLower = Math.round((middle - width / 2) / pool.tickSpacing) * pool.tickSpacing
  return { tickLower, tickUpper: tickLower + width }
}

/** Sets the times of acts that follow each other, the first one before `latest`. */
function inOrder({ random }: LeaderStage, latest: number, ...acts: readonly LeaderAct['act'][]): readonly LeaderAct[] {
  const first = random.between(0.03, latest)
  const later = acts.slice(1).map(() => random.between(first, 1))
  const shares = [first, ...later.sort((a, b) => a - b)]
  return acts.map((act, index) => ({ share: shares[index] as number, act }))
}
