import { encodeFunctionData, parseAbi } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRandom } from '../../../e2e/devnet/random'
import { startReplica } from '../../../e2e/devnet/startReplica'
import type { Replica } from '../../../e2e/devnet/startReplica'
import { randomPositions } from '../../../e2e/devnet/stories/randomPositions'
import type { RandomPositionsCast } from '../../../e2e/devnet/stories/randomPositions'
import { startRpcProxy } from '../../../e2e/rpcProxy'
import type { RpcProxy } from '../../../e2e/rpcProxy'
import type { ChainClient } from '../../chain/chainClient'
import type { PositionHistory } from '../../domain/ledger'
import type { Pool } from '../../domain/pool'
import type { Snapshot } from '../../domain/position'
import type { Address } from '../../domain/primitives'
import { ReplayError } from '../../errors'
import type { ProtocolAdapter } from '../adapter'
import { poolTopics } from './eventTopics'
import { arePoolLogsRead } from './fetchPoolLogs'
import { deploymentOf, openTestChain } from './testChain'
import { createUniswapV3Adapter } from './uniswapV3Adapter'

const limits = { fewRequests: 100, fewLogs: 100_000 }

let replica: Replica<RandomPositionsCast>
let proxy: RpcProxy
let archive: ChainClient
let chain: ChainClient
let adapter: ProtocolAdapter
let blockNumber: number

beforeAll(async () => {
  replica = await startReplica(randomPositions({ seed: 7, count: 160 }))
  // Tokens that fit into a pool's flash loan and swaps that end within a tick: the story's own swaps all end at a price limit.
  await swapExactly(replica)
  blockNumber = Number(await replica.client.getBlockNumber())
  proxy = await startRpcProxy(replica.rpcUrl, { stateBlocks: 1 })
  archive = await openTestChain(replica.rpcUrl, 1)
  chain = await openTestChain(proxy.url, 1)
  adapter = createUniswapV3Adapter(deploymentOf(chain))
})
afterAll(async () => {
  await proxy.stop()
  await replica.stop()
})

/** Swaps of exact amounts, in and out, that end wherever they end. */
async function swapExactly({ story }: Replica<RandomPositionsCast>): Promise<void> {
  const random = createRandom(3)
  const trader = story.wallet('trader')
  const abi = parseAbi([
    'struct Params { address tokenIn; address tokenOut; uint24 fee; address recipient; uint256 deadline; uint256 amountOut; uint256 amountInMaximum; uint160 sqrtPriceLimitX96; }',
    'function exactOutputSingle(Params params) payable returns (uint256 amountIn)',
  ])
  for (let round = 0; round < 6; round++) {
    for (const pool of story.pools) {
      const worth = pool.amountsOfWorth(
        {
          tickLower: pool.tick - 60_000 - (pool.tick % pool.tickSpacing),
          tickUpper: pool.tick + 60_000 - (pool.tick % pool.tickSpacing),
        },
        random.between(1, 3_000),
      )
      const [tokenIn, tokenOut] = random.next() < 0.5 ? [pool.token0, pool.token1] : [pool.token1, pool.token0]
      const amount = tokenIn === pool.token0 ? worth[0] : worth[1]
      await trader.swap(pool, tokenIn, amount)
      const params = {
        tokenIn: tokenOut.address,
        tokenOut: tokenIn.address,
        fee: pool.fee,
        recipient: trader.address,
        deadline: 10n ** 12n,
        amountOut: amount / 3n + 1n,
        amountInMaximum: 2n ** 200n,
        sqrtPriceLimitX96: 0n,
      }
      const data = encodeFunctionData({ abi, functionName: 'exactOutputSingle', args: [params] })
      await trader.send('swap exact out', story.deployment.swapRouter, data, { gas: 30_000_000n })
    }
  }
}

async function readPool(address: Address): Promise<Pool> {
  const pool = await adapter.pool(archive, address, blockNumber)
  if (pool === null) throw new Error(`There is no pool at ${address}.`)
  return pool
}

async function readHistories(address: Address): Promise<readonly PositionHistory[]> {
  const pool = await readPool(address)
  return (await adapter.holders(archive, pool, { fromBlock: 0, toBlock: blockNumber })).histories
}

/** Without the count of seconds where the pool's own began anew in between. */
/** Without what only a read of the contracts notes. */
function comparable(
  { positionId, blockNumber: block, liquidity, collectable, secondsInside }: Snapshot,
  isCounted: boolean,
) {
  return { positionId, block, liquidity, collectable, ...(isCounted && { secondsInside }) }
}

test('states of past blocks from swaps alone are the contracts’ own, to the last unit', async () => {
  const random = createRandom(11)
  let compared = 0
  let withFees = 0
  for (const { address } of replica.cast.pools) {
    const pool = await readPool(address)
    const histories = await readHistories(address)
    const firstBlock = Math.min(...histories.flatMap(({ events }) => events.map((event) => event.blockNumber)))
    const blocks = Array.from({ length: 6 }, () => random.integer(firstBlock, blockNumber - 2))
    const needs = blocks.flatMap((block) => histories.map((history) => ({ history, blockNumber: block })))
    const states = await adapter.snapshotsFromLogs(chain, pool, needs, blockNumber, limits)
    const positions = histories.map(({ position }) => position)
    const now = new Map(
      (await adapter.snapshot(archive, positions, blockNumber)).map((state) => [state.positionId, state]),
    )
    for (const block of blocks) {
      const own = new Map(
        states.filter((state) => state.blockNumber === block).map((state) => [state.positionId, state]),
      )
      for (const expected of await adapter.snapshot(archive, positions, block)) {
        // While a position has liquidity its ticks stay: the pool's count then and its count now have the same beginning.
        const isCounted = expected.liquidity > 0n && (now.get(expected.positionId) as Snapshot).liquidity > 0n
        const state = own.get(expected.positionId)
        expect(state, `position ${expected.positionId} at ${block}`).toBeDefined()
        expect(comparable(state as Snapshot, isCounted)).toEqual(comparable(expected, isCounted))
        compared++
        if (expected.collectable[0] > 0n || expected.collectable[1] > 0n) withFees++
      }
    }
  }
  console.log(`${compared} states of past blocks compared, ${withFees} of them with something to collect`)
  expect(withFees).toBeGreaterThan(200)
})

test('prices of many blocks from one reading of the logs are the pool’s own', async () => {
  for (const { address } of replica.cast.pools) {
    const pool = await readPool(address)
    const first = (await adapter.firstBlock(archive, pool, blockNumber)) as number
    const blocks = Array.from({ length: 40 }, (_, index) => first - 1 + index * 3).filter(
      (block) => block < blockNumber,
    )
    const reader: ChainClient = { ...chain, memo: new Map() }
    const prices = await adapter.pricesFromLogs(reader, pool, blocks, blockNumber)
    expect(arePoolLogsRead(reader, pool, { fromBlock: first, toBlock: blockNumber })).toBe(true)
    const expected = blocks.slice(1).map(async (block) => {
      return [block, (await adapter.poolState(archive, pool, block)).sqrtPriceX96] as const
    })
    expect([...prices]).toEqual(await Promise.all(expected))
  }
})

test('the price, tick and active liquidity of many blocks from the last swaps and what came and went since are the pool’s own', async () => {
  for (const { address } of replica.cast.pools) {
    const pool = await readPool(address)
    const first = (await adapter.firstBlock(archive, pool, blockNumber)) as number
    const blocks = Array.from({ length: 40 }, (_, index) => first - 1 + index * 3).filter((at) => at < blockNumber)
    const states = await adapter.statesFromLogs(chain, pool, blocks)
    const expected = blocks.slice(1).map(async (at) => [at, await adapter.poolState(archive, pool, at)] as const)
    expect([...states].sort(([a], [b]) => a - b)).toEqual(await Promise.all(expected))
  }
})

test('a swap that the endpoint does not give is noticed', async () => {
  const [{ address }] = replica.cast.pools as [RandomPositionsCast['pools'][number]]
  const pool = await readPool(address)
  const histories = await readHistories(address)
  const block = blockNumber - 60
  let dropped = 0
  const partial: ChainClient = {
    ...chain,
    memo: new Map(),
    request: async (method, params) => {
      const answer = await chain.request(method, params)
      if (method !== 'eth_getLogs' || !Array.isArray(answer)) return answer
      const swaps = (answer as { topics: string[] }[]).filter(({ topics }) => topics[0] === poolTopics.swap)
      const hidden = swaps[Math.floor(swaps.length / 2)]
      if (swaps.length > 4) dropped++
      return swaps.length > 4 ? (answer as unknown[]).filter((log) => log !== hidden) : (answer as unknown[])
    },
  }
  const needs = histories.map((history) => ({ history, blockNumber: block }))
  await expect(adapter.snapshotsFromLogs(partial, pool, needs, blockNumber, limits)).rejects.toThrow(ReplayError)
  // Prices are then read block by block, where few swaps are asked for at once.
  const blocks = [block - 40, block - 20, block]
  const prices = await adapter.pricesFromLogs(partial, pool, blocks, blockNumber)
  for (const at of blocks) expect(prices.get(at)).toBe((await adapter.poolState(archive, pool, at)).sqrtPriceX96)
  expect(dropped).toBeGreaterThan(0)
})

test('no price is taken from logs that do not lead to the price that the pool has', async () => {
  const [{ address }] = replica.cast.pools as [RandomPositionsCast['pools'][number]]
  const pool = await readPool(address)
  let requests = 0
  const withoutSwaps: ChainClient = {
    ...chain,
    memo: new Map(),
    request: async (method, params) => {
      requests++
      const answer = await chain.request(method, params)
      if (method !== 'eth_getLogs' || !Array.isArray(answer)) return answer
      return (answer as { topics: string[] }[]).filter(({ topics }) => topics[0] !== poolTopics.swap)
    },
  }
  expect((await adapter.pricesFromLogs(chain, pool, [blockNumber - 20, blockNumber - 10], blockNumber)).size).toBe(2)
  const read = (blocks: readonly number[]) => adapter.pricesFromLogs(withoutSwaps, pool, blocks, blockNumber)
  expect(await read([blockNumber - 20, blockNumber - 10])).toEqual(new Map())
  // Nor is it asked for again and again.
  for (const ago of [30, 40]) expect(await read([blockNumber - ago])).toEqual(new Map())
  const before = requests
  expect(await read([blockNumber - 50])).toEqual(new Map())
  expect(requests).toBe(before)
})
