import type { Address } from 'viem'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { computeFullRange, computeLiquidityOfWorth } from '../../e2e/devnet/poolPrice'
import { startReplica } from '../../e2e/devnet/startReplica'
import type { Replica } from '../../e2e/devnet/startReplica'
import type { Story } from '../../e2e/devnet/story'
import { StoryVault } from '../../e2e/devnet/storyVault'
import { startRpcProxy } from '../../e2e/rpcProxy'
import type { RpcProxy } from '../../e2e/rpcProxy'
import type { ReportWhale } from '../domain/report'
import { makePoolReport } from './everyone/makePoolReport.fixture'
import { makePoolReportSince } from './makePoolReportSince.fixture'

/** How a whale had left the pool before it came back; the last one never was there. */
const pasts = ['burned', 'gave away', 'withdrew as a contract', 'never came'] as const

type Past = (typeof pasts)[number]

interface Return {
  readonly pool: Address
  readonly block: number
}

interface Cast {
  readonly retail: Address
  readonly returns: Readonly<Record<Past, Return>>
}

/** So few blocks at once that a pool's life takes many requests. */
const CAP = 4
const QUIET_BLOCKS = 30 * CAP
const logRange = { maxBlocks: CAP, error: { code: -32_602, message: `query exceeds max block range ${CAP}` } }
const pools = [
  ['burned', 500, 2_500],
  ['gave away', 3000, 2_500],
  ['withdrew as a contract', 10_000, 2_500],
  ['never came', 500, 40_000],
] as const

/** In each pool a whale comes, or comes back, and earns fees in the block in which it does. */
async function tell(story: Story): Promise<Cast> {
  const { weth, wbtc, usdc, positionManager, swapRouter } = story.deployment
  const [retail, trader] = [story.wallet('retail'), story.wallet('trader')]
  const funds = { eth: 1_000, weth: 1e5, usdc: 1e9, wbtc: 1e4 }
  await story.fund([retail], funds, [positionManager])
  await story.fund([trader], funds, [swapRouter])
  const returns: Partial<Record<Past, Return>> = {}
  const later: (() => Promise<void>)[] = []
  story.at(0)
  for (const [past, fee, price] of pools) {
    const pool = await story.createPool(past === 'never came' ? wbtc : weth, usdc, fee, price)
    const around = (width: number) => pool.ticks({ from: pool.price * (1 - width), to: pool.price * (1 + width) })
    const [whale, heir] = [story.wallet(`whale that ${past}`), story.wallet(`heir of the whale that ${past}`)]
    await story.fund([whale, heir], funds, [positionManager])
    await heir.mint(pool, computeFullRange(pool.tickSpacing), { worth: 20_000 })
    await retail.mint(pool, around(0.2), { worth: 1_000 })
    const comeBack = (enter: () => Promise<{ readonly blockNumber: number }>) =>
      later.push(async () => {
        returns[past] = { pool: pool.address, block: (await enter()).blockNumber }
        await trader.swapTo(pool, pool.price * 1.01)
      })
    if (past === 'withdrew as a contract') {
      const vault = await StoryVault.deploy(story, whale, pool)
      await story.fund([vault.account], funds)
      const ticks = around(0.3)
      const liquidity = computeLiquidityOfWorth(pool, pool.sqrtPriceX96, ticks, 500_000)
      await vault.deposit(ticks, liquidity)
      await vault.withdraw(ticks, liquidity)
      comeBack(() => vault.deposit(around(0.4), liquidity))
      continue
    }
    comeBack(async () => (await whale.mint(pool, around(0.4), { worth: 500_000 })).receipt)
    if (past === 'never came') continue
    const { tokenId } = await whale.mint(pool, around(0.3), { worth: 500_000 })
    if (past === 'burned') await whale.close(tokenId)
    else await whale.withdrawAndCollect(tokenId, { share: 1 })
    if (past === 'gave away') await whale.transfer(tokenId, heir.address)
  }
  for (let block = 0; block < QUIET_BLOCKS; block += 1) await story.blocks.mineEmpty()
  // A week before the end.
  story.at(3)
  for (const act of later) await act()
  story.at(10)
  await story.blocks.mineEmpty()
  return { retail: retail.address, returns: returns as Cast['returns'] }
}

let replica: Replica<Cast>
let proxy: RpcProxy

beforeAll(async () => {
  replica = await startReplica({ chainId: 1, days: 10, feeds: [], tell })
  proxy = await startRpcProxy(replica.rpcUrl)
})
afterAll(async () => {
  await proxy.stop()
  await replica.stop()
})

beforeEach(() => proxy.use({ logRange }))

/** Approvals of before the window are listed for those who come for the first time, and a search does not read them. */
function withoutApprovals(whale: ReportWhale | null) {
  if (whale === null) return null
  const transactions = whale.evidence.transactions.filter(({ kind }) => kind !== 'approval')
  return { ...whale, gas: { ...whale.gas, approvalsWei: null }, evidence: { ...whale.evidence, transactions } }
}

test.each(pasts)(
  'a search counts the window’s first block for a whale that comes in it as a full scan does: it %s before',
  async (past) => {
    const { retail, returns } = replica.cast
    const { pool, block: fromBlock } = returns[past]
    const question = { wallet: retail, pool, fromBlock }
    const [whole, searched] = [
      await makePoolReportSince(replica.rpcUrl, question),
      await makePoolReportSince(proxy.url, question),
    ]
    expect(searched.coverage.proof).toMatch(/^Proven largest/)
    expect(whole.whale?.gas.wei === '0').toBe(past !== 'never came')
    expect(withoutApprovals(searched.whale)).toEqual(withoutApprovals(whole.whale))
  },
)

test('without archive state a whale that comes back in the window’s first block is proven', async () => {
  const { retail, returns } = replica.cast
  const { pool, block: fromBlock } = returns.burned
  const question = { wallet: retail, pool, fromBlock }
  const whole = await makePoolReportSince(replica.rpcUrl, question)
  proxy.use({ logRange, stateBlocks: CAP })
  const searched = await makePoolReportSince(proxy.url, question)
  expect(searched.whale).toMatchObject({ owner: whole.whale?.owner, claim: 'largest' })
  expect(searched.whale?.value.capitalYears).toBe(whole.whale?.value.capitalYears)
})

test('the pool’s page counts it so for everybody who comes in that block', async () => {
  const { pool, block } = replica.cast.returns.burned
  const whole = await makePoolReport(replica.rpcUrl, { pool, window: '7d' })
  const searched = await makePoolReport(proxy.url, { pool, window: '7d' })
  expect(whole.window.fromBlock).toBe(block)
  expect(searched.owners).toEqual(whole.owners)
})
