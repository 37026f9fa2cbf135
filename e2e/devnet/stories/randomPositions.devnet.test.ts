import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Address } from 'viem'
import { poolAbi, positionManagerAbi } from '../abi'
import { startReplica } from '../startReplica'
import type { Replica } from '../startReplica'
import { randomPositions } from './randomPositions'
import type { RandomPositionsCast } from './randomPositions'

let replica: Replica<RandomPositionsCast>

beforeAll(async () => {
  replica = await startReplica(randomPositions())
})
afterAll(() => replica.stop())

async function fetchFeeGrowthGlobalX128(address: Address): Promise<readonly [bigint, bigint]> {
  const read = { address, abi: poolAbi } as const
  return Promise.all([
    replica.client.readContract({ ...read, functionName: 'feeGrowthGlobal0X128' }),
    replica.client.readContract({ ...read, functionName: 'feeGrowthGlobal1X128' }),
  ])
}

test('makes a thousand positions', () => {
  expect(replica.cast.positions.length).toBeGreaterThanOrEqual(1_000)
})

test("every position is as the story's count says", async () => {
  const { client, cast, story } = replica
  const read = { address: story.deployment.positionManager, abi: positionManagerAbi } as const
  const positions = await client.multicall({
    contracts: cast.positions.map(({ tokenId }) => ({ ...read, functionName: 'positions', args: [tokenId] }) as const),
    allowFailure: false,
  })
  positions.forEach(({ 5: tickLower, 6: tickUpper, 7: liquidity }, index) => {
    expect(cast.positions[index]).toMatchObject({ tickLower, tickUpper, liquidity })
  })
})

test('fee growth of both tokens wrapped in two pools, and only there', async () => {
  const hasWrapped = await Promise.all(
    replica.cast.pools.map(async ({ address, firstFeeGrowthGlobalX128: [first0, first1] }) => {
      const [last0, last1] = await fetchFeeGrowthGlobalX128(address)
      return [last0 < first0, last1 < first1]
    }),
  )
  expect(hasWrapped).toEqual([
    [true, true],
    [false, false],
    [true, true],
    [false, false],
  ])
})

test('ticks have seen more fee growth outside than there is now, so that what is inside wraps', async () => {
  const { client, cast } = replica
  const edges = cast.positions.map(({ pool, tickLower }) => ({ address: pool.address, tick: tickLower }))
  const ticks = await client.multicall({
    contracts: edges.map(
      ({ address, tick }) => ({ address, abi: poolAbi, functionName: 'ticks', args: [tick] }) as const,
    ),
    allowFailure: false,
  })
  const globals = new Map<Address, bigint>()
  for (const { address } of cast.pools) globals.set(address, (await fetchFeeGrowthGlobalX128(address))[0])
  const beyond = edges.filter(({ address }, index) => (ticks[index]?.[2] ?? 0n) > (globals.get(address) ?? 0n))
  expect(beyond.length).toBeGreaterThan(20)
})

test('positions lie below, around and above the price; some share ticks, some are empty', () => {
  const { positions } = replica.cast
  const below = positions.filter(({ pool, tickUpper }) => tickUpper <= pool.tick)
  const above = positions.filter(({ pool, tickLower }) => tickLower > pool.tick)
  expect(Math.min(below.length, above.length, positions.length - below.length - above.length)).toBeGreaterThan(100)
  expect(positions.filter(({ liquidity }) => liquidity === 0n).length).toBeGreaterThan(20)
  const edges = positions.map(({ pool, tickLower }) => `${pool.address} ${tickLower}`)
  expect(new Set(edges).size).toBeLessThan(0.85 * edges.length)
})

test('the same seed tells the same story', async () => {
  const script = randomPositions({ seed: 5, count: 40 })
  const tellings = await Promise.all([startReplica(script), startReplica(script)])
  const [first, second] = tellings.map(({ cast, story }) => ({
    positions: cast.positions.map(({ tickLower, tickUpper, liquidity }) => [tickLower, tickUpper, liquidity]),
    prices: story.pools.map(({ sqrtPriceX96 }) => sqrtPriceX96),
  }))
  expect(first).toEqual(second)
  await Promise.all(tellings.map((telling) => telling.stop()))
})
