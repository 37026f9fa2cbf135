import { numberToHex } from 'viem'
import type { Address, Hex } from 'viem'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { requestRaw } from '../../e2e/devnet/devnetClient'
import { computeFullRange } from '../../e2e/devnet/poolPrice'
import { startReplica } from '../../e2e/devnet/startReplica'
import type { Replica } from '../../e2e/devnet/startReplica'
import type { Story } from '../../e2e/devnet/story'
import { sizes } from '../../e2e/faults/limitMessages'
import { findLogRange } from '../../e2e/faults/logQuery'
import type { LogRange } from '../../e2e/faults/logQuery'
import { resultCap } from '../../e2e/faults/resultCap'
import type { RpcFault } from '../../e2e/faults/rpcFault'
import { findStateBlock } from '../../e2e/faults/stateBlock'
import { startRpcProxy } from '../../e2e/rpcProxy'
import type { RpcProxy } from '../../e2e/rpcProxy'
import type { RpcRequest, RpcScenario } from '../../e2e/rpcScenario'
import type { ReportPool } from '../domain/report'
import { poolTopics } from '../protocols/uniswapV3/eventTopics'
import { findPool, makeReport } from './makeReport.fixture'

interface Cast {
  readonly pool: Address
  /** Another pool, in which somebody deposited into the range of the whale's old position since. */
  readonly sharedPool: Address
  readonly retail: Address
  readonly whale: Address
  /** Of the pool, and of its largest position. */
  readonly blocks: { readonly pool: number; readonly whale: number }
}

/** Where the position manager keeps the id of the next NFT, in the lower 22 bytes; above it the number of the next pool. */
const NEXT_ID_SLOT = 13n
const NEXT_ID_BITS = 176n
/** So many NFTs of others since that looking through their ids takes more requests than anything else. */
const NEWEST_ID = 300_000n

/** So few blocks at once that the pool's life takes many requests. */
const CAP = 4
const QUIET_BLOCKS = 60 * CAP
const WAVES = 30

async function setNewestId(story: Story, newest: bigint): Promise<void> {
  const address = story.deployment.positionManager
  const slot = numberToHex(NEXT_ID_SLOT, { size: 32 })
  const word = BigInt((await story.client.getStorageAt({ address, slot })) ?? '0x')
  const nextPoolId = word >> NEXT_ID_BITS
  const changed = numberToHex((nextPoolId << NEXT_ID_BITS) | (newest + 1n), { size: 32 })
  await requestRaw(story.client, 'anvil_setStorageAt', [address, slot, changed])
}

/** A pool whose largest owner came before the window, while others collected again and again; nobody who came later has as much. */
async function tell(story: Story): Promise<Cast> {
  const { weth, usdc, positionManager } = story.deployment
  const [first, whale, retail] = ['first', 'whale', 'retail'].map((name) => story.wallet(name))
  const owners = Array.from({ length: 6 }, (_, index) => story.wallet(`owner ${index + 1}`))
  if (!first || !whale || !retail) throw new Error('Nobody is there.')
  await story.fund([first, whale, retail, ...owners], { eth: 1_000, weth: 1e5, usdc: 1e9 }, [positionManager])
  const pool = await story.createPool(weth, usdc, 3000, 2_500)
  const poolBlock = Number(await story.client.getBlockNumber())
  const shared = await story.createPool(weth, usdc, 500, 2_500)
  const around = (width: number) => ({ from: pool.price * (1 - width), to: pool.price * (1 + width) })

  story.at(0)
  await first.mint(pool, computeFullRange(pool.tickSpacing), { worth: 30_000 })
  await first.mint(shared, around(0.8), { worth: 30_000 })
  await whale.mint(shared, computeFullRange(shared.tickSpacing), { worth: 900_000 })
  const held: bigint[] = []
  for (const [index, owner] of owners.entries()) {
    held.push((await owner.mint(pool, around(0.1 + index / 20), { worth: 2_000 * (index + 1) })).tokenId)
  }
  let whaleBlock = 0
  for (let wave = 0; wave < WAVES; wave += 1) {
    await story.inOneBlock(() => owners.map((owner, index) => owner.collect(held[index] as bigint)))
    if (wave !== WAVES / 2) continue
    whaleBlock = (await whale.mint(pool, around(0.7), { worth: 900_000 })).receipt.blockNumber
  }
  for (let block = 0; block < QUIET_BLOCKS; block += 1) await story.blocks.mineEmpty()
  await setNewestId(story, NEWEST_ID)
  story.at(20)
  await retail.mint(pool, around(0.2), { worth: 1_000 })
  await owners[0]?.mint(pool, around(0.4), { worth: 3_000 })
  await retail.mint(shared, around(0.2), { worth: 1_000 })
  await owners[0]?.mint(shared, computeFullRange(shared.tickSpacing), { worth: 3_000 })
  story.at(40)
  await story.blocks.mineEmpty()
  return {
    pool: pool.address,
    sharedPool: shared.address,
    retail: retail.address,
    whale: whale.address,
    blocks: { pool: poolBlock, whale: whaleBlock },
  }
}

let replica: Replica<Cast>
let proxy: RpcProxy
let whole: ReportPool
/** Deposits that were asked for, and blocks whose state was read, all before the window and answered. */
let deposits: (LogRange & { readonly topics: readonly (Hex | readonly Hex[] | null)[] })[]
let states: number[]

beforeAll(async () => {
  replica = await startReplica({ chainId: 1, days: 40, feeds: [], tell })
  proxy = await startRpcProxy(replica.rpcUrl)
  const { retail, pool } = replica.cast
  whole = findPool(await makeReport(replica.rpcUrl, { wallet: retail, pool }), pool)
})
afterAll(async () => {
  await proxy.stop()
  await replica.stop()
})
beforeEach(() => {
  deposits = []
  states = []
})

/** Notes what reaches the node. */
const watch: RpcFault = async (request, next, endpoint) => {
  const before = whole.window.fromBlock - 1
  const range = await findLogRange(request, endpoint)
  const topics = readTopics(request)
  const isOfPool = JSON.stringify(request.params).toLowerCase().includes(replica.cast.pool.toLowerCase())
  const isForDeposits = isOfPool && [topics[0]].flat().includes(poolTopics.mint)
  if (range !== null && isForDeposits && range.toBlock <= before) deposits.push({ ...range, topics })
  const state = await findStateBlock(request, endpoint)
  if (state !== null && state < before) states.push(state)
  return await next()
}

function readTopics({ method, params }: RpcRequest): readonly (Hex | readonly Hex[] | null)[] {
  return method === 'eth_getLogs' ? (params as [{ topics: readonly (Hex | readonly Hex[] | null)[] }])[0].topics : []
}

async function search(scenario: RpcScenario): Promise<ReportPool> {
  const { retail, pool } = replica.cast
  proxy.use(scenario)
  return findPool(await makeReport(proxy.url, { wallet: retail, pool }), pool)
}

function expectProven(searched: ReportPool): void {
  const { whale } = replica.cast
  expect(whole.whale).toMatchObject({ owner: whale, claim: 'largest' })
  expect(searched.coverage.missing).toEqual([])
  expect(searched.coverage.scanned?.fromBlock).toBe(whole.window.fromBlock)
  expect(searched.whale).toMatchObject({ owner: whale, claim: 'largest' })
  expect(searched.whale?.value).toEqual(whole.whale?.value)
}

const blockCap = {
  maxBlocks: CAP,
  error: { code: -32_602, message: `query exceeds max block range ${CAP}` },
}

test.each([
  ['aims at it by state', {}],
  ['reads back to it without archive state', { stateBlocks: CAP }],
] as const)('a search for a position whose range somebody else touched since %s', async (_, scenario) => {
  const { sharedPool, retail, whale } = replica.cast
  let calls = 0
  const count: RpcFault = async (request, next) => {
    if (request.method === 'eth_call') calls += 1
    return await next()
  }
  proxy.use({ logRange: blockCap, ...scenario, faults: [count] })
  const { coverage, ...searched } = findPool(
    await makeReport(proxy.url, { wallet: retail, pool: sharedPool }),
    sharedPool,
  )
  expect(searched.whale).toMatchObject({ owner: whale, claim: 'largest' })
  expect(coverage.scanned?.fromBlock).toBe(searched.window.fromBlock)
  // Looking through the ids of all NFTs takes more than that.
  expect(calls).toBeLessThan(250)
})

describe('a search where the ids of NFTs are too many', () => {
  test('aims at the largest deposit by state behind a cap on blocks with archive state', async () => {
    expectProven(await search({ logRange: blockCap, faults: [watch] }))
    const { pool, whale } = replica.cast.blocks
    const life = whole.window.fromBlock - pool
    expect(new Set(states).size).toBeGreaterThan(8)
    expect(deposits.some(({ fromBlock, toBlock }) => fromBlock <= whale && whale <= toBlock)).toBe(true)
    expect(deposits.length).toBeLessThan((0.25 * life) / CAP)
  })

  test.each([10, 5])(
    'asks for all deposits at the heaviest ticks at once where only results are limited, to %i',
    async (results) => {
      const [word] = sizes
      if (word === undefined) throw new Error('Nothing says that there are too many results.')
      expectProven(await search({ faults: [resultCap(results, word), watch] }))
      const atTicks = deposits.filter(({ topics }) => Array.isArray(topics[2]) && Array.isArray(topics[3]))
      const { pool, whale } = replica.cast.blocks
      expect(atTicks.length).toBeGreaterThan(0)
      expect(atTicks.every(({ fromBlock, toBlock }) => fromBlock <= pool && whale <= toBlock)).toBe(true)
      // What was read of all blocks before is what showed that they are too many.
      const others = deposits.filter(({ topics }) => !topics.flat().includes(poolTopics.collect))
      expect(others).toEqual(atTicks)
      expect(deposits.length).toBeLessThan(100)
    },
  )
})
