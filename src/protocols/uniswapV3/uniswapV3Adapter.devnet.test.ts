import type { Hex } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startReplica } from '../../../e2e/devnet/startReplica'
import type { Replica } from '../../../e2e/devnet/startReplica'
import { retailNextToWhale } from '../../../e2e/devnet/stories/retailNextToWhale'
import type { RetailNextToWhaleCast } from '../../../e2e/devnet/stories/retailNextToWhaleCast'
import type { ChainClient } from '../../chain/chainClient'
import { fetchReceipts } from '../../chain/fetchReceipts'
import type { PositionEvent, PositionHistory } from '../../domain/ledger'
import type { Pool } from '../../domain/pool'
import type { Address, Pair } from '../../domain/primitives'
import type { Discovered, Holders, ProtocolAdapter } from '../adapter'
import { adaptersOf } from '../registry'
import { createDirectPosition } from './createPosition'
import { openTestChain } from './testChain'

let replica: Replica<RetailNextToWhaleCast>
let cast: RetailNextToWhaleCast
let chain: ChainClient
let adapter: ProtocolAdapter
let latestBlock: number
let retail: Discovered
let holders: Holders
let mainPool: Pool

beforeAll(async () => {
  replica = await startReplica(retailNextToWhale)
  cast = replica.cast
  chain = await openTestChain(replica.rpcUrl, 1)
  const [first] = adaptersOf(chain.config)
  if (first === undefined) throw new Error('Ethereum has no adapter.')
  adapter = first
  latestBlock = Number(await replica.client.getBlockNumber())
  retail = await adapter.discover(chain, cast.retail, latestBlock)
  mainPool = (await adapter.pool(chain, cast.pools.usdcWeth500, latestBlock)) as Pool
  holders = await adapter.holders(chain, mainPool, { fromBlock: 0, toBlock: latestBlock })
})
afterAll(() => replica.stop())

const typesOf = (events: readonly PositionEvent[]) => events.map((event) => event.type)
const ownersOf = ({ ownerships }: PositionHistory) => ownerships.map(({ owner }) => owner)
const sumLiquidity = ({ events }: PositionHistory) =>
  events.reduce((sum, event) => {
    if (event.type === 'deposit') return sum + event.liquidity
    return event.type === 'withdraw' ? sum - event.liquidity : sum
  }, 0n)

describe('discover', () => {
  test('finds open, emptied, burned, staked, transferred in and transferred out, and nothing else', () => {
    const expected = Object.values(cast.positions).map(String)
    expect(retail.positions.map(({ id }) => id).sort()).toEqual(expected.sort())
    expect(retail.missing).toEqual([])
  })

  test('brings the same histories as when they are asked for', async () => {
    const range = { fromBlock: 0, toBlock: latestBlock }
    expect(retail.histories).toEqual(await adapter.history(chain, retail.positions, range))
    const vault = await adapter.discover(chain, cast.vault, latestBlock)
    expect(vault.histories).toEqual(await adapter.history(chain, vault.positions, range))
    expect(vault.scanned).toEqual({ fromBlock: replica.story.deployment.factoryBlock, toBlock: latestBlock })
  })

  test('names the pools and their tokens', () => {
    const pools = new Map(retail.pools.map((pool) => [pool.address, pool]))
    expect([...pools.keys()].sort()).toEqual(Object.values(cast.pools).sort())
    const { usdc, weth } = replica.story.deployment
    expect(pools.get(cast.pools.usdcWeth500)).toEqual({
      chainId: 1,
      protocol: 'uniswap-v3',
      address: cast.pools.usdcWeth500,
      token0: { address: usdc.address, symbol: 'USDC', decimals: 6 },
      token1: { address: weth.address, symbol: 'WETH', decimals: 18 },
      feePpm: 500,
      tickSpacing: 10,
    })
  })

  test('knows pool and ticks of every position, the burned one too', () => {
    for (const position of retail.positions) {
      const { pool, tickLower, tickUpper } = replica.story.position(BigInt(position.id))
      expect(position).toEqual({
        id: position.id,
        kind: 'nft',
        pool: pool.address,
        poolOwner: replica.story.deployment.positionManager,
        tickLower,
        tickUpper,
      })
    }
  })

  test('reads at the block it is given: before the first mint there is nothing', async () => {
    const receipt = await replica.client.getTransactionReceipt({ hash: cast.transactions.firstMint })
    const before = await adapter.discover(chain, cast.retail, Number(receipt.blockNumber) - 1)
    expect(before).toMatchObject({ pools: [], positions: [], histories: [], missing: [] })
  })

  test("a contract's liquidity in the pool itself, and its NFTs", async () => {
    const vault = await adapter.discover(chain, cast.vault, latestBlock)
    const direct = createDirectPosition({ pool: cast.pools.usdcWeth500, poolOwner: cast.vault, ...cast.vaultTicks })
    expect(vault).toMatchObject({ positions: [direct], missing: [] })
    expect(vault.pools.map(({ address }) => address)).toEqual([cast.pools.usdcWeth500])
    const account = await adapter.discover(chain, cast.smartAccount, latestBlock)
    expect(account.positions.map(({ id }) => id)).toEqual([String(cast.smartAccountPosition)])
  })

  test('an address without positions has none, and nothing is missing', async () => {
    expect(await adapter.discover(chain, cast.keeper, latestBlock)).toMatchObject({
      pools: [],
      positions: [],
      histories: [],
      missing: [],
    })
    const zero = '0x0000000000000000000000000000000000000000'
    expect(await adapter.discover(chain, zero, latestBlock)).toMatchObject({
      pools: [],
      positions: [],
      histories: [],
      missing: [],
    })
  })
})

function fetchPriceAt(blockNumber: number) {
  return adapter.poolState(chain, mainPool, blockNumber)
}

describe('holders', () => {
  test("are complete: what is in range adds up to the pool's own liquidity", async () => {
    const { tick, liquidity } = await adapter.poolState(chain, mainPool, latestBlock)
    const inRange = holders.histories.filter(({ position }) => position.tickLower <= tick && tick < position.tickUpper)
    expect(inRange.reduce((sum, history) => sum + sumLiquidity(history), 0n)).toBe(liquidity)
    expect(holders.missing).toEqual([])
    expect(holders.scanned).toEqual({ fromBlock: replica.story.deployment.factoryBlock, toBlock: latestBlock })
  })

  test('are all who ever were in the pool: whale, crowd, contracts, the one-block provider', () => {
    const owners = new Set(holders.histories.flatMap(ownersOf))
    for (const owner of [cast.retail, cast.whale, cast.jit, cast.smartAccount, cast.vault, ...cast.crowd]) {
      expect(owners).toContain(owner)
    }
    const expected = replica.story.positions().filter(({ pool }) => pool.address === mainPool.address)
    expect(holders.histories.filter(({ position }) => position.kind === 'nft')).toHaveLength(expected.length)
  })

  test('liquidity without an NFT has its events and its snapshot', async () => {
    const direct = holders.histories.find(({ position }) => position.kind === 'direct') as PositionHistory
    expect(typesOf(direct.events)).toEqual(['deposit', 'collect'])
    expect(ownersOf(direct)).toEqual([cast.vault])
    const [snapshot] = await adapter.snapshot(chain, [direct.position], latestBlock)
    expect(snapshot?.liquidity).toBe(cast.vaultLiquidity)
    const collect = direct.events[1] as PositionEvent & { amounts: Pair }
    const [before] = await adapter.snapshot(chain, [direct.position], collect.blockNumber - 1)
    expect(before?.collectable).toEqual(collect.amounts)
  })
})

describe('pool', () => {
  test('is believed only where the factory stands behind the address', async () => {
    expect(mainPool.address).toBe(cast.pools.usdcWeth500)
    const lowerCase = cast.pools.usdcWeth500.toLowerCase() as Address
    expect(await adapter.pool(chain, lowerCase, latestBlock)).toEqual(mainPool)
    expect(await adapter.pool(chain, cast.retail, latestBlock)).toBeNull()
    expect(await adapter.pool(chain, cast.smartAccount, latestBlock)).toBeNull()
    expect(await adapter.pool(chain, replica.story.deployment.usdc.address, latestBlock)).toBeNull()
  })

  test('a contract that copies a pool, word for word, is none', async () => {
    const impostor = '0x00000000000000000000000000000000000BAD00'
    const code = (await replica.client.getCode({ address: cast.pools.usdcWeth500 })) as Hex
    await replica.client.setCode({ address: impostor, bytecode: code })
    await replica.client.mine({ blocks: 1 })
    expect(await adapter.pool(chain, impostor, latestBlock + 1)).toBeNull()
  })

  test('its first block is the one of Initialize', async () => {
    const first = await adapter.firstBlock(chain, mainPool, latestBlock)
    expect(first).not.toBeNull()
    const { sqrtPriceX96 } = await fetchPriceAt(first as number)
    expect(sqrtPriceX96).toBeGreaterThan(0n)
    expect(await adapter.firstBlock(chain, mainPool, (first as number) - 1)).toBeNull()
  })

  test('tokens are read by address, in the order asked for', async () => {
    const { usdc, weth, positionManager } = replica.story.deployment
    const tokens = await adapter.tokens(chain, [weth.address, positionManager, usdc.address], latestBlock)
    expect(tokens.map(({ symbol, decimals }) => [symbol, decimals])).toEqual([
      ['WETH', 18],
      ['UNI-V3-POS', null],
      ['USDC', 6],
    ])
  })
})

test("prices from logs are the pool's own at any block, and none before Initialize", async () => {
  const first = (await adapter.firstBlock(chain, mainPool, latestBlock)) as number
  const span = latestBlock - first
  const blocks = Array.from({ length: 40 }, (_, index) => first + Math.round((span * index) / 39))
  const prices = await adapter.pricesFromLogs(chain, mainPool, [...blocks, first - 1, first - 2])
  for (const block of blocks) expect(prices.get(block)).toBe((await fetchPriceAt(block)).sqrtPriceX96)
  expect(prices.size).toBe(new Set(blocks).size)
})

test('approvals: of the tokens and of an operator, and what transfers clear, which touches a position', async () => {
  const range = { fromBlock: 0, toBlock: latestBlock }
  const approvals = await adapter.approvals(chain, cast.retail, retail.pools, range)
  const receipts = await fetchReceipts(
    chain,
    approvals.map(({ transactionHash }) => transactionHash),
  )
  const isAlone = (hash: Hex) => adapter.touchedPositions(receipts.get(hash) as never).length === 0
  const operatorApproval = replica.story.entries.find(({ action }) => action === 'approveOperator')
  const { usdc, weth, rndr } = replica.story.deployment
  const [ofUsdc, ofWeth, ofRndr] = cast.transactions.approvals
  const expected = [
    { transactionHash: ofUsdc, subject: { token: usdc.address } },
    { transactionHash: ofWeth, subject: { token: weth.address } },
    { transactionHash: ofRndr, subject: { token: rndr.address } },
    {
      transactionHash: operatorApproval?.receipt.transactionHash,
      subject: { positionId: String(cast.positions.open) },
    },
  ].map((approval) => ({ ...approval, blockNumber: receipts.get(approval.transactionHash as Hex)?.blockNumber }))
  expect(approvals.filter(({ transactionHash }) => isAlone(transactionHash))).toEqual(expected)
  const cleared = approvals.filter(({ transactionHash }) => !isAlone(transactionHash))
  expect(cleared.map(({ transactionHash }) => transactionHash)).toContain(cast.transactions.transferOut)
})

test('a transaction touches each of its positions once', async () => {
  const { collectTogether, transferIn, claim } = cast.transactions
  const receipts = await fetchReceipts(chain, [collectTogether, transferIn, claim])
  const touched = (hash: Hex) => adapter.touchedPositions(receipts.get(hash) as never)
  const { open, openOther, transferredIn } = cast.positions
  expect([...touched(collectTogether)].sort()).toEqual([open, openOther].map(String).sort())
  expect(touched(transferIn)).toEqual([String(transferredIn)])
  expect(touched(claim)).toEqual([])
})
