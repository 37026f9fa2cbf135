import { encodeFunctionData, parseAbi } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requestRaw } from '../../../e2e/devnet/devnetClient'
import { computeFullRange } from '../../../e2e/devnet/poolPrice'
import { startReplica } from '../../../e2e/devnet/startReplica'
import type { Replica, StoryScript } from '../../../e2e/devnet/startReplica'
import type { Story } from '../../../e2e/devnet/story'
import { startRpcProxy } from '../../../e2e/rpcProxy'
import type { RpcProxy } from '../../../e2e/rpcProxy'
import type { RpcScenario } from '../../../e2e/rpcScenario'
import { OLDER_POSITIONS } from '../../domain/coverage'
import type { PositionHistory } from '../../domain/ledger'
import type { Pool } from '../../domain/pool'
import type { Address } from '../../domain/primitives'
import type { Discovered, Held } from '../adapter'
import { computeScanStart } from './computeScanStart'
import { deploymentOf, openTestChain } from './testChain'
import { createUniswapV3Adapter } from './uniswapV3Adapter'

const DAYS = 60
const BLOCKS_A_DAY = 40
const CAP = 10
const cap: RpcScenario['logRange'] = {
  maxBlocks: CAP,
  error: { code: -32_602, message: `query exceeds max block range ${CAP}` },
}

interface Cast {
  readonly alice: Address
  /** Received, kept and emptied ones: what she holds now. */
  readonly held: readonly string[]
  readonly burned: readonly string[]
  readonly given: string
  /** Somebody else's deposits in a farm that became hers: one is still there, one was taken out by the other after it was theirs again. */
  readonly farmed: string
  readonly lent: string
  /** A pool that came later, and the block of its `Initialize`. */
  readonly younger: { readonly address: Address; readonly firstBlock: number }
}

/** Somebody opens a position each day; alice comes twice: early, and again in the last quarter. Bob gives her deposits in a farm. */
const longPast: StoryScript<Cast> = { chainId: 1, days: DAYS + 2, feeds: [], tell: tellLongPast }

async function tellLongPast(story: Story): Promise<Cast> {
  const { weth, usdc, positionManager } = story.deployment
  const [alice, bob, crowd] = [story.wallet('alice'), story.wallet('bob'), story.wallet('crowd')]
  await story.fund([alice, bob, crowd], { eth: 1_000, weth: 1e5, usdc: 1e9 }, [positionManager])
  const pool = await story.createPool(weth, usdc, 500, 2_500)
  const range = computeFullRange(pool.tickSpacing)
  const open = async (wallet: typeof alice) => (await wallet.mint(pool, range, { worth: 1_000 })).tokenId
  const ids = new Map<string, bigint>()
  const { staker } = story.deployment
  const idOf = (name: string) => ids.get(name) as bigint
  const callFarm = (from: typeof alice, functionName: 'transferDeposit' | 'withdrawToken', args: readonly unknown[]) =>
    from.send(functionName, staker, encodeFunctionData({ abi: farmAbi, functionName, args: args as never }))
  const giveDeposit = async (name: string) => {
    ids.set(name, await open(bob))
    const args = [bob.address, staker, idOf(name)] as const
    await bob.manage('deposit', encodeFunctionData({ abi: nftAbi, functionName: 'safeTransferFrom', args }))
    await callFarm(bob, 'transferDeposit', [idOf(name), alice.address])
  }
  let younger: Cast['younger'] | null = null
  const acts: Record<number, () => Promise<unknown>> = {
    5: async () => ids.set('burned', await open(alice)),
    6: async () => ids.set('given', await open(alice)),
    8: () => alice.close(idOf('burned')),
    9: () => alice.transfer(idOf('given'), bob.address),
    10: () => giveDeposit('lent'),
    11: () => callFarm(alice, 'transferDeposit', [idOf('lent'), bob.address]),
    12: () => callFarm(bob, 'withdrawToken', [idOf('lent'), bob.address, '0x']),
    20: async () => {
      const { address, tickSpacing } = await story.createPool(weth, usdc, 3000, 2_500)
      younger = { address, firstBlock: Number(await story.client.getBlockNumber()) }
      const latest = story.pools.at(-1) as typeof pool
      await bob.mint(latest, computeFullRange(tickSpacing), { worth: 1_000 })
    },
    30: async () => ids.set('received', await open(bob)),
    45: async () => ids.set('kept', await open(alice)),
    46: () => giveDeposit('farmed'),
    47: async () => ids.set('emptied', await open(alice)),
    50: () => alice.withdrawAndCollect(idOf('emptied'), { share: 1 }),
    55: () => bob.transfer(idOf('received'), alice.address),
  }
  for (let day = 1; day <= DAYS; day++) {
    story.at(day)
    await open(crowd)
    await acts[day]?.()
    await requestRaw(story.client, 'anvil_mine', [BLOCKS_A_DAY, 1])
  }
  story.at(DAYS + 1)
  await story.blocks.mineEmpty()
  const nameOf = (name: string) => String(idOf(name))
  return {
    alice: alice.address,
    held: ['received', 'kept', 'emptied'].map(nameOf),
    burned: ['burned'].map(nameOf),
    given: nameOf('given'),
    farmed: nameOf('farmed'),
    lent: nameOf('lent'),
    younger: younger as unknown as Cast['younger'],
  }
}

let replica: Replica<Cast>
let proxy: RpcProxy
let blockNumber: number
/** Requests of one filter over all blocks. */
let fullScan: number

beforeAll(async () => {
  replica = await startReplica(longPast)
  proxy = await startRpcProxy(replica.rpcUrl)
  blockNumber = Number(await replica.client.getBlockNumber())
  const { startBlock } = deploymentOf(await openTestChain(replica.rpcUrl, 1))
  fullScan = Math.ceil((blockNumber - computeScanStart({ startBlock }, blockNumber)) / CAP)
})
afterAll(async () => {
  await proxy.stop()
  await replica.stop()
})

interface Step {
  readonly logRequests: number
  readonly discovered: Discovered
}

interface Search {
  readonly steps: readonly Step[]
  /** What the contracts said at once, after how many requests for logs. */
  readonly held: readonly { readonly logRequests: number; readonly held: Held }[]
}

/** Looks for alice's positions, and notes what was shown after how many requests. */
async function search(scenario: RpcScenario): Promise<Search> {
  proxy.use(scenario)
  const chain = await openTestChain(proxy.url, 1)
  proxy.reset()
  const steps: Step[] = []
  const held: { logRequests: number; held: Held }[] = []
  const countLogRequests = () => proxy.counts.get('eth_getLogs') ?? 0
  const onFound = (discovered: Discovered) => void steps.push({ logRequests: countLogRequests(), discovered })
  const onHeld = (now: Held) => void held.push({ logRequests: countLogRequests(), held: now })
  const adapter = createUniswapV3Adapter(deploymentOf(chain))
  onFound(await adapter.discover(chain, replica.cast.alice, blockNumber, { onHeld, onFound }))
  return { steps, held }
}

const farmAbi = parseAbi([
  'function transferDeposit(uint256 tokenId, address to)',
  'function withdrawToken(uint256 tokenId, address to, bytes data)',
])
const nftAbi = parseAbi(['function safeTransferFrom(address from, address to, uint256 tokenId)'])

const idsOf = ({ positions }: Held) => positions.map(({ id }) => id).sort()

describe.each([
  ['with archive state', { logRange: cap }],
  ['without archive state', { logRange: cap, stateBlocks: 64 }],
])('a wallet’s own past on an endpoint with a cap, %s', (name, scenario) => {
  let steps: readonly Step[]
  let held: Search['held']
  let uncapped: Discovered
  beforeAll(async () => {
    ;({ steps, held } = await search(scenario))
    const [only, ...others] = (await search({})).steps
    expect(others).toEqual([])
    uncapped = (only as Step).discovered
    const counts = steps.map(({ logRequests, discovered }) => `${idsOf(discovered).length} after ${logRequests}`)
    console.log(`${name}: ${counts.join(', ')}; one filter over all blocks takes ${fullScan}`)
  })

  test('what it holds, in farms too, is told by the contracts alone before its logs are read', () => {
    const { cast } = replica
    const [first, ...others] = held as readonly [Search['held'][number], ...Search['held']]
    expect(others).toEqual([])
    expect(idsOf(first.held)).toEqual([...cast.held, cast.farmed].sort())
    expect(first.held.pools).toHaveLength(1)
    // The filters that are refused at first, and some that look for where the oldest mint is meanwhile.
    expect(first.logRequests).toBeLessThan((steps[0] as Step).logRequests / 4)
  })

  test('what it holds is shown first, after reading the logs since the oldest of these mints only', () => {
    const { cast } = replica
    const [first] = steps as readonly [Step, ...Step[]]
    expect(idsOf(first.discovered)).toEqual([...cast.held].sort())
    expect(first.discovered.missing).toEqual([
      { what: OLDER_POSITIONS, why: expect.stringMatching(/looked for/) as string },
    ])
    expect(first.discovered.histories.map(({ position }) => position.id)).toHaveLength(3)
    // Two filters from day 30 on; three refusals at first; few small ones to find where to begin.
    const sinceOldest = 2 * Math.ceil(((DAYS - 30 + 2) * BLOCKS_A_DAY) / CAP)
    expect(first.logRequests).toBeLessThanOrEqual(sinceOldest + 60)
  })

  test('in the end all is found that an endpoint without a cap finds', () => {
    const { discovered } = steps.at(-1) as Step
    expect({ ...discovered, histories: [] }).toEqual({ ...uncapped, histories: [] })
    expect(discovered.missing).toEqual([])
    expect(discovered.histories.map(untilLeft)).toEqual(uncapped.histories.map(untilLeft))
    const { held, burned, given, farmed, lent } = replica.cast
    expect(idsOf(discovered)).toEqual([...held, ...burned, given, farmed, lent].sort())
  })

  test('positions that are gone are read over their own lives only', () => {
    // Two filters over everything for the owner and one for the farms, two over what is held and over what was in a farm, and little else.
    const since = (day: number) => ((DAYS - day + 2) * BLOCKS_A_DAY) / CAP
    const most = 3 * fullScan + 2 * since(30) + 2 * since(10) + 150
    expect((steps.at(-1) as Step).logRequests).toBeLessThanOrEqual(most)
  })
})

describe.each([
  ['with archive state', { logRange: cap }, 60],
  ['without archive state', { logRange: cap, stateBlocks: 64 }, 110],
])('the first block of a pool on an endpoint with a cap, %s', (name, scenario, mostRequests) => {
  test('is found without reading all blocks', async () => {
    const { younger } = replica.cast
    proxy.use({})
    const chain = await openTestChain(proxy.url, 1)
    const adapter = createUniswapV3Adapter(deploymentOf(chain))
    const pool = (await adapter.pool(chain, younger.address, blockNumber)) as Pool
    expect(await adapter.firstBlock(chain, pool, blockNumber)).toBe(younger.firstBlock)

    proxy.use(scenario)
    proxy.reset()
    const capped = await openTestChain(proxy.url, 1)
    expect(await adapter.firstBlock(capped, pool, blockNumber)).toBe(younger.firstBlock)
    console.log(
      `${name}: first block after ${proxy.requests} requests, ${proxy.sequentialDepth} of them one after the other`,
    )
    expect(proxy.requests).toBeLessThanOrEqual(mostRequests)

    const later = younger.firstBlock + 100
    expect(await adapter.firstBlock(capped, pool, blockNumber, Promise.resolve(later))).toBe(later)
    const before = younger.firstBlock - 100
    expect(await adapter.firstBlock(capped, pool, blockNumber, Promise.resolve(before))).toBe(younger.firstBlock)
  })
})

/** A history as far as it concerns alice. */
function untilLeft(history: PositionHistory): PositionHistory {
  const left = history.ownerships.find(({ owner }) => owner === replica.cast.alice)?.to
  if (left === null || left === undefined) return history
  const isBefore = ({ blockNumber: block }: { readonly blockNumber: number }) => block <= left.blockNumber
  return {
    ...history,
    events: history.events.filter(isBefore),
    ownerships: history.ownerships.filter(({ from }) => isBefore(from)),
  }
}
