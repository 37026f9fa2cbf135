import type { Address } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DevnetToken } from '../../e2e/devnet/deployments'
import { computeFullRange } from '../../e2e/devnet/poolPrice'
import { startReplica } from '../../e2e/devnet/startReplica'
import type { Replica } from '../../e2e/devnet/startReplica'
import type { Story } from '../../e2e/devnet/story'
import type { RpcFault } from '../../e2e/faults/rpcFault'
import { startRpcProxy } from '../../e2e/rpcProxy'
import type { RpcProxy } from '../../e2e/rpcProxy'
import type { RpcRequest, RpcScenario } from '../../e2e/rpcScenario'
import { stakerTopics } from '../protocols/uniswapV3/eventTopics'
import { makePoolReport } from './everyone/makePoolReport.fixture'
import { findPool, makeReport } from './makeReport.fixture'
import { hasOpenDebts, OPEN_DEBTS } from './openDebts'

/** What a whale did with a position that was in a farm before the window. */
const pasts = ['keptIt', 'emptiedIt', 'burnedIt', 'burnedItAndClaims', 'neverHadIt'] as const

type Past = (typeof pasts)[number]

interface Cast {
  readonly retail: Address
  readonly pools: Readonly<Record<Past, Address>>
}

/** So few blocks at once that a pool's life takes many requests. */
const CAP = 4
const QUIET_BLOCKS = 30 * CAP
const FEES = { keptIt: 500, emptiedIt: 3000, burnedIt: 10_000, burnedItAndClaims: 500, neverHadIt: 3000 } as const

/** Pools with a whale each that a farm owes something for a stake that ended before the small wallet came; of the last one no farm knows. */
async function tell(story: Story): Promise<Cast> {
  const { weth, usdc, wbtc, positionManager, staker } = story.deployment
  const [retail, sponsor] = [story.wallet('retail'), story.wallet('sponsor')]
  const funds = { eth: 1_000, weth: 1e5, usdc: 1e9, wbtc: 1e4 }
  await story.fund([retail], funds, [positionManager])
  await story.fund([sponsor], funds, [staker])
  const pools: Partial<Record<Past, Address>> = {}
  const pairs: Readonly<Record<Past, readonly [DevnetToken, DevnetToken, number]>> = {
    keptIt: [weth, usdc, 2_500],
    emptiedIt: [weth, usdc, 2_500],
    burnedIt: [weth, usdc, 2_500],
    burnedItAndClaims: [wbtc, usdc, 40_000],
    neverHadIt: [wbtc, usdc, 40_000],
  }
  /** What happens on which day of the story. */
  const acts: { readonly day: number; readonly act: () => Promise<unknown> }[] = []
  story.at(0)
  for (const past of pasts) {
    const [base, quote, price] = pairs[past]
    const pool = await story.createPool(base, quote, FEES[past], price)
    pools[past] = pool.address
    const [whale, other] = [story.wallet(`whale that ${past}`), story.wallet(`other where one ${past}`)]
    await story.fund([whale, other], funds, [positionManager])
    await other.mint(pool, computeFullRange(pool.tickSpacing), { worth: 20_000 })
    const around = (width: number) => ({ from: pool.price * (1 - width), to: pool.price * (1 + width) })
    const { tokenId } = await whale.mint(pool, around(0.5), { worth: 500_000 })
    if (past !== 'keptIt') await whale.mint(pool, around(0.3), { worth: 300_000 })
    acts.push({ day: 20, act: () => retail.mint(pool, around(0.2), { worth: 1_000 }) })
    if (past === 'neverHadIt') continue
    const farm = await story.createIncentive(sponsor, pool, weth, 10, 10)
    acts.push({ day: 2, act: () => whale.stake(tokenId, farm) })
    acts.push({ day: 5, act: () => whale.unstake(tokenId, farm) })
    acts.push({ day: 5, act: () => whale.withdrawFromStaker(tokenId) })
    if (past === 'emptiedIt') acts.push({ day: 6, act: () => whale.withdrawAndCollect(tokenId, { share: 1 }) })
    if (past.startsWith('burned')) acts.push({ day: 6, act: () => whale.close(tokenId) })
    if (past === 'burnedItAndClaims') acts.push({ day: 30, act: () => whale.claimReward(weth) })
  }
  for (const day of [2, 5, 6, 20, 30, 40]) {
    story.at(day)
    for (const act of acts) if (act.day === day) await act.act()
    for (let block = 0; block < QUIET_BLOCKS / 6; block += 1) await story.blocks.mineEmpty()
  }
  return { retail: retail.address, pools: pools as Cast['pools'] }
}

let replica: Replica<Cast>
let proxy: RpcProxy

beforeAll(async () => {
  replica = await startReplica({ chainId: 1, days: 40, feeds: [], tell })
  proxy = await startRpcProxy(replica.rpcUrl)
})
afterAll(async () => {
  await proxy.stop()
  await replica.stop()
})

const logRange = { maxBlocks: CAP, error: { code: -32_602, message: `query exceeds max block range ${CAP}` } }

async function compareWithWhole(past: Past, scenario: RpcScenario): Promise<void> {
  const question = { wallet: replica.cast.retail, pool: replica.cast.pools[past] }
  const whole = findPool(await makeReport(replica.rpcUrl, question), question.pool)
  proxy.use(scenario)
  const searched = findPool(await makeReport(proxy.url, question), question.pool)
  expect(searched.coverage).toMatchObject({ complete: true, proof: expect.stringMatching(/^Proven largest/) as string })
  expect(whole.whale?.value.rewards === 0).toBe(past === 'neverHadIt')
  expect(searched.whale).toEqual(whole.whale)
  expect(hasOpenDebts(searched)).toBe(false)
}

test('without archive state a search finds what a farm owes a whale for a stake that ended before the window', () =>
  compareWithWhole('keptIt', { logRange, stateBlocks: CAP }))

test('where no farm knows of the pool, its incentives take no request of their own', async () => {
  const asked: RpcRequest[] = []
  const watch: RpcFault = async (request, next) => {
    if (JSON.stringify(request.params).includes(`["${stakerTopics.incentiveCreated}"`)) asked.push(request)
    return await next()
  }
  await compareWithWhole('neverHadIt', { logRange, faults: [watch] })
  expect(asked).toEqual([])
})

test.each(pasts.filter((past) => past !== 'neverHadIt'))(
  'where a whale had a position in a farm before the window and %s, a search finds what the farm owes',
  (past) => compareWithWhole(past, { logRange }),
)

describe.each(pasts)('where a whale had a position in a farm before the window and %s', (past) => {
  test('the pool’s page counts it as the wallet’s report does', async () => {
    const { retail, pools } = replica.cast
    const [pool, window] = [pools[past], '30d'] as const
    const { whale } = findPool(await makeReport(replica.rpcUrl, { wallet: retail, pool, window }), pool)
    const { owners } = await makePoolReport(replica.rpcUrl, { pool, window })
    const own = owners.find(({ owner }) => owner === whale?.owner)
    expect([own?.fees, own?.rewards, own?.net]).toEqual([whale?.value.fees, whale?.value.rewards, whale?.value.net])
  })

  test('the pool’s page finds what was paid in the window behind a cap on blocks, and says that more can be owed', async () => {
    const [pool, window] = [replica.cast.pools[past], '30d'] as const
    const whole = await makePoolReport(replica.rpcUrl, { pool, window })
    proxy.use({ logRange })
    const searched = await makePoolReport(proxy.url, { pool, window })
    expect(searched.whale).toEqual(whole.whale)
    if (past === 'neverHadIt' || past === 'burnedItAndClaims') expect(searched.owners).toEqual(whole.owners)
    expect(searched.coverage.proof?.endsWith(OPEN_DEBTS)).toBe(past !== 'burnedItAndClaims')
  })
})
