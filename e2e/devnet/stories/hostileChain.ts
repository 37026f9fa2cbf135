import { encodeFunctionData, parseAbi } from 'viem'
import type { Address } from 'viem'
import { tokenAbi } from '../abi'
import type { DevnetToken } from '../deployments'
import { encodeMint } from '../positionManagerCalls'
import type { StoryScript } from '../startReplica'
import type { Story } from '../story'
import type { StoryPool } from '../storyPool'
import type { StoryWallet } from '../storyWallet'
import { hostileTokens } from './hostileTokens'
import type { HostileAnswer, HostileTokenName } from './hostileTokens'

export interface HostileChainCast {
  readonly owner: Address
  readonly whale: Address
  /** USDC/WETH 0.05 %, the real one: the owner is in it on their own account. */
  readonly honestPool: Address
  /** A pool of a token with an old `bytes32` symbol, which the owner chose. */
  readonly oddPool: Address
  /** Pools whose positions somebody else put into the owner's wallet, by the token's name. */
  readonly spamPools: Readonly<Record<string, Address>>
  readonly fakeManager: Address
  /** A contract wallet: it chose the odd pool, and a stranger put a position in the pool of `is markup` into it. */
  readonly safe: Address
}

const days = 10
const inputs = [{ type: 'uint8' }, { type: 'bytes' }, { type: 'uint8' }, { type: 'bytes' }] as const
const fakeManagerAbi = parseAbi(['function airdrop(address to, uint256 firstId, uint256 count)'])

/**
 * A small honest wallet to which a stranger sends all they can think of: positions in pools of tokens with hostile metadata, at prices
 * that make each of them worth a fortune; a pool that looks like USDC/WETH and holds neither; NFTs of a contract that only speaks like the
 * position manager.
 */
export const hostileChain: StoryScript<HostileChainCast> = { chainId: 1, days, feeds: ['ethUsd'], tell }

async function tell(story: Story): Promise<HostileChainCast> {
  const { weth, usdc, positionManager, swapRouter, ethUsdFeed } = story.deployment
  const owner = story.wallet('target')
  const whale = story.wallet('whale')
  const stranger = story.wallet('stranger')
  const trader = story.wallet('trader')
  const reporter = story.wallet('reporter')
  const keeper = story.wallet('keeper')
  await story.fund([keeper], { eth: 5 })
  await story.fund([reporter], { eth: 50 })
  await story.fund([owner], { eth: 3, weth: 4, usdc: 9_000 }, [positionManager])
  await story.fund([whale], { eth: 50, weth: 900, usdc: 2_500_000 }, [positionManager])
  await story.fund([stranger], { eth: 50, weth: 10 }, [positionManager])
  await story.fund([trader], { eth: 50, weth: 9_000, usdc: 2e7 }, [swapRouter])
  const honest = await story.createPool(weth, usdc, 500, 2_500)

  story.at(0)
  await story.pushPrice(reporter, ethUsdFeed, 2_500)
  await whale.mint(honest, { from: 2_000, to: 3_100 }, { worth: 1_500_000 })
  story.at(1)
  const { tokenId } = await owner.mint(honest, { from: 2_300, to: 2_800 }, { worth: 3_000 })
  const odd = await openOddPool(story, owner)
  const safe = await story.smartAccount('safe', keeper)
  await story.fund([safe], { eth: 2, weth: 1 }, [positionManager])
  await giveToken(safe, odd.token0.address === weth.address ? odd.token1 : odd.token0)
  await safe.mint(odd, { from: 0.005, to: 0.02 }, { worth: 0.1 })

  for (let day = 2; day <= 6; day += 1) {
    story.at(day)
    const price = 2_500 + 40 * (day % 3)
    await trader.swapTo(honest, price)
    await story.pushPrice(reporter, ethUsdFeed, price)
    if (day === 4) await owner.collect(tokenId)
  }

  story.at(7)
  const spamPools = await sendSpam(story, stranger, owner, safe)
  const fakeManager = await deployFakeManager(story, stranger, honest, 10n ** 24n)
  await airdrop(stranger, fakeManager, owner.address, { firstId: 1, count: 300 })

  story.at(days)
  await story.pushPrice(reporter, ethUsdFeed, 2_540)
  await story.blocks.mineEmpty()
  return {
    owner: owner.address,
    whale: whale.address,
    honestPool: honest.address,
    oddPool: odd.address,
    spamPools,
    fakeManager,
    safe: safe.address,
  }
}

/** A contract that speaks like the position manager, with NFTs in a pool that knows nothing of them. */
export function deployFakeManager(
  story: Story,
  stranger: StoryWallet,
  pool: StoryPool,
  liquidity: bigint,
): Promise<Address> {
  const types = ['address', 'address', 'address', 'uint128'].map((type) => ({ type }))
  const args = [story.deployment.factory, pool.token0.address, pool.token1.address, liquidity]
  return story.deploy(stranger, 'FakePositionManager', types, args)
}

/** Gives somebody NFTs of a fake manager; about a thousand fit into one transaction. */
export async function airdrop(
  stranger: StoryWallet,
  fakeManager: Address,
  to: Address,
  { firstId, count }: { readonly firstId: number; readonly count: number },
): Promise<void> {
  const args = [to, BigInt(firstId), BigInt(count)] as const
  const data = encodeFunctionData({ abi: fakeManagerAbi, functionName: 'airdrop', args })
  await stranger.send('airdrop', fakeManager, data, { gas: 29_000_000n })
}

/** The owner's own choice: an old token next to WETH. */
async function openOddPool(story: Story, owner: StoryWallet): Promise<StoryPool> {
  const token = await deployToken(story, owner, 'is bytes32')
  await giveToken(owner, token)
  const pool = await story.createPool(token, story.deployment.weth, 3000, 0.01)
  await owner.mint(pool, { from: 0.005, to: 0.02 }, { worth: 0.5 })
  return pool
}

/** One pool for each hostile token, half of the positions minted straight into the owner's wallet, half sent there. */
async function sendSpam(
  story: Story,
  stranger: StoryWallet,
  owner: StoryWallet,
  safe: StoryWallet,
): Promise<Readonly<Record<string, Address>>> {
  const { weth } = story.deployment
  const names = (Object.keys(hostileTokens) as HostileTokenName[]).filter(
    (name) => name !== 'is bytes32' && name !== 'says it is WETH',
  )
  const fakeWeth = await deployToken(story, stranger, 'says it is WETH')
  await giveToken(stranger, fakeWeth)
  const pools: Record<string, Address> = {}
  for (const [index, name] of names.entries()) {
    const token = await deployToken(story, stranger, name)
    await giveToken(stranger, token)
    const isImitation = name === 'says it is USDC'
    // One token is "worth" a thousand WETH: nobody put a single WETH in to say so.
    const pool = isImitation
      ? await story.createPool(fakeWeth, token, 500, 2_500)
      : await story.createPool(token, weth, 10000, 1_000)
    const ticks = pool.ticks(isImitation ? { from: 2_000, to: 3_000 } : { from: 1_100, to: 4_000 })
    const amounts = pool.amountsOfWorth(ticks, 1_000_000)
    if (index % 2 === 0) {
      await stranger.manage('mint', encodeMint(pool, ticks, amounts, owner.address))
    } else {
      const { tokenId } = await stranger.mint(pool, ticks, { amounts })
      await stranger.transfer(tokenId, owner.address)
    }
    if (name === 'is markup') await stranger.manage('mint', encodeMint(pool, ticks, amounts, safe.address))
    pools[name] = pool.address
  }
  return pools
}

async function deployToken(story: Story, maker: StoryWallet, name: HostileTokenName): Promise<DevnetToken> {
  const { text, decimals } = hostileTokens[name]
  const args = [...encodeAnswer(text), ...encodeAnswer(decimals)]
  const address = await story.deploy(maker, 'HostileToken', inputs, args)
  // What the story itself reckons with; the contract says something else.
  return { address, symbol: name, name, decimals: name === 'says it is USDC' ? 6 : 18 }
}

function encodeAnswer(answer: HostileAnswer): readonly [number, string] {
  if (answer.kind === 'returns a megabyte') return [2, '0x']
  return [answer.kind === 'returns' ? 0 : 1, answer.data]
}

async function giveToken(wallet: StoryWallet, token: DevnetToken): Promise<void> {
  const args = [wallet.address, 10n ** 27n] as const
  await wallet.send('give', token.address, encodeFunctionData({ abi: tokenAbi, functionName: 'mint', args }))
  await wallet.approve(token)
}
