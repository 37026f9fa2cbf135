import { beforeAll, describe, expect, test } from 'vitest'
import { maxUint128, zeroAddress } from 'viem'
import type { Address, Hex } from 'viem'
import { namehash } from 'viem/ens'
import { ensRegistryAbi, ensResolverAbi, poolAbi, positionManagerAbi, priceFeedAbi, stakerAbi } from '../abi'
import { shareReplica } from '../shareReplica'
import type { SharedReplica } from '../shareReplica'
import { retailNextToWhale } from './retailNextToWhale'
import type { RetailNextToWhaleCast } from './retailNextToWhaleCast'

let replica: SharedReplica<RetailNextToWhaleCast>

beforeAll(async () => {
  replica = await shareReplica(retailNextToWhale)
})

function fetchOwner(tokenId: bigint): Promise<Address> {
  const { positionManager: address } = replica.story.deployment
  const read = { address, abi: positionManagerAbi, functionName: 'ownerOf', args: [tokenId] } as const
  return replica.client.readContract(read)
}

async function fetchPosition(tokenId: bigint, at: { blockNumber?: bigint } = {}) {
  const { positionManager: address } = replica.story.deployment
  const read = { address, abi: positionManagerAbi, functionName: 'positions', args: [tokenId], ...at } as const
  const { 5: tickLower, 6: tickUpper, 7: liquidity } = await replica.client.readContract(read)
  return { tickLower, tickUpper, liquidity }
}

async function collectable(tokenId: bigint): Promise<readonly [bigint, bigint]> {
  const { client, story } = replica
  const account = await fetchOwner(tokenId)
  const params = { tokenId, recipient: account, amount0Max: maxUint128, amount1Max: maxUint128 }
  const { positionManager: address } = story.deployment
  const call = { account, address, abi: positionManagerAbi, functionName: 'collect', args: [params] } as const
  return (await client.simulateContract(call)).result
}

test("pools stand at mainnet's addresses", () => {
  expect(replica.cast.pools).toEqual({
    usdcWeth500: '0x88e6A0c2dDD26FEEb64F039a2c41296FcB3f5640',
    usdcWeth3000: '0x8ad599c3A0ff1De082011EFDDc58f1908eb6e6D8',
    rndrWeth3000: expect.stringMatching(/^0x[0-9a-fA-F]{40}$/) as string,
  })
})

test('lasts ninety days and ends about now', async () => {
  const { client, cast } = replica
  const latest = await client.getBlock()
  // It was told when the first test of this process asked for it: some time between the process's own start and now.
  expect(Number(latest.timestamp)).toBeGreaterThan(performance.timeOrigin / 1_000 - 120)
  expect(Number(latest.timestamp)).toBeLessThan(Date.now() / 1_000 + 120)
  const firstMint = await client.getTransactionReceipt({ hash: cast.transactions.firstMint })
  const { timestamp } = await client.getBlock({ blockNumber: firstMint.blockNumber })
  expect(Number(latest.timestamp - timestamp) / 86_400).toBeCloseTo(88, 1)
})

test("the story's own count of pools and positions is the contracts'", async () => {
  const { client, story } = replica
  for (const pool of story.pools) {
    const read = { address: pool.address, abi: poolAbi } as const
    const [sqrtPriceX96, tick] = await client.readContract({ ...read, functionName: 'slot0' })
    expect([pool.sqrtPriceX96, pool.tick]).toEqual([sqrtPriceX96, tick])
  }
  for (const position of story.positions()) {
    if (position.owner === zeroAddress) continue
    const { tickLower, tickUpper, liquidity } = position
    expect({ tickLower, tickUpper, liquidity }).toEqual(await fetchPosition(position.tokenId))
    expect(position.owner).toBe(await fetchOwner(position.tokenId))
  }
})

test('base fees vary, and what is paid is neither the base fee nor the maximum', async () => {
  const { client, story } = replica
  const ofRetail = story.entries.filter(({ wallet }) => wallet === 'retail').map(({ receipt }) => receipt)
  const baseFees = new Set<bigint>()
  for (const { transactionHash, blockNumber, effectiveGasPrice } of ofRetail) {
    const { baseFeePerGas } = await client.getBlock({ blockNumber: BigInt(blockNumber) })
    const { maxFeePerGas } = await client.getTransaction({ hash: transactionHash })
    expect(effectiveGasPrice).toBeGreaterThan(baseFeePerGas ?? 0n)
    expect(effectiveGasPrice).toBeLessThan(maxFeePerGas ?? 0n)
    baseFees.add(baseFeePerGas ?? 0n)
  }
  expect(baseFees.size).toBeGreaterThan(10)
})

describe('what becomes of the retail positions', () => {
  test('one was burned, one was given away, one was received, one is in the staker', async () => {
    const { cast, story } = replica
    await expect(fetchOwner(cast.positions.burned)).rejects.toThrow('nonexistent token')
    expect(await fetchOwner(cast.positions.transferredOut)).toBe(cast.friend)
    expect(await fetchOwner(cast.positions.transferredIn)).toBe(cast.retail)
    expect(await fetchOwner(cast.positions.staked)).toBe(story.deployment.staker)
  })

  test('one has no liquidity and still owes principal', async () => {
    const { cast } = replica
    expect((await fetchPosition(cast.positions.emptied)).liquidity).toBe(0n)
    const [owed0, owed1] = await collectable(cast.positions.emptied)
    expect(owed0 + owed1).toBeGreaterThan(0n)
  })

  test('all others hold liquidity and uncollected fees', async () => {
    const { open, openOther, transferredIn } = replica.cast.positions
    for (const tokenId of [open, openOther, transferredIn]) {
      expect(replica.story.position(tokenId).liquidity).toBeGreaterThan(0n)
      const [fees0, fees1] = await collectable(tokenId)
      expect(fees0).toBeGreaterThan(0n)
      expect(fees1).toBeGreaterThan(0n)
    }
  })
})

test('two positions of two pools were collected in one transaction of the retail wallet', async () => {
  const { client, cast, story } = replica
  const receipt = await client.getTransactionReceipt({ hash: cast.transactions.collectTogether })
  expect(receipt.from.toLowerCase()).toBe(cast.retail.toLowerCase())
  const collectTopic = '0x40d0efd1a53d60ecbf40971b9daf7dc90178c3aadc7aab1765632738fa8b8f01'
  const collected = receipt.logs
    .filter(({ address }) => address.toLowerCase() === story.deployment.positionManager.toLowerCase())
    .filter(({ topics }) => topics[0] === collectTopic)
    .map(({ topics }) => BigInt(topics[1] as Hex))
  expect(collected).toEqual([cast.positions.open, cast.positions.openOther])
})

test('the operator paid for its transaction, and the tokens went to the owner', async () => {
  const { client, cast } = replica
  const receipt = await client.getTransactionReceipt({ hash: cast.transactions.operatorCollect })
  expect(receipt.from.toLowerCase()).toBe(cast.operator.toLowerCase())
  const retailTopic = `0x${cast.retail.slice(2).toLowerCase().padStart(64, '0')}`
  expect(receipt.logs.some(({ topics }) => topics[2] === retailTopic)).toBe(true)
})

test('the staker paid a reward out and owes more', async () => {
  const { client, cast, story } = replica
  const { staker: address } = story.deployment
  const args = [cast.incentive, cast.positions.staked] as const
  const [reward] = await client.readContract({ address, abi: stakerAbi, functionName: 'getRewardInfo', args })
  expect(reward).toBeGreaterThan(0n)
  const receipt = await client.getTransactionReceipt({ hash: cast.transactions.claim })
  expect(receipt.logs.some((log) => log.address.toLowerCase() === address.toLowerCase())).toBe(true)
})

test('the just-in-time provider held a hundred times the whale for one block, around one swap', async () => {
  const { client, cast, story } = replica
  const { jitMint, jitSwap, jitWithdraw } = cast.transactions
  const receipts = await Promise.all(
    [jitMint, jitSwap, jitWithdraw].map((hash) => client.getTransactionReceipt({ hash })),
  )
  expect(new Set(receipts.map(({ blockNumber }) => blockNumber)).size).toBe(1)
  expect(receipts.map(({ transactionIndex }) => transactionIndex)).toEqual([0, 1, 2])

  const block = BigInt(receipts[0]?.blockNumber ?? 0n)
  const worth = (tokenId: bigint, liquidity: bigint) => {
    const { pool, tickLower, tickUpper } = story.position(tokenId)
    const sqrtPrice = Number(sqrtPriceBefore) / 2 ** 96
    const [sqrtLower, sqrtUpper] = [1.0001 ** (tickLower / 2), 1.0001 ** (tickUpper / 2)]
    const amount0 = Number(liquidity) * (1 / sqrtPrice - 1 / sqrtUpper)
    const amount1 = Number(liquidity) * (sqrtPrice - sqrtLower)
    return (amount0 + amount1 / sqrtPrice ** 2) / 10 ** pool.quote.decimals
  }
  const before = { blockNumber: block - 1n } as const
  const { usdcWeth500 } = cast.pools
  const [sqrtPriceBefore] = await client.readContract({
    ...before,
    address: usdcWeth500,
    abi: poolAbi,
    functionName: 'slot0',
  })
  const whaleWorth = await Promise.all(
    cast.whalePositions.map(async (tokenId) => {
      const position = await fetchPosition(tokenId, before).catch(() => null)
      return position === null ? 0 : worth(tokenId, position.liquidity)
    }),
  )
  const ratio = worth(cast.jitPosition, cast.jitLiquidity) / whaleWorth.reduce((sum, one) => sum + one, 0)
  expect(ratio).toBeGreaterThan(90)
  expect(ratio).toBeLessThan(110)
  expect(story.position(cast.jitPosition).liquidity).toBe(0n)
})

test('the whale moved its range several times and has one open position', () => {
  const { cast, story } = replica
  expect(cast.whalePositions.length).toBeGreaterThanOrEqual(4)
  const open = cast.whalePositions.filter((tokenId) => story.position(tokenId).liquidity > 0n)
  expect(open).toEqual(cast.whalePositions.slice(-1))
})

test("all of the main pool's liquidity in range belongs to the story's positions and its vault", async () => {
  const { client, cast, story } = replica
  const { usdcWeth500: address } = cast.pools
  const [, tick] = await client.readContract({ address, abi: poolAbi, functionName: 'slot0' })
  const liquidity = await client.readContract({ address, abi: poolAbi, functionName: 'liquidity' })
  const found = story
    .positions()
    .filter(({ pool, tickLower, tickUpper }) => pool.address === address && tickLower <= tick && tick < tickUpper)
    .reduce((sum, position) => sum + position.liquidity, 0n)
  expect(found + cast.vaultLiquidity).toBe(liquidity)
})

test('the feed follows the price, over two phases', async () => {
  const { client, story } = replica
  const read = { address: story.deployment.ethUsdFeed, abi: priceFeedAbi } as const
  const [roundId, answer, , updatedAt] = await client.readContract({ ...read, functionName: 'latestRoundData' })
  const main = story.pools[0]
  expect(Number(answer) / 1e8).toBeCloseTo(main?.price ?? 0, 4)
  expect(updatedAt).toBe((await client.getBlock()).timestamp)
  expect(roundId >> 64n).toBe(2n)
  const [firstId] = await client.readContract({ ...read, functionName: 'getRoundData', args: [(1n << 64n) + 1n] })
  expect(firstId).toBe((1n << 64n) + 1n)
})

test('ENS knows the retail wallet by its name, and another name only through a server', async () => {
  const { client, cast, story } = replica
  const { ens } = story.deployment
  if (ens === null) throw new Error('Mainnet has ENS.')
  const resolverOf = (name: string) =>
    client.readContract({
      address: ens.registry,
      abi: ensRegistryAbi,
      functionName: 'resolver',
      args: [namehash(name)],
    })
  const addressOf = async (name: string) =>
    client.readContract({
      address: await resolverOf(name),
      abi: ensResolverAbi,
      functionName: 'addr',
      args: [namehash(name)],
    })
  expect(await addressOf(cast.retailName)).toBe(cast.retail)
  expect(await resolverOf(cast.offchainName)).toBe(ens.offchainResolver)
  expect(await resolverOf('nobody.minnow.eth')).toBe(zeroAddress)
})
