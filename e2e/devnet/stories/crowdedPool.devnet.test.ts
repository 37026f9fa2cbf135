import { parseAbiItem } from 'viem'
import type { Address } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { poolAbi, positionManagerAbi } from '../abi'
import { computeLiquidityOfWorth } from '../poolPrice'
import type { StoryPool } from '../storyPool'
import { startReplica } from '../startReplica'
import type { Replica } from '../startReplica'
import { crowdedPool } from './crowdedPool'
import type { CrowdedPoolCast } from './crowdedPool'

const mint = parseAbiItem(
  'event Mint(address sender, address indexed owner, int24 indexed tickLower, int24 indexed tickUpper, uint128 amount, uint256 amount0, uint256 amount1)',
)
const transfer = parseAbiItem('event Transfer(address indexed from, address indexed to, uint256 indexed tokenId)')
const deposited = parseAbiItem(
  'event DepositTransferred(uint256 indexed tokenId, address indexed oldOwner, address indexed newOwner)',
)

/** What every owner has in the pool at the end of a block, in whole USDC, largest first: from the contracts' own state. */
async function fetchWorthByOwner({ client, cast, story }: Replica<CrowdedPoolCast>, blockNumber: bigint) {
  const pool = story.pools[0] as StoryPool
  const { positionManager, staker } = story.deployment
  const at = { fromBlock: 0n, toBlock: blockNumber } as const
  const [slot0, transfers, deposits, mints] = await Promise.all([
    client.readContract({ address: cast.pool, abi: poolAbi, functionName: 'slot0', blockNumber }),
    client.getLogs({ address: positionManager, event: transfer, ...at }),
    client.getLogs({ address: staker, event: deposited, ...at }),
    client.getLogs({ address: cast.pool, event: mint, ...at }),
  ])
  const holders = new Map<bigint, Address>()
  for (const { args } of transfers) holders.set(args.tokenId as bigint, args.to as Address)
  const depositors = new Map(deposits.map(({ args }) => [args.tokenId as bigint, args.newOwner as Address]))
  const worths = new Map<Address, number>()
  const add = (owner: Address, tickLower: number, tickUpper: number, liquidity: bigint) => {
    const perMillion = computeLiquidityOfWorth(pool, slot0[0], { tickLower, tickUpper }, 1e6)
    worths.set(owner, (worths.get(owner) ?? 0) + (Number(liquidity) / Number(perMillion)) * 1e6)
  }

  const held = [...holders].filter(([, holder]) => BigInt(holder) !== 0n)
  const positions = await client.multicall({
    contracts: held.map(
      ([tokenId]) =>
        ({ address: positionManager, abi: positionManagerAbi, functionName: 'positions', args: [tokenId] }) as const,
    ),
    allowFailure: false,
    blockNumber,
    multicallAddress: story.deployment.multicall3,
    batchSize: 50_000,
  })
  let active = 0n
  const count = (tickLower: number, tickUpper: number, liquidity: bigint) => {
    if (tickLower <= slot0[1] && slot0[1] < tickUpper) active += liquidity
  }
  for (const [index, [tokenId, holder]] of held.entries()) {
    const [, , , , , tickLower, tickUpper, liquidity] = positions[index] as (typeof positions)[number]
    const owner = holder === staker ? (depositors.get(tokenId) as Address) : holder
    add(owner, tickLower, tickUpper, liquidity)
    count(tickLower, tickUpper, liquidity)
  }
  for (const { args } of mints.filter(({ args: { owner } }) => owner !== positionManager)) {
    // Only the vault holds liquidity in the pool itself, and it never takes any out.
    add(args.owner as Address, args.tickLower as number, args.tickUpper as number, args.amount as bigint)
    count(args.tickLower as number, args.tickUpper as number, args.amount as bigint)
  }
  const liquidity = await client.readContract({
    address: cast.pool,
    abi: poolAbi,
    functionName: 'liquidity',
    blockNumber,
  })
  return { worths, isComplete: active === liquidity }
}

describe.each(['old', 'new'] as const)('a crowded pool whose whale is %s', (age) => {
  let replica: Replica<CrowdedPoolCast>
  beforeAll(async () => {
    replica = await startReplica(crowdedPool({ whale: age, positions: 110, owners: 45, blocks: 100_000 }))
  })
  afterAll(() => replica.stop())

  test('the chain is as long as the story says, though little happens in it', async () => {
    const { client, story, cast } = replica
    const head = await client.getBlock()
    expect(Number(head.number)).toBeGreaterThan(cast.blocks.pool + 100_000)
    expect(Number(head.timestamp) - story.startTimestamp).toBe(100_000 * 12)
    expect(story.entries.length).toBeLessThan(1_000)
  })

  test('over the window the whale has the most, then the runners-up in their order, by what the contracts say', async () => {
    const { cast, client } = replica
    const head = Number(await client.getBlockNumber())
    const samples = 10
    const sums = new Map<Address, number>()
    for (let sample = 0; sample < samples; sample += 1) {
      const share = (sample + 0.5) / samples
      const blockNumber = BigInt(Math.round(cast.blocks.retail + share * (head - cast.blocks.retail)))
      const { worths, isComplete } = await fetchWorthByOwner(replica, blockNumber)
      expect(isComplete).toBe(true)
      for (const [owner, worth] of worths) sums.set(owner, (sums.get(owner) ?? 0) + worth)
    }
    const ranked = [...sums].sort(([, a], [, b]) => b - a).map(([owner]) => owner)
    expect(ranked.slice(0, 5)).toEqual([cast.whale, ...cast.runnersUp])
  })

  test('others had or have more than the whale, but not for long', async () => {
    const { cast, client } = replica
    const atRetail = (await fetchWorthByOwner(replica, BigInt(cast.blocks.retail))).worths
    const now = (await fetchWorthByOwner(replica, await client.getBlockNumber())).worths
    expect(now.get(cast.latecomer)).toBeGreaterThan(now.get(cast.whale) as number)
    expect(atRetail.get(cast.leaver)).toBeGreaterThan(atRetail.get(cast.whale) as number)
    expect(now.get(cast.leaver)).toBeUndefined()
    expect(now.get(cast.formerGiant) ?? 0).toBe(0)
    expect(now.get(cast.jit)).toBe(0)
    expect(now.get(cast.retail)).toBeLessThan(3_000)
  })

  test('the whale is as old as the story says', () => {
    const { blocks } = replica.cast
    if (age === 'old') expect(blocks.whale - blocks.pool).toBeLessThan(10_000)
    else expect(blocks.whale - blocks.pool).toBeGreaterThan(75_000)
    expect(blocks.whale).toBeLessThan(blocks.retail)
  })

  test('positions have all fates: staked, emptied, burned, given away', async () => {
    const { story, cast } = replica
    const fates = {
      staked: story.positions().filter(({ owner }) => owner === cast.staker).length,
      emptied: story.positions().filter(({ owner, liquidity }) => liquidity === 0n && BigInt(owner) !== 0n).length,
      burned: story.positions().filter(({ owner }) => BigInt(owner) === 0n).length,
      'given away': story.entries.filter(({ action }) => action === 'transfer').length,
    }
    for (const [fate, count] of Object.entries(fates)) expect(count, fate).toBeGreaterThan(0)
    expect(story.positions().length).toBeGreaterThanOrEqual(110)
  })
})
