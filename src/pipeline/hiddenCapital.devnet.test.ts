import { encodeFunctionData } from 'viem'
import type { Address } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stakerAbi } from '../../e2e/devnet/abi'
import { computeFullRange } from '../../e2e/devnet/poolPrice'
import { startReplica } from '../../e2e/devnet/startReplica'
import type { Replica } from '../../e2e/devnet/startReplica'
import type { Story } from '../../e2e/devnet/story'
import type { StoryWallet } from '../../e2e/devnet/storyWallet'
import { startRpcProxy } from '../../e2e/rpcProxy'
import type { RpcScenario } from '../../e2e/rpcScenario'
import { findPool, makeReport } from './makeReport.fixture'

interface Cast {
  readonly pool: Address
  readonly retail: Address
  /** Has the second most in their own hands, and the most with what they had in a farm for nearly all of the time. */
  readonly farmer: Address
}

const CAP = 4
const capped = { maxBlocks: CAP, error: { code: -32_602, message: `query exceeds max block range ${CAP}` } }
/** Blocks from the first one of the window to the report's. */
const WINDOW = 12
const endpoints: Readonly<Record<string, RpcScenario>> = {
  'with archive state': { logRange: capped },
  'without archive state': { logRange: capped, stateBlocks: CAP },
  'with the state of the window alone': { logRange: capped, stateBlocks: WINDOW - 1 },
}

async function tell(story: Story): Promise<Cast> {
  const { weth, usdc, positionManager, staker } = story.deployment
  const [first, retail, farmer, rival, heir] = ['first', 'retail', 'farmer', 'rival', 'heir'].map((name) =>
    story.wallet(name),
  ) as [StoryWallet, StoryWallet, StoryWallet, StoryWallet, StoryWallet]
  await story.fund([first, retail, farmer, rival], { eth: 1_000, weth: 1e5, usdc: 1e9 }, [positionManager])
  const pool = await story.createPool(weth, usdc, 3000, 2_500)
  const around = (width: number) => ({ from: pool.price * (1 - width), to: pool.price * (1 + width) })

  story.at(0)
  await first.mint(pool, computeFullRange(pool.tickSpacing), { worth: 1_000 })
  const farmed = await farmer.mint(pool, around(0.5), { worth: 50_000 })
  await farmer.transfer(farmed.tokenId, staker)
  for (let block = 0; block < 30 * CAP; block += 1) await story.blocks.mineEmpty()

  story.at(10)
  await retail.mint(pool, around(0.2), { worth: 1_000 })
  await rival.mint(pool, around(0.4), { worth: 100_000 })
  await farmer.mint(pool, around(0.3), { worth: 90_000 })
  story.at(39)
  const args = [farmed.tokenId, heir.address, '0x'] as const
  await farmer.send('give', staker, encodeFunctionData({ abi: stakerAbi, functionName: 'withdrawToken', args }))
  story.at(40)
  for (let block = 4; block < WINDOW; block += 1) await story.blocks.mineEmpty()
  return { pool: pool.address, retail: retail.address, farmer: farmer.address }
}

let replica: Replica<Cast>
beforeAll(async () => {
  replica = await startReplica({ chainId: 1, days: 40, feeds: [], tell })
})
afterAll(() => replica.stop())

test.each(Object.entries(endpoints))(
  'what an owner had in a farm until they gave it away from there counts for them, %s',
  async (_, scenario) => {
    const { pool, retail, farmer } = replica.cast
    const question = { wallet: retail, pool }
    const whole = findPool(await makeReport(replica.rpcUrl, question), pool)
    expect(whole.whale).toMatchObject({ owner: farmer, claim: 'largest' })
    const proxy = await startRpcProxy(replica.rpcUrl, scenario)
    try {
      const searched = findPool(await makeReport(proxy.url, question), pool)
      expect(searched.coverage.scanned?.fromBlock).toBe(whole.window.fromBlock)
      expect(searched.window).toEqual(whole.window)
      expect(whole.window.toBlock - whole.window.fromBlock).toBe(WINDOW - 1)
      expect(searched.whale).toMatchObject({ owner: farmer, claim: 'largest' })
      expect(searched.whale?.value).toEqual(whole.whale?.value)
    } finally {
      await proxy.stop()
    }
  },
)
