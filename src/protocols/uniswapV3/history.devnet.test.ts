import { decodeEventLog, encodeFunctionData, maxUint128, parseAbi } from 'viem'
import type { Hex } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { poolAbi, positionManagerAbi, stakerAbi } from '../../../e2e/devnet/abi'
import { startReplica } from '../../../e2e/devnet/startReplica'
import type { Replica } from '../../../e2e/devnet/startReplica'
import { retailNextToWhale } from '../../../e2e/devnet/stories/retailNextToWhale'
import type { RetailNextToWhaleCast } from '../../../e2e/devnet/stories/retailNextToWhaleCast'
import type { ChainClient } from '../../chain/chainClient'
import { fetchReceipts } from '../../chain/fetchReceipts'
import type { PositionEvent, PositionHistory } from '../../domain/ledger'
import type { Pool } from '../../domain/pool'
import type { Pair } from '../../domain/primitives'
import { computeAmountsForLiquidity } from '../../math/liquidityAmounts'
import type { Discovered, Holders, ProtocolAdapter } from '../adapter'
import { deploymentOf, openTestChain } from './testChain'
import { createUniswapV3Adapter } from './uniswapV3Adapter'

let replica: Replica<RetailNextToWhaleCast>
let cast: RetailNextToWhaleCast
let chain: ChainClient
let adapter: ProtocolAdapter
let latestBlock: number
let retail: Discovered
let histories: ReadonlyMap<string, PositionHistory>
let holders: Holders
let mainPool: Pool

beforeAll(async () => {
  replica = await startReplica(retailNextToWhale)
  cast = replica.cast
  chain = await openTestChain(replica.rpcUrl, 1)
  adapter = createUniswapV3Adapter(deploymentOf(chain))
  latestBlock = Number(await replica.client.getBlockNumber())
  retail = await adapter.discover(chain, cast.retail, latestBlock)
  const read = await adapter.history(chain, retail.positions, { fromBlock: 0, toBlock: latestBlock })
  histories = new Map(read.map((history) => [history.position.id, history]))
  mainPool = (await adapter.pool(chain, cast.pools.usdcWeth500, latestBlock)) as Pool
  holders = await adapter.holders(chain, mainPool, { fromBlock: 0, toBlock: latestBlock })
})
afterAll(() => replica.stop())

function historyOf(tokenId: bigint): PositionHistory {
  const history = histories.get(String(tokenId))
  if (history === undefined) throw new Error(`Position ${tokenId} was not discovered.`)
  return history
}

const typesOf = (events: readonly PositionEvent[]) => events.map((event) => event.type)
const ownersOf = ({ ownerships }: PositionHistory) => ownerships.map(({ owner }) => owner)
const sumLiquidity = ({ events }: PositionHistory) =>
  events.reduce((sum, event) => {
    if (event.type === 'deposit') return sum + event.liquidity
    return event.type === 'withdraw' ? sum - event.liquidity : sum
  }, 0n)

describe('history', () => {
  test('tells the life of the burned position in order', () => {
    const { events, ownerships, missing } = historyOf(cast.positions.burned)
    expect(typesOf(events)).toEqual(['deposit', 'collect', 'withdraw', 'collect'])
    expect(ownerships).toMatchObject([{ owner: cast.retail, to: null }])
    expect(ownerships[0]?.from.transactionHash).toBe(cast.transactions.firstMint)
    expect(missing).toBeUndefined()
  })

  test('a position that was given: both owners, one transfer', () => {
    const given = historyOf(cast.positions.transferredIn)
    expect(ownersOf(given)).toEqual([cast.friend, cast.retail])
    const transfer = given.events.find((event) => event.type === 'transfer')
    expect(transfer).toMatchObject({
      from: cast.friend,
      to: cast.retail,
      transactionHash: cast.transactions.transferIn,
    })
    expect(given.ownerships[0]?.to).toEqual(given.ownerships[1]?.from)
    expect(ownersOf(historyOf(cast.positions.transferredOut))).toEqual([cast.retail, cast.friend])
  })

  test('a position that was emptied has no collect: it is still owed', () => {
    expect(typesOf(historyOf(cast.positions.emptied).events)).toEqual(['deposit', 'withdraw'])
  })

  test('what an operator collected is an event like any other', () => {
    const collect = historyOf(cast.positions.open).events.find(
      ({ transactionHash }) => transactionHash === cast.transactions.operatorCollect,
    )
    expect(collect?.type).toBe('collect')
  })

  test("a staked position stays the depositor's; the claim is attributed to it, to the last unit", async () => {
    const staked = historyOf(cast.positions.staked)
    expect(ownersOf(staked)).toEqual([cast.retail])
    expect(typesOf(staked.events)).toEqual(['deposit', 'stake', 'claimReward'])
    const { rndr, staker } = replica.story.deployment
    const receipt = await replica.client.getTransactionReceipt({ hash: cast.transactions.claim })
    const log = receipt.logs.find(({ address }) => address.toLowerCase() === staker.toLowerCase())
    const { args } = decodeEventLog({ abi: stakerAbi, ...(log as unknown as { topics: [Hex]; data: Hex }) })
    expect(staked.events[2]).toMatchObject({
      transactionHash: cast.transactions.claim,
      token: rndr.address,
      amount: (args as { reward: bigint }).reward,
    })
    expect((args as { reward: bigint }).reward).toBeGreaterThan(0n)
  })

  test('burns, and stakes that end or begin again inside of the farm, are touches', () => {
    const hashesOf = (actions: readonly string[]) =>
      replica.story.entries
        .filter(({ wallet, action }) => wallet === 'retail' && actions.includes(action))
        .map(({ receipt }) => receipt.transactionHash)
    const touchesOf = (tokenId: bigint) => historyOf(tokenId).touches?.map(({ transactionHash }) => transactionHash)
    expect(touchesOf(cast.positions.burned)).toEqual(hashesOf(['burn']))
    expect(touchesOf(cast.positions.staked)).toEqual(hashesOf(['unstake', 'stakeAgain']))
    expect(touchesOf(cast.positions.open)).toBeUndefined()
  })

  test('times are those of the blocks', async () => {
    for (const { events } of histories.values()) {
      for (const event of events) {
        const block = await replica.client.getBlock({ blockNumber: BigInt(event.blockNumber) })
        expect(event.timestamp).toBe(Number(block.timestamp))
      }
    }
  })

  test("increases less decreases are the contract's liquidity, of every position in the pool", async () => {
    const positions = holders.histories.map(({ position }) => position)
    const snapshots = await adapter.snapshot(chain, positions, latestBlock)
    expect(holders.histories.map(sumLiquidity)).toEqual(snapshots.map(({ liquidity }) => liquidity))
  })

  test('does not depend on where the range begins: a life is whole', async () => {
    const again = await adapter.history(chain, retail.positions, { fromBlock: latestBlock, toBlock: latestBlock })
    expect(again).toEqual([...histories.values()])
  })

  test('a position known by its id alone has the same events and owners', async () => {
    const unplaced = retail.positions.map(({ id }) => adapter.unplacedPosition(id))
    const again = await adapter.history(chain, unplaced, { fromBlock: 0, toBlock: latestBlock })
    const without = ({ events, ownerships }: PositionHistory) => ({ events, ownerships })
    expect(again.map(without)).toEqual([...histories.values()].map(without))
  })
})

describe('amounts', () => {
  test('for liquidity match what the contract made owed for every withdrawal in the pool', async () => {
    let compared = 0
    for (const { position, events } of holders.histories) {
      for (const event of events) {
        if (event.type !== 'withdraw') continue
        // The price within the block, just before the withdrawal, is the one after the last swap before it.
        const { sqrtPriceX96 } = await fetchPriceAt(event.blockNumber - 1)
        if (await hasSwap(event.blockNumber)) continue
        const { tickLower, tickUpper } = position
        expect(computeAmountsForLiquidity(sqrtPriceX96, tickLower, tickUpper, event.liquidity)).toEqual(event.amounts)
        compared++
      }
    }
    expect(compared).toBeGreaterThan(10)
  })

  test('of collects are what the pool paid, not what was asked for', async () => {
    const all = [...holders.histories, ...histories.values()]
    const hashes = all.flatMap(({ events }) => events.map((event) => event.transactionHash))
    const paid = adapter.withPayouts(all, await fetchReceipts(chain, hashes))
    let collects = 0
    for (const history of paid) {
      expect(history.missing).toBeUndefined()
      for (const event of history.events) {
        if (event.type !== 'collect') continue
        collects++
        const { liquidity, collectable } = await snapshotBefore(history, event.blockNumber)
        // A collect alone in its block pays what was collectable at the end of the block before, if no swap came first.
        if (liquidity === 0n || (await isBusy(history, event.blockNumber))) continue
        expect(event.amounts).toEqual(collectable)
      }
    }
    expect(collects).toBeGreaterThan(20)
  })

  async function snapshotBefore(history: PositionHistory, blockNumber: number) {
    const [snapshot] = await adapter.snapshot(chain, [history.position], blockNumber - 1)
    return snapshot as { liquidity: bigint; collectable: Pair }
  }

  async function isBusy(history: PositionHistory, blockNumber: number): Promise<boolean> {
    const others = history.events.filter((event) => event.blockNumber === blockNumber)
    return others.length > 1 || (await hasSwap(blockNumber))
  }

  async function hasSwap(blockNumber: number): Promise<boolean> {
    const logs = await replica.client.getLogs({
      event: poolAbi.find((entry) => entry.type === 'event' && entry.name === 'Swap') as never,
      fromBlock: BigInt(blockNumber),
      toBlock: BigInt(blockNumber),
    })
    return logs.length > 0
  }
})

describe('claimable rewards', () => {
  const rewardsAbi = parseAbi(['function rewards(address token, address owner) view returns (uint256)'])

  test("are the farm's own answer for the running stake", async () => {
    const { staker, rndr } = replica.story.deployment
    const [reward] = await replica.client.readContract({
      address: staker,
      abi: stakerAbi,
      functionName: 'getRewardInfo',
      args: [cast.incentive, cast.positions.staked],
      blockNumber: BigInt(latestBlock),
    })
    const owed = await replica.client.readContract({
      address: staker,
      abi: rewardsAbi,
      functionName: 'rewards',
      args: [rndr.address, cast.retail],
    })
    expect(owed).toBe(0n)
    const claimable = await adapter.claimableRewards(chain, cast.retail, [...histories.values()], latestBlock)
    expect(claimable).toEqual([{ positionId: String(cast.positions.staked), token: rndr.address, amount: reward }])
    expect(reward).toBeGreaterThan(0n)
  })

  test('between unstaking and claiming: what the farm owes', async () => {
    const { rndr } = replica.story.deployment
    const staked = historyOf(cast.positions.staked)
    const claim = staked.events.find((event) => event.type === 'claimReward')
    if (claim?.type !== 'claimReward') throw new Error('No claim.')
    const claimable = await adapter.claimableRewards(chain, cast.retail, [staked], claim.blockNumber - 1)
    expect(claimable).toEqual([{ positionId: staked.position.id, token: rndr.address, amount: claim.amount }])
    expect(await adapter.claimableRewards(chain, cast.retail, [staked], claim.blockNumber)).toEqual([])
  })

  test('are nothing for somebody else, and for positions that were never staked', async () => {
    expect(await adapter.claimableRewards(chain, cast.whale, [...histories.values()], latestBlock)).toEqual([])
    const open = [historyOf(cast.positions.open)]
    expect(await adapter.claimableRewards(chain, cast.retail, open, latestBlock)).toEqual([])
  })
})

test('a real collect after the report pays exactly what the snapshot said', async () => {
  const { open } = cast.positions
  const block = Number(await replica.client.getBlockNumber())
  const [snapshot] = await adapter.snapshot(chain, [historyOf(open).position], block)
  const params = { tokenId: open, recipient: cast.retail, amount0Max: maxUint128, amount1Max: maxUint128 }
  const data = encodeFunctionData({ abi: positionManagerAbi, functionName: 'collect', args: [params] })
  const hash = await replica.client.sendTransaction({
    account: cast.retail,
    chain: null,
    to: replica.story.deployment.positionManager,
    data,
  })
  await replica.client.mine({ blocks: 1 })
  const receipt = await replica.client.getTransactionReceipt({ hash })
  const [history] = await adapter.history(chain, [historyOf(open).position], {
    fromBlock: 0,
    toBlock: Number(receipt.blockNumber),
  })
  const paid = adapter.withPayouts([history as PositionHistory], await fetchReceipts(chain, [hash]))
  const collect = paid[0]?.events.at(-1)
  expect(collect).toMatchObject({ type: 'collect', transactionHash: hash, amounts: snapshot?.collectable })
})

function fetchPriceAt(blockNumber: number) {
  return adapter.poolState(chain, mainPool, blockNumber)
}
