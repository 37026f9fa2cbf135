import { encodeFunctionData } from 'viem'
import type { Address } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { poolVaultAbi, tokenAbi } from '../../e2e/devnet/abi'
import { openVault } from '../../e2e/devnet/crowd'
import { computeFullRange, computeLiquidityOfWorth } from '../../e2e/devnet/poolPrice'
import { startReplica } from '../../e2e/devnet/startReplica'
import type { Replica, StoryScript } from '../../e2e/devnet/startReplica'
import { toUnits } from '../../e2e/devnet/story'
import { startRpcProxy } from '../../e2e/rpcProxy'
import type { RpcProxy } from '../../e2e/rpcProxy'
import { findSilentDifferences } from './findSilentDifferences.fixture'
import { findPool, makeReport } from './makeReport.fixture'

interface Cast {
  readonly pool: Address
  readonly retail: Address
  readonly vault: Address
}

const days = 10

/** A vault holds liquidity in the pool itself: a range of long ago that nobody touches, and a larger one since the small wallet came. */
const story: StoryScript<Cast> = {
  chainId: 1,
  days,
  feeds: [],
  async tell(story) {
    const { weth, usdc, positionManager, swapRouter } = story.deployment
    const [retail, first] = [story.wallet('retail'), story.wallet('first')]
    const [keeper, minter, trader] = [story.wallet('keeper'), story.wallet('minter'), story.wallet('trader')]
    const funds = { eth: 1_000, weth: 1e5, usdc: 1e9 }
    await story.fund([retail, first], funds, [positionManager])
    await story.fund([keeper, minter], funds)
    await story.fund([trader], funds, [swapRouter])
    const pool = await story.createPool(weth, usdc, 3000, 2_500)
    story.at(0)
    await first.mint(pool, computeFullRange(pool.tickSpacing), { worth: 20_000 })
    const around = (width: number) => pool.ticks({ from: pool.price * (1 - width), to: pool.price * (1 + width) })
    story.at(1)
    const vault = await openVault(story, keeper, pool, around(0.3), 300_000, (address) =>
      story.inOneBlock(() =>
        [usdc, weth].map((token) => {
          const args = [address, toUnits(token, token === usdc ? 5_000_000 : 2_000)] as const
          return minter.send(
            'give',
            token.address,
            encodeFunctionData({ abi: tokenAbi, functionName: 'transfer', args }),
          )
        }),
      ),
    )
    for (let swap = 0; swap < 60; swap++) {
      story.at(2 + swap / 30)
      await trader.swapTo(pool, 2_500 * (1 + 0.002 * (swap % 5)))
    }
    story.at(6)
    await retail.mint(pool, around(0.2), { worth: 2_000 })
    const ticks = around(0.4)
    const liquidity = computeLiquidityOfWorth(pool, pool.sqrtPriceX96, ticks, 2_000_000)
    const args = [pool.address, ticks.tickLower, ticks.tickUpper, liquidity] as const
    await keeper.send(
      'vault deposit',
      vault.address,
      encodeFunctionData({ abi: poolVaultAbi, functionName: 'deposit', args }),
    )
    await trader.swapTo(pool, 2_600)
    story.at(days)
    await story.blocks.mineEmpty()
    return { pool: pool.address, retail: retail.address, vault: vault.address }
  },
}

let replica: Replica<Cast>
let proxy: RpcProxy

beforeAll(async () => {
  replica = await startReplica(story)
  const error = { code: -32_602, message: 'query exceeds max block range 3' }
  proxy = await startRpcProxy(replica.rpcUrl, { logRange: { maxBlocks: 3, error } })
})
afterAll(async () => {
  await proxy.stop()
  await replica.stop()
})

test('a search finds what a contract that leads holds in the pool itself since long before the window', async () => {
  const { retail, pool, vault } = replica.cast
  const whole = await makeReport(replica.rpcUrl, { wallet: retail, pool })
  const searched = await makeReport(proxy.url, { wallet: retail, pool })
  const { whale, coverage } = findPool(searched, pool)
  expect(coverage.proof).toMatch(/^Proven largest/)
  expect(whale).toMatchObject({ owner: vault, kind: 'contract', claim: 'largest' })
  expect(whale?.positions.length).toBe(2)
  expect(whale?.positions).toEqual(findPool(whole, pool).whale?.positions)
  expect(findSilentDifferences(whole, searched)).toEqual([])
})
