import { decodeFunctionResult, maxUint128 } from 'viem'
import type { Hex } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { positionManagerAbi } from '../../../e2e/devnet/abi'
import { formatQuantity, requestRaw } from '../../../e2e/devnet/devnetClient'
import { encodeCollect } from '../../../e2e/devnet/positionManagerCalls'
import { startReplica } from '../../../e2e/devnet/startReplica'
import type { Replica } from '../../../e2e/devnet/startReplica'
import { randomPositions } from '../../../e2e/devnet/stories/randomPositions'
import type { RandomPositionsCast } from '../../../e2e/devnet/stories/randomPositions'
import type { StoryPosition } from '../../../e2e/devnet/positionBook'
import type { ChainClient } from '../../chain/chainClient'
import type { Position, Snapshot } from '../../domain/position'
import type { Address, Pair } from '../../domain/primitives'
import { createNftPosition } from './createPosition'
import { fetchHistories } from './history'
import { fetchSnapshots } from './snapshot'
import { deploymentOf, openTestChain } from './testChain'

let replica: Replica<RandomPositionsCast>
let chain: ChainClient
let positions: readonly StoryPosition[]
let firstBlock: number
let latestBlock: number

beforeAll(async () => {
  replica = await startReplica(randomPositions({ seed: 20_261_122 }))
  chain = await openTestChain(replica.rpcUrl, 1)
  positions = replica.story.positions()
  firstBlock = replica.story.deployment.factoryBlock
  latestBlock = Number(await replica.client.getBlockNumber())
})
afterAll(() => replica.stop())

function positionOf({ tokenId, pool, tickLower, tickUpper }: StoryPosition): Position {
  return createNftPosition(deploymentOf(chain), tokenId, { pool: pool.address, tickLower, tickUpper })
}

/** What the contract itself answers to a full collect by its owner; `null` where the NFT does not exist at that block. */
async function collectStatically(tokenId: bigint, owner: Address, blockNumber: number): Promise<Pair | null> {
  const data = encodeCollect(tokenId, owner, [maxUint128, maxUint128])
  const call = { from: owner, to: replica.story.deployment.positionManager, data }
  try {
    const answer = await requestRaw<Hex>(replica.client, 'eth_call', [call, formatQuantity(blockNumber)])
    return decodeFunctionResult({ abi: positionManagerAbi, functionName: 'collect', data: answer })
  } catch (error) {
    // The position manager forgets a burned NFT, and has not heard yet of one that is minted later.
    if (String(error).includes('operator query for nonexistent token')) return null
    throw error
  }
}

interface Comparison {
  readonly compared: number
  readonly withSomething: number
}

async function compareAll(blockNumber: number): Promise<Comparison> {
  const snapshots = await fetchSnapshots(chain, deploymentOf(chain), positions.map(positionOf), blockNumber)
  let compared = 0
  let withSomething = 0
  for (const [index, { tokenId, owner }] of positions.entries()) {
    const { liquidity, collectable } = snapshots[index] as Snapshot
    const truth = await collectStatically(tokenId, owner, blockNumber)
    expect([tokenId, collectable]).toEqual([tokenId, truth ?? [0n, 0n]])
    if (truth === null) expect(liquidity).toBe(0n)
    else compared++
    if (collectable[0] > 0n || collectable[1] > 0n) withSomething++
  }
  return { compared, withSomething }
}

describe('uncollected fees and owed principal equal a static collect to the last unit', () => {
  test('for 1,000 random positions at the latest block', async () => {
    const { compared, withSomething } = await compareAll(latestBlock)
    expect(compared).toBeGreaterThanOrEqual(1_000)
    expect(withSomething).toBeGreaterThan(500)
  })

  test('in the middle of the history, where some positions do not exist yet', async () => {
    const { compared, withSomething } = await compareAll(Math.round((firstBlock + latestBlock) / 2))
    expect(compared).toBeGreaterThan(100)
    expect(compared).toBeLessThan(positions.length)
    expect(withSomething).toBeGreaterThan(50)
  })
})

test("increases less decreases equal the contract's liquidity for every position", async () => {
  const asked = positions.map(positionOf)
  const range = { fromBlock: 0, toBlock: latestBlock }
  const histories = await fetchHistories(chain, deploymentOf(chain), asked, range)
  const snapshots = await fetchSnapshots(chain, deploymentOf(chain), asked, latestBlock)
  histories.forEach(({ events, missing }, index) => {
    expect(missing).toBeUndefined()
    const liquidity = events.reduce((sum, event) => {
      if (event.type === 'deposit') return sum + event.liquidity
      return event.type === 'withdraw' ? sum - event.liquidity : sum
    }, 0n)
    expect(liquidity).toBe(snapshots[index]?.liquidity)
    expect(liquidity).toBe(positions[index]?.liquidity)
  })
})

test('at a block before the NFT, the pool and even Multicall3: nothing is in it', async () => {
  const [position] = positions
  const asked = [positionOf(position as StoryPosition)]
  const [snapshot] = await fetchSnapshots(chain, deploymentOf(chain), asked, firstBlock)
  expect(snapshot).toMatchObject({ liquidity: 0n, collectable: [0n, 0n], secondsInside: null })
})
