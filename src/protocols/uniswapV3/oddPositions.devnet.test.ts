import { encodeFunctionData, parseAbi } from 'viem'
import type { Hex } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { positionManagerAbi, tokenAbi } from '../../../e2e/devnet/abi'
import { deployMainnet } from '../../../e2e/devnet/deployMainnet'
import { createDevnetClient } from '../../../e2e/devnet/devnetClient'
import { encodeBurn, encodeCollect, encodeDecrease, encodeMint } from '../../../e2e/devnet/positionManagerCalls'
import { startAnvil } from '../../../e2e/devnet/startAnvil'
import type { DevnetNode } from '../../../e2e/devnet/startAnvil'
import { Story } from '../../../e2e/devnet/story'
import type { StoryPool } from '../../../e2e/devnet/storyPool'
import type { Incentive, StoryWallet } from '../../../e2e/devnet/storyWallet'
import type { ChainClient } from '../../chain/chainClient'
import type { PositionHistory } from '../../domain/ledger'
import type { Discovered, ProtocolAdapter } from '../adapter'
import { createUniswapV3Adapter } from './uniswapV3Adapter'
import { deploymentOf, openTestChain } from './testChain'

let anvil: DevnetNode
let story: Story
let alice: StoryWallet
let bob: StoryWallet
let operator: StoryWallet
let trader: StoryWallet
let sponsor: StoryWallet
let rndrPool: StoryPool
let usdcPool: StoryPool
let incentives: { readonly rndr: Incentive; readonly usdc: Incentive }
let chain: ChainClient
let adapter: ProtocolAdapter

const wide = { tickLower: -60_000, tickUpper: 60_000 }
const amounts = { amounts: [10n ** 18n, 10n ** 18n] as const }
const smallUsdc = { amounts: [10n ** 9n, 10n ** 18n] as const }

beforeAll(async () => {
  anvil = await startAnvil()
  const client = createDevnetClient(anvil.rpcUrl, 1)
  const deployment = await deployMainnet(client, { feeds: [] })
  const { timestamp } = await client.getBlock()
  story = new Story(client, deployment, Number(timestamp), Number(timestamp))
  alice = story.wallet('alice')
  bob = story.wallet('bob')
  operator = story.wallet('operator')
  trader = story.wallet('trader')
  sponsor = story.wallet('sponsor')
  const spenders = [deployment.positionManager, deployment.swapRouter, deployment.staker]
  const funds = { eth: 1_000, weth: 1e5, rndr: 1e6, usdc: 1e8 }
  await story.fund([alice, bob, operator, trader, sponsor], funds, spenders)
  rndrPool = await story.createPool(deployment.rndr, deployment.weth, 3000, 1)
  usdcPool = await story.createPool(deployment.weth, deployment.usdc, 500, 2_500)
  for (const wallet of [alice, bob]) await wallet.send('approve all', deployment.positionManager, approveAll(operator))
  chain = await openTestChain(anvil.rpcUrl, 1)
  adapter = createUniswapV3Adapter(deploymentOf(chain))
  incentives = {
    rndr: await story.createIncentive(sponsor, rndrPool, deployment.rndr, 1_000, 30),
    usdc: await story.createIncentive(sponsor, usdcPool, deployment.rndr, 1_000, 30),
  }
  // Incentives start a day after they are created.
  story.at(3)
  await story.blocks.mineEmpty()
})
afterAll(() => anvil.stop())

function approveAll({ sender }: StoryWallet): Hex {
  return encodeFunctionData({ abi: positionManagerAbi, functionName: 'setApprovalForAll', args: [sender, true] })
}

function encodeTransfer(from: StoryWallet, to: StoryWallet, tokenId: bigint): Hex {
  const args = [from.address, to.address, tokenId] as const
  return encodeFunctionData({ abi: positionManagerAbi, functionName: 'transferFrom', args })
}

/** Several calls to the position manager in one transaction of the operator. */
function operate(...calls: readonly Hex[]) {
  const data = encodeFunctionData({ abi: positionManagerAbi, functionName: 'multicall', args: [calls] })
  return operator.send('operate', story.deployment.positionManager, data)
}

async function fetchLatestBlock(): Promise<number> {
  return Number(await story.client.getBlockNumber())
}

async function discoverNow(wallet: Pick<StoryWallet, 'address'>, client = chain): Promise<Discovered> {
  return await adapter.discover(client, wallet.address, await fetchLatestBlock())
}

async function readHistory(tokenId: bigint, client = chain): Promise<PositionHistory> {
  const position = adapter.unplacedPosition(String(tokenId))
  const range = { fromBlock: 0, toBlock: await fetchLatestBlock() }
  const [history] = await adapter.history(client, [position], range)
  return history as PositionHistory
}

const ownersOf = ({ ownerships }: PositionHistory) => ownerships.map(({ owner }) => owner)
const typesOf = ({ events }: PositionHistory) => events.map(({ type }) => type)
const idsOf = ({ positions }: Discovered) => positions.map(({ id }) => id)

describe('ownership is settled per transaction', () => {
  test('a position that leaves and comes back within one transaction never changed hands', async () => {
    const { tokenId } = await alice.mint(rndrPool, wide, amounts)
    await operate(
      encodeTransfer(alice, bob, tokenId),
      encodeDecrease(tokenId, 1_000n),
      encodeCollect(tokenId, alice.address),
      encodeTransfer(bob, alice, tokenId),
    )
    const history = await readHistory(tokenId)
    expect(ownersOf(history)).toEqual([alice.address])
    expect(typesOf(history)).toEqual(['deposit', 'withdraw', 'collect'])
    // Both had it for a moment, so both are asked about it; only one of them owned it.
    expect(idsOf(await discoverNow(bob))).toContain(String(tokenId))
  })

  test("minted to somebody and handed on in the same transaction: wholly the last one's", async () => {
    const mint = encodeMint(rndrPool, wide, amounts.amounts, bob.address)
    const next = await story.previewMint(operator.address, mint)
    await operate(mint, encodeTransfer(bob, alice, next.tokenId))
    const history = await readHistory(next.tokenId)
    expect(ownersOf(history)).toEqual([alice.address])
    expect(typesOf(history)).toEqual(['deposit'])
    const [from, deposit] = [history.ownerships[0]?.from, history.events[0]]
    expect(from?.logIndex).toBeLessThan(deposit?.logIndex as number)
  })

  test("handed over, emptied and burned in one transaction: wholly the one's who had it before", async () => {
    const { tokenId, position } = await alice.mint(rndrPool, wide, amounts)
    await operate(
      encodeTransfer(alice, bob, tokenId),
      encodeDecrease(tokenId, position.liquidity),
      encodeCollect(tokenId, operator.address),
      encodeBurn(tokenId),
    )
    const history = await readHistory(tokenId)
    expect(ownersOf(history)).toEqual([alice.address])
    expect(history.ownerships[0]?.to).toBeNull()
    expect(typesOf(history)).toEqual(['deposit', 'withdraw', 'collect'])
  })

  test('given away and burned by the new owner: the giver still finds it, with pool and ticks', async () => {
    const { tokenId } = await alice.mint(usdcPool, { from: 2_000, to: 3_000 }, smallUsdc)
    await alice.transfer(tokenId, bob.address)
    await bob.close(tokenId)
    const discovered = await discoverNow(alice)
    const found = discovered.positions.find(({ id }) => id === String(tokenId))
    const { tickLower, tickUpper } = usdcPool.ticks({ from: 2_000, to: 3_000 })
    expect(found).toMatchObject({ pool: usdcPool.address, tickLower, tickUpper })
    expect(discovered.missing).toEqual([])
    expect(ownersOf(await readHistory(tokenId))).toEqual([alice.address, bob.address])
  })
})

describe('farms', () => {
  const fundedRndr = 1_000_000n * 10n ** 18n
  const stakerCall = (functionName: 'transferDeposit' | 'withdrawToken', args: readonly unknown[]) =>
    encodeFunctionData({
      abi: parseAbi([
        'function transferDeposit(uint256 tokenId, address to)',
        'function withdrawToken(uint256 tokenId, address to, bytes data)',
      ]),
      functionName,
      args: args as never,
    })

  test('a deposit that changes hands inside of the farm is a transfer, and its new owner finds it', async () => {
    const carol = story.wallet('carol')
    const { tokenId } = await alice.mint(rndrPool, wide, amounts)
    const { staker } = story.deployment
    await alice.transfer(tokenId, staker)
    await alice.send('transferDeposit', staker, stakerCall('transferDeposit', [tokenId, carol.address]))
    const history = await readHistory(tokenId)
    expect(ownersOf(history)).toEqual([alice.address, carol.address])
    expect(typesOf(history)).toEqual(['deposit', 'stake', 'transfer'])
    expect(idsOf(await discoverNow(carol))).toEqual([String(tokenId)])
  })

  test('withdrawn from the farm to somebody else: unstaked, then given', async () => {
    const { tokenId } = await alice.mint(rndrPool, wide, amounts)
    const { staker } = story.deployment
    await alice.transfer(tokenId, staker)
    await alice.send('withdrawToken', staker, stakerCall('withdrawToken', [tokenId, bob.address, '0x']))
    const history = await readHistory(tokenId)
    expect(ownersOf(history)).toEqual([alice.address, bob.address])
    expect(typesOf(history)).toEqual(['deposit', 'stake', 'unstake', 'transfer'])
  })

  test('sent to the farm past its deposit function: lost to its depositor', async () => {
    const { tokenId } = await alice.mint(rndrPool, wide, amounts)
    const args = [alice.address, story.deployment.staker, tokenId] as const
    const data = encodeFunctionData({ abi: positionManagerAbi, functionName: 'transferFrom', args })
    await alice.send('transferFrom', story.deployment.positionManager, data)
    const history = await readHistory(tokenId)
    expect(ownersOf(history)).toEqual([alice.address, story.deployment.staker])
    expect(typesOf(history)).toEqual(['deposit', 'transfer'])
  })

  test('two positions of one pool share what they earned together, to the last unit', async () => {
    const dave = await createFarmer('dave')
    const first = await dave.mint(rndrPool, wide, amounts)
    const second = await dave.mint(rndrPool, wide, amounts)
    for (const { tokenId } of [first, second]) await dave.stake(tokenId, incentives.rndr)
    story.at(5)
    for (const { tokenId } of [first, second]) await dave.unstake(tokenId, incentives.rndr)
    const { rndr } = story.deployment
    const both = await Promise.all([readHistory(first.tokenId), readHistory(second.tokenId)])
    const owed = await adapter.claimableRewards(chain, dave.address, both, await fetchLatestBlock())
    const receipt = await dave.claimReward(rndr)
    const balance = await story.client.readContract({
      address: rndr.address,
      abi: tokenAbi,
      functionName: 'balanceOf',
      args: [dave.address],
    })
    const claims = (await Promise.all([readHistory(first.tokenId), readHistory(second.tokenId)])).map(({ events }) =>
      events.find((event) => event.type === 'claimReward'),
    )
    expect(claims).toMatchObject([
      { transactionHash: receipt.transactionHash, token: rndr.address, positionId: String(first.tokenId) },
      { transactionHash: receipt.transactionHash, token: rndr.address, positionId: String(second.tokenId) },
    ])
    const left = fundedRndr - (await sumDepositedRndr([first.tokenId, second.tokenId]))
    expect(claims.reduce((sum, claim) => sum + (claim?.amount ?? 0n), 0n)).toBe(balance - left)
    expect(owed.map(({ amount }) => amount)).toEqual(claims.map((claim) => claim?.amount))
  })

  test('rewards of two pools in one sum are not guessed at: they are said to be missing', async () => {
    const erin = await createFarmer('erin')
    const inRndr = await erin.mint(rndrPool, wide, amounts)
    const inUsdc = await erin.mint(usdcPool, { from: 2_000, to: 3_000 }, smallUsdc)
    await erin.stake(inRndr.tokenId, incentives.rndr)
    await erin.stake(inUsdc.tokenId, incentives.usdc)
    story.at(7)
    await erin.unstake(inRndr.tokenId, incentives.rndr)
    await erin.unstake(inUsdc.tokenId, incentives.usdc)
    await erin.claimReward(story.deployment.rndr)
    for (const { tokenId } of [inRndr, inUsdc]) {
      const history = await readHistory(tokenId)
      expect(typesOf(history)).toEqual(['deposit', 'stake'])
      expect(history.missing).toHaveLength(1)
      expect(history.missing?.[0]?.what).toContain(story.deployment.rndr.address)
    }
  })

  async function createFarmer(name: string): Promise<StoryWallet> {
    const wallet = story.wallet(name)
    const { positionManager } = story.deployment
    await story.fund([wallet], { eth: 10, weth: 100, rndr: 1_000_000, usdc: 1e6 }, [positionManager])
    return wallet
  }

  async function sumDepositedRndr(tokenIds: readonly bigint[]): Promise<bigint> {
    const index = rndrPool.token0 === story.deployment.rndr ? 0 : 1
    const histories = await Promise.all(tokenIds.map((tokenId) => readHistory(tokenId)))
    return histories
      .flatMap(({ events }) => events)
      .reduce((sum, event) => (event.type === 'deposit' ? sum + event.amounts[index] : sum), 0n)
  }
})
