import { encodeFunctionData, encodePacked, keccak256, maxUint128, parseAbi } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { poolAbi, positionManagerAbi, swapRouterAbi } from '../../e2e/devnet/abi'
import { deployMainnet } from '../../e2e/devnet/deployMainnet'
import { createDevnetClient } from '../../e2e/devnet/devnetClient'
import { createRandom } from '../../e2e/devnet/random'
import { startAnvil, type DevnetNode } from '../../e2e/devnet/startAnvil'
import type { StoryPosition } from '../../e2e/devnet/positionBook'
import { Story } from '../../e2e/devnet/story'
import type { StoryPool } from '../../e2e/devnet/storyPool'
import type { StoryWallet } from '../../e2e/devnet/storyWallet'
import type { Pair } from '../domain/primitives'
import { computeCollectable } from './computeCollectable'
import { computeTokensOwed, type FeeBooks } from './computeTokensOwed'
import { computeFeeGrowthInside } from './feeGrowth'
import { computeAmountsForLiquidity } from './liquidityAmounts'
import { computeSqrtPriceX96AtTick, computeTickAtSqrtPriceX96 } from './tickMath'

const POOL_POSITIONS_ABI = parseAbi([
  'function positions(bytes32 key) view returns (uint128 liquidity, uint256 feeGrowthInside0LastX128, uint256 feeGrowthInside1LastX128, uint128 tokensOwed0, uint128 tokensOwed1)',
])
const RANGES = [
  [-600, 600],
  [-60, 60],
  [0, 1200],
  [-1200, -60],
] as const
// Fee growth starts so close to 2^256 that it wraps in the middle of the history.
const FIRST_GROWTH_X128 = 2n ** 256n - 2n ** 117n
// With 15 positions compared after each step: over 1,000 comparisons.
const STEPS = 70
const E17 = 10n ** 17n

let anvil: DevnetNode
let story: Story
let pool: StoryPool
let owner: StoryWallet
let trader: StoryWallet
const random = createRandom(20_261_122)

beforeAll(async () => {
  anvil = await startAnvil()
  const client = createDevnetClient(anvil.rpcUrl, 1)
  const deployment = await deployMainnet(client, { feeds: [] })
  const { timestamp } = await client.getBlock()
  story = new Story(client, deployment, Number(timestamp), Number(timestamp))
  owner = story.wallet('owner')
  trader = story.wallet('trader')
  const funds = { eth: 100, weth: 1_000_000, rndr: 1_000_000 }
  await story.fund([owner, trader], funds, [deployment.positionManager, deployment.swapRouter])
  pool = await story.createPool(deployment.rndr, deployment.weth, 3000, 1)
  for (const slot of [1n, 2n]) {
    await client.setStorageAt({
      address: pool.address,
      index: `0x${slot.toString(16)}`,
      value: formatWord(FIRST_GROWTH_X128),
    })
  }
})
afterAll(() => anvil.stop())

function formatWord(value: bigint): `0x${string}` {
  return `0x${value.toString(16).padStart(64, '0')}`
}

/** Swaps to the exact price of a tick: where liquidity begins or ends there, the pool's own tick can be the one below. */
async function swapToTick(tick: number): Promise<void> {
  const limit = computeSqrtPriceX96AtTick(tick)
  const { sqrtPriceX96 } = await fetchSlot0()
  if (limit === sqrtPriceX96) return
  const [tokenIn, tokenOut] = limit < sqrtPriceX96 ? [pool.token0, pool.token1] : [pool.token1, pool.token0]
  const params = {
    tokenIn: tokenIn.address,
    tokenOut: tokenOut.address,
    fee: pool.fee,
    recipient: trader.address,
    deadline: 10n ** 12n,
    amountIn: 10n ** 22n,
    amountOutMinimum: 0n,
    sqrtPriceLimitX96: limit,
  }
  const data = encodeFunctionData({ abi: swapRouterAbi, functionName: 'exactInputSingle', args: [params] })
  await trader.send('swap', story.deployment.swapRouter, data)
}

async function act(positions: readonly StoryPosition[]): Promise<unknown> {
  const { tokenId, liquidity } = random.pick(positions)
  const choice = random.next()
  if (choice < 0.2) return owner.collect(tokenId)
  if (choice < 0.4 && liquidity > 0n) return owner.withdraw(tokenId, { share: random.pick([1, 0.5, 0.123_457]) })
  if (choice < 0.5) return owner.increase(tokenId, { amounts: [10n ** 18n + 7n, 10n ** 18n + 3n] })
  const edges = RANGES.flat()
  return swapToTick(choice < 0.75 ? random.pick(edges) : random.integer(-1300, 1300))
}

async function fetchSlot0(): Promise<{ sqrtPriceX96: bigint; tick: number }> {
  const [sqrtPriceX96, tick] = await story.client.readContract({ ...poolContract(), functionName: 'slot0' })
  return { sqrtPriceX96, tick }
}

function poolContract() {
  return { address: pool.address, abi: poolAbi } as const
}

async function fetchGrowth(): Promise<Pair> {
  return Promise.all([
    story.client.readContract({ ...poolContract(), functionName: 'feeGrowthGlobal0X128' }),
    story.client.readContract({ ...poolContract(), functionName: 'feeGrowthGlobal1X128' }),
  ])
}

async function fetchOutside(tick: number): Promise<Pair> {
  const info = await story.client.readContract({ ...poolContract(), functionName: 'ticks', args: [tick] })
  return [info[2], info[3]]
}

async function fetchBooks({ tokenId, tickLower, tickUpper }: StoryPosition) {
  const { positionManager } = story.deployment
  const key = keccak256(encodePacked(['address', 'int24', 'int24'], [positionManager, tickLower, tickUpper]))
  const [nft, inPool] = await Promise.all([
    story.client.readContract({ ...manager(), functionName: 'positions', args: [tokenId] }),
    story.client.readContract({
      address: pool.address,
      abi: POOL_POSITIONS_ABI,
      functionName: 'positions',
      args: [key],
    }),
  ])
  return { position: parseBooks([nft[7], nft[8], nft[9], nft[10], nft[11]]), poolPosition: parseBooks(inPool) }
}

function parseBooks([liquidity, last0, last1, owed0, owed1]: readonly [
  bigint,
  bigint,
  bigint,
  bigint,
  bigint,
]): FeeBooks {
  return { liquidity, feeGrowthInsideLastX128: [last0, last1], tokensOwed: [owed0, owed1] }
}

function manager() {
  return { address: story.deployment.positionManager, abi: positionManagerAbi } as const
}

/** What the contract itself answers to a static `collect`, and to a static `decreaseLiquidity` of everything. */
async function askContract(
  { tokenId }: StoryPosition,
  liquidity: bigint,
): Promise<{ collectable: Pair; principal: Pair }> {
  const from = { ...manager(), account: owner.address }
  const collect = { tokenId, recipient: owner.address, amount0Max: maxUint128, amount1Max: maxUint128 }
  const decrease = { tokenId, liquidity, amount0Min: 0n, amount1Min: 0n, deadline: 10n ** 12n }
  const [collected, decreased] = await Promise.all([
    story.client.simulateContract({ ...from, functionName: 'collect', args: [collect] }),
    liquidity === 0n
      ? null
      : story.client.simulateContract({ ...from, functionName: 'decreaseLiquidity', args: [decrease] }),
  ])
  return { collectable: collected.result, principal: decreased?.result ?? [0n, 0n] }
}

/** Compares one position with the contracts; tells whether it was a case where the pool owed less than the NFT's own books. */
async function compare(position: StoryPosition): Promise<boolean> {
  const { tickLower, tickUpper } = position
  const [slot0, global, lower, upper, books] = await Promise.all([
    fetchSlot0(),
    fetchGrowth(),
    fetchOutside(tickLower),
    fetchOutside(tickUpper),
    fetchBooks(position),
  ])
  const { liquidity } = books.position
  const feeGrowthInsideX128 = computeFeeGrowthInside({
    tick: slot0.tick,
    tickLower,
    tickUpper,
    feeGrowthGlobalX128: global,
    feeGrowthOutsideLowerX128: lower,
    feeGrowthOutsideUpperX128: upper,
  })
  const truth = await askContract(position, liquidity)
  const collectable = computeCollectable({ ...books, feeGrowthInsideX128 })
  expect(collectable).toEqual(truth.collectable)
  expect(computeAmountsForLiquidity(slot0.sqrtPriceX96, tickLower, tickUpper, liquidity)).toEqual(truth.principal)
  const own = liquidity === 0n ? books.position.tokensOwed : computeTokensOwed(books.position, feeGrowthInsideX128)
  return own[0] > collectable[0] || own[1] > collectable[1]
}

test('collectable amounts and principal equal the contracts’ answers to the last unit, through a wrap of fee growth', async () => {
  // Everywhere and never emptied: without any liquidity nothing can be swapped.
  const { position: base } = await owner.mint(pool, { tickLower: -887220, tickUpper: 887220 }, { amounts: [E17, E17] })
  for (const [tickLower, tickUpper] of [...RANGES, ...RANGES, ...RANGES]) {
    await swapToTick(random.integer(-1300, 1300))
    const amounts = [BigInt(random.integer(1, 9)) * E17, BigInt(random.integer(1, 9)) * E17] as const
    await owner.mint(pool, { tickLower, tickUpper }, { amounts })
  }
  // Dust that is collected again and again: the pool rounds down on the sum each time, the large NFT beside it only once.
  const lone = { tickLower: -300, tickUpper: 300 }
  await owner.mint(pool, lone, { amounts: [E17, E17] })
  const dust = await owner.mint(pool, lone, { amounts: [1000n, 1000n] })
  const positions = story.positions().filter(({ tokenId }) => tokenId !== base.tokenId)
  const seen = { poolOwedLess: 0, emptied: 0, tickBelowPrice: 0 }

  for (let step = 0; step < STEPS; step++) {
    await act(positions)
    await owner.collect(dust.tokenId)
    const short = await Promise.all([base, ...positions].map(compare))
    const { sqrtPriceX96, tick } = await fetchSlot0()
    seen.poolOwedLess += short.filter(Boolean).length
    seen.emptied += positions.filter(({ liquidity }) => liquidity === 0n).length
    if (computeTickAtSqrtPriceX96(sqrtPriceX96) === tick + 1) seen.tickBelowPrice++
  }

  // The history did contain what makes this hard.
  for (const growthX128 of await fetchGrowth()) expect(growthX128).toBeLessThan(FIRST_GROWTH_X128)
  for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(0)
})
