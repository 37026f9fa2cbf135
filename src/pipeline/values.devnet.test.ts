import type { Address, Hex } from 'viem'
import { beforeAll, describe, expect, test } from 'vitest'
import { stakerAbi } from '../../e2e/devnet/abi'
import { shareReplica } from '../../e2e/devnet/shareReplica'
import type { SharedReplica } from '../../e2e/devnet/shareReplica'
import { retailNextToWhale } from '../../e2e/devnet/stories/retailNextToWhale'
import type { RetailNextToWhaleCast } from '../../e2e/devnet/stories/retailNextToWhaleCast'
import type { Currency } from '../domain/primitives'
import type { Report, ReportPool } from '../domain/report'
import { ChainTruth } from './chainTruth.fixture'
import { findPool, makeReport } from './makeReport.fixture'
import { recompute } from './recomputation.fixture'
import type { RecomputationInput, TrueFigures } from './recomputation.fixture'

type PoolName = keyof RetailNextToWhaleCast['pools']

const DAY = 86_400
const FARM_ACTIONS = ['unstake', 'claimReward', 'stakeAgain']

let replica: SharedReplica<RetailNextToWhaleCast>
let cast: RetailNextToWhaleCast
let truth: ChainTruth
let head: bigint
let report: Report

beforeAll(async () => {
  replica = await shareReplica(retailNextToWhale)
  cast = replica.cast
  truth = new ChainTruth(replica.client)
  head = await replica.client.getBlockNumber()
  report = await makeReport(replica.rpcUrl, { wallet: cast.retail })
})

function ownIn(name: PoolName): readonly bigint[] {
  const { burned, open, openOther, transferredIn, transferredOut, emptied, staked } = cast.positions
  if (name === 'usdcWeth500') return [burned, open]
  return name === 'usdcWeth3000' ? [openOther, transferredIn] : [transferredOut, emptied, staked]
}

/** The wallet's own part of a pool, over the window of its report. */
async function recomputeOwn(name: PoolName, { window }: ReportPool): Promise<TrueFigures> {
  const fromBlock = BigInt(window.fromBlock)
  const isInFarm = name === 'rndrWeth3000'
  return await recompute(truth, {
    owner: cast.retail,
    pool: cast.pools[name],
    tokenIds: ownIn(name),
    fromBlock,
    toBlock: head,
    opens: await wasThereBefore(name, fromBlock),
    shared: new Map([[cast.transactions.collectTogether, 2]]),
    farm: isInFarm ? listFarmTransactions() : [],
    claimable: isInFarm ? await fetchClaimable() : 0n,
  })
}

async function wasThereBefore(name: PoolName, fromBlock: bigint): Promise<boolean> {
  for (const tokenId of ownIn(name)) {
    for (const { blockNumber } of await truth.fetchEvents(tokenId)) {
      if (blockNumber < fromBlock && (await truth.fetchOwner(tokenId, blockNumber)) === cast.retail) return true
    }
  }
  return false
}

function listFarmTransactions(): RecomputationInput['farm'] {
  const { staker } = replica.story.deployment
  return replica.story.entries
    .filter(({ wallet, action }) => wallet === 'retail' && FARM_ACTIONS.includes(action))
    .map(({ action, receipt }) => {
      const claimed = receipt.logs.find(({ address }) => address.toLowerCase() === staker.toLowerCase())
      const paid = action === 'claimReward' && claimed !== undefined ? BigInt(claimed.data) : 0n
      return { hash: receipt.transactionHash, blockNumber: BigInt(receipt.blockNumber), paid }
    })
}

async function fetchClaimable(): Promise<bigint> {
  const { staker: address } = replica.story.deployment
  const args = [cast.incentive, cast.positions.staked] as const
  const [reward] = await replica.client.readContract({ address, abi: stakerAbi, functionName: 'getRewardInfo', args })
  return reward
}

/** Equal but for floating point: relative to the figure, or to the larger sums that it is the difference of. */
function expectNear(actual: number | null, expected: number, size = expected): void {
  expect(actual).toBeTypeOf('number')
  const bound = 1e-9 * Math.max(Math.abs(expected), Math.abs(size))
  expect(Math.abs((actual as number) - expected), `${actual} is not near ${expected}`).toBeLessThanOrEqual(bound)
}

function expectFigures({ value, rates }: Pick<ReportPool['you'], 'value' | 'rates'>, expected: TrueFigures): void {
  const { principal, hodl, fees, impermanentLoss, rewards, gas, marketMove, capitalYears } = expected
  const size = principal + hodl + Math.abs(marketMove)
  expectNear(value.principal, principal)
  expectNear(value.hodl, hodl)
  expectNear(value.fees, fees)
  expectNear(value.impermanentLoss, impermanentLoss, size)
  expectNear(value.rewards, rewards)
  expectNear(value.gas, gas)
  expectNear(value.capitalYears, capitalYears)
  expectNear(value.marketMove, marketMove, size)
  const net = fees + impermanentLoss + rewards + gas
  expectNear(value.net, net, size)
  expectNear(value.pnl, marketMove + net, size)
  for (const [part, figure] of Object.entries({ fees, impermanentLoss, rewards, gas, net })) {
    expectNear(rates[part as keyof typeof rates], figure / capitalYears, size / capitalYears)
  }
}

describe('since the first deposit, computed anew from receipts and contracts', () => {
  test.each(['usdcWeth500', 'usdcWeth3000', 'rndrWeth3000'] as const)('the wallet in %s', async (name) => {
    const pool = findPool(report, cast.pools[name])
    expectFigures(pool.you, await recomputeOwn(name, pool))
  })

  test('the whale, whose books open with what it held', async () => {
    const { whale, window } = findPool(report, cast.pools.usdcWeth500)
    const expected = await recompute(truth, {
      owner: cast.whale,
      pool: cast.pools.usdcWeth500,
      tokenIds: cast.whalePositions,
      fromBlock: BigInt(window.fromBlock),
      toBlock: head,
      opens: true,
      shared: new Map(),
      farm: [],
      claimable: 0n,
    })
    expectFigures(whale as ReportPool['you'], expected)
  })
})

/** The last block that is at least so many days old. */
async function findBlockDaysAgo(days: number): Promise<bigint> {
  const until = (await truth.fetchTimestamp(head)) - days * DAY
  let block = head
  while ((await truth.fetchTimestamp(block)) > until) block--
  return block
}

describe('windows', () => {
  test.each([7, 30, 90] as const)('%s days: begin with the last block that is that old', async (days) => {
    const question = { wallet: cast.retail, window: `${days}d`, pool: cast.pools.usdcWeth500 } as const
    const pool = findPool(await makeReport(replica.rpcUrl, question), cast.pools.usdcWeth500)
    const fromBlock = await findBlockDaysAgo(days)
    expect(pool.window).toMatchObject({
      fromBlock: Number(fromBlock),
      fromTimestamp: await truth.fetchTimestamp(fromBlock),
      toBlock: Number(head),
    })
    expectFigures(pool.you, await recomputeOwn('usdcWeth500', pool))
    expect(pool.whale).toMatchObject({ owner: cast.whale, claim: 'largest' })
    expect(pool.coverage.complete).toBe(true)
  })

  test('all: begins with the block in which the pool was initialized, and has all of the wallet’s figures', async () => {
    const all = findPool(
      await makeReport(replica.rpcUrl, { wallet: cast.retail, window: 'all' }),
      cast.pools.usdcWeth500,
    )
    const created = replica.story.entries.find(({ action }) => action === 'initialize pool')
    expect(all.window.fromBlock).toBe(created?.receipt.blockNumber)
    const { averageCapital, ...sinceFirst } = findPool(report, cast.pools.usdcWeth500).you
    const { averageCapital: overAll, ...figures } = all.you
    expect(figures).toEqual(sinceFirst)
    // The same capital and time, spread over a longer window.
    expect(overAll).toBeLessThan(averageCapital as number)
  })

  test('figures of two windows that meet add up where they are sums', async () => {
    const of = async (window: '7d' | '30d') =>
      findPool(
        await makeReport(replica.rpcUrl, { wallet: cast.whale, window, pool: cast.pools.usdcWeth500 }),
        cast.pools.usdcWeth500,
      )
    const [week, month] = await Promise.all([of('7d'), of('30d')])
    const later = month.you.evidence.transactions.filter(({ blockNumber }) => blockNumber > week.window.fromBlock)
    expect(week.you.evidence.transactions.map(({ transactionHash }) => transactionHash)).toEqual(
      later.map(({ transactionHash }) => transactionHash),
    )
  })
})

describe('currencies', () => {
  const valuedIn = async (currency: Currency, pool: Address) =>
    findPool(await makeReport(replica.rpcUrl, { wallet: cast.retail, currency }), pool)

  test('in a pool with WETH, ETH and that token are the same figures', async () => {
    const [ether, token1] = await Promise.all([
      valuedIn('ETH', cast.pools.usdcWeth500),
      valuedIn('token1', cast.pools.usdcWeth500),
    ])
    for (const side of ['you', 'whale'] as const) {
      const [inEther, inToken] = [ether[side]?.value, token1[side]?.value]
      for (const [name, figure] of Object.entries(inEther ?? {})) {
        expectNear(figure, inToken?.[name as keyof typeof inToken] as number)
      }
    }
  })

  test('in a pool with USDC, USD and that token are the same figures', async () => {
    const token0 = await valuedIn('token0', cast.pools.usdcWeth500)
    expect(token0.you.value).toEqual(findPool(report, cast.pools.usdcWeth500).you.value)
    expect(token0.whale?.value).toEqual(findPool(report, cast.pools.usdcWeth500).whale?.value)
  })

  test('amounts, gas in wei and the whale do not depend on the currency; the part in range either', async () => {
    for (const currency of ['ETH', 'token0', 'token1'] as const) {
      const other = await makeReport(replica.rpcUrl, { wallet: cast.retail, currency })
      for (const name of ['usdcWeth500', 'usdcWeth3000', 'rndrWeth3000'] as const) {
        const [a, b] = [findPool(report, cast.pools[name]), findPool(other, cast.pools[name])]
        expect(b.you.amounts).toEqual(a.you.amounts)
        expect(b.you.gas).toEqual(a.you.gas)
        expect(b.you.timeInRange).toBe(a.you.timeInRange)
        expect(b.whale?.owner).toBe(a.whale?.owner)
        expect(b.coverage).toEqual(a.coverage)
        expect(b.you.value.net).not.toBeNull()
      }
    }
  })

  test('what is worth nothing but tokens: gas in token0 of a pool is its wei at the pool’s price', async () => {
    const pool = await valuedIn('token0', cast.pools.rndrWeth3000)
    const expected = await Promise.all(
      pool.you.evidence.transactions
        .filter(({ kind }) => kind === 'charged')
        .map(async ({ shareWei, blockNumber }) => {
          const sqrtPriceX96 = await truth.fetchSqrtPriceX96(cast.pools.rndrWeth3000, BigInt(blockNumber))
          return Number(shareWei) / 1e18 / (Number(sqrtPriceX96) / 2 ** 96) ** 2
        }),
    )
    expectNear(pool.you.value.gas, -expected.reduce((sum, gas) => sum + gas, 0))
  })
})

test('the evidence names the transactions behind the figures, and only those that there are', () => {
  const hashes = new Set<Hex>(replica.story.entries.map(({ receipt }) => receipt.transactionHash))
  for (const name of ['usdcWeth500', 'usdcWeth3000', 'rndrWeth3000'] as const) {
    const { you, whale } = findPool(report, cast.pools[name])
    for (const { evidence } of [you, ...(whale ? [whale] : [])]) {
      for (const { transactionHash } of evidence.transactions) expect(hashes).toContain(transactionHash)
    }
  }
})
