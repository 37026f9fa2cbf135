import { existsSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { shareReplica } from '../../../e2e/devnet/shareReplica'
import type { SharedReplica } from '../../../e2e/devnet/shareReplica'
import { startReplica } from '../../../e2e/devnet/startReplica'
import type { Replica } from '../../../e2e/devnet/startReplica'
import { randomPositions } from '../../../e2e/devnet/stories/randomPositions'
import type { RandomPositionsCast } from '../../../e2e/devnet/stories/randomPositions'
import { retailNextToWhale } from '../../../e2e/devnet/stories/retailNextToWhale'
import type { RetailNextToWhaleCast } from '../../../e2e/devnet/stories/retailNextToWhaleCast'
import type { PoolReport, PoolReportOwner } from '../../domain/poolReport'
import type { Address, Pair } from '../../domain/primitives'
import { formatPoolReportJson } from '../../report/formatPoolReportJson'
import { makeReport } from '../makeReport.fixture'
import { makePoolReport } from './makePoolReport.fixture'
import { fetchSwapFees } from './swapFees.fixture'

const schemaFile = new URL('../../../../shared/spec/pool-report.schema.json', import.meta.url)

function findOwner({ owners }: PoolReport, address: Address): PoolReportOwner {
  const found = owners.find(({ owner }) => owner === address)
  if (found === undefined) throw new Error(`${address} is not among the owners.`)
  return found
}

function sumFees({ owners }: PoolReport): Pair {
  return owners.reduce<Pair>(
    (sum, { owner, feeAmounts }) => {
      if (feeAmounts === undefined) throw new Error(`The fees of ${owner} are not known.`)
      return [sum[0] + BigInt(feeAmounts[0]), sum[1] + BigInt(feeAmounts[1])]
    },
    [0n, 0n],
  )
}

describe('the pools of retail next to the whale', () => {
  let replica: SharedReplica<RetailNextToWhaleCast>
  let cast: RetailNextToWhaleCast
  let report: PoolReport
  const partials: PoolReport[] = []

  beforeAll(async () => {
    replica = await shareReplica(retailNextToWhale)
    cast = replica.cast
    report = await makePoolReport(replica.rpcUrl, {
      pool: cast.pools.usdcWeth500,
      window: '30d',
      hooks: { onPartial: (partial) => partials.push(partial) },
    })
  })

  test('the whale is proven largest, and nothing is missing or estimated', () => {
    expect(report.coverage).toMatchObject({ complete: true, missing: [] })
    expect(report.whale).toMatchObject({ owner: cast.whale, claim: 'largest', kind: 'account' })
    expect(report.estimates).toMatchObject({ estimatedTransactions: 0, longestPriceAge: 0 })
    expect(report.estimates.valuedBlocks).toBe(report.estimates.pricedBlocks)
  })

  test.each([
    ['usdcWeth500', '30d', 'USD'],
    ['usdcWeth500', 'all', 'USD'],
    ['usdcWeth3000', '90d', 'ETH'],
    ['rndrWeth3000', 'all', 'USD'],
  ] as const)('in %s over %s in %s everybody has the figures of their own report', async (name, window, currency) => {
    const pool = cast.pools[name]
    const everyone = await makePoolReport(replica.rpcUrl, { pool, window, currency })
    for (const wallet of [cast.retail, cast.whale, cast.friend, cast.smartAccount, cast.vault]) {
      const own = await makeReport(replica.rpcUrl, { wallet, pool, window, currency }).then(
        (its) => its.chains[0]?.pools[0]?.you,
      )
      if (own === undefined) continue
      const found = everyone.owners.find(({ owner }) => owner === wallet)
      if (found === undefined) {
        // Who had no part in the window is not among the owners.
        expect([own.value.capitalYears, own.value.fees]).toEqual([0, 0])
        continue
      }
      const { principal, capitalYears, fees, impermanentLoss, rewards, gas, net } = own.value
      const figures = { capital: principal, capitalYears, fees, impermanentLoss, rewards, gas, net }
      for (const [figure, value] of Object.entries({ ...figures, netRate: own.rates.net })) {
        // The order in which values are added up decides their last digit.
        expect([figure, found[figure as keyof typeof figures]]).toEqual([figure, nearly(value)])
      }
      const [collected, uncollected] = [own.amounts.feesCollected, own.amounts.feesUncollected]
      expect(found.feeAmounts).toEqual(
        collected.map((amount, token) => String(BigInt(amount) + BigInt(uncollected[token] ?? 0))),
      )
    }
  })

  test('figures come before the gas is read, and only net waits for it', () => {
    const [partial] = partials
    expect(partials).toHaveLength(1)
    expect(partial?.concentration.capital).toEqual(report.concentration.capital)
    expect(partial?.owners.map(({ fees }) => fees)).toEqual(report.owners.map(({ fees }) => fees))
    const active = new Set(report.owners.filter(({ transactions }) => transactions > 0).map(({ owner }) => owner))
    expect(active.size).toBeGreaterThan(0)
    for (const { owner, net } of partial?.owners ?? []) if (active.has(owner)) expect(net).toBeNull()
    expect(report.owners.every(({ net }) => net !== null)).toBe(true)
  })

  test('estimated gas is marked, its extent is exact, and no other figure changes', async () => {
    const pool = cast.pools.usdcWeth500
    const exact = await makePoolReport(replica.rpcUrl, { pool })
    const limits = { receiptLimit: 30, pricedBlockLimit: 1_000 }
    const estimated = await makePoolReport(replica.rpcUrl, { pool, limits })
    const { transactions, estimatedTransactions, estimatedGasOwners } = estimated.estimates
    expect(transactions).toBe(exact.estimates.transactions)
    expect(estimatedTransactions).toBeGreaterThanOrEqual(transactions - 30)
    expect(estimatedTransactions).toBeLessThan(transactions)
    expect(estimated.owners.filter(({ gasIsEstimate }) => gasIsEstimate)).toHaveLength(estimatedGasOwners)
    for (const owner of estimated.owners) {
      const { gas, net, netRate, gasIsEstimate } = owner
      const trueOwner = findOwner(exact, owner.owner)
      if (!gasIsEstimate) expect(owner).toEqual(trueOwner)
      else expect(gas).toBeLessThan(0)
      expect(owner).toEqual({ ...trueOwner, gas, net, netRate, gasIsEstimate })
    }
  })

  test('with prices of few blocks the others are marked as estimates, and amounts stay exact', async () => {
    const pool = cast.pools.usdcWeth500
    const exact = await makePoolReport(replica.rpcUrl, { pool })
    const stepped = await makePoolReport(replica.rpcUrl, {
      pool,
      limits: { receiptLimit: 1_000, pricedBlockLimit: 40 },
    })
    expect(stepped.estimates.pricedBlocks).toBeLessThan(stepped.estimates.valuedBlocks)
    expect(stepped.estimates.longestPriceAge).toBeGreaterThan(0)
    for (const owner of stepped.owners) {
      const { feeAmounts, capital, net } = findOwner(exact, owner.owner)
      expect(owner.feeAmounts).toEqual(feeAmounts)
      expect(owner.capital).toBe(capital)
      if (!owner.valueIsEstimate) expect(owner.net).toBe(net)
    }
    expect(stepped.owners.some(({ valueIsEstimate }) => valueIsEstimate)).toBe(true)
  })

  test('shares of all cohorts add up to 1, and every owner is in one', () => {
    const sum = (pick: (cohort: PoolReport['cohorts'][number]) => number) =>
      report.cohorts.reduce((total, cohort) => total + pick(cohort), 0)
    expect(sum(({ owners }) => owners)).toBe(report.owners.length)
    expect(sum(({ capitalShare }) => capitalShare ?? 0)).toBeCloseTo(1, 9)
    expect(sum(({ feeShare }) => feeShare ?? 0)).toBeCloseTo(1, 9)
  })

  test('an address without a pool is a named failure', async () => {
    await expect(makePoolReport(replica.rpcUrl, { pool: cast.retail })).rejects.toMatchObject({
      name: 'UnknownPoolError',
    })
  })

  test.skipIf(!existsSync(schemaFile))('the file follows pool-report.schema.json', () => {
    const validate = new Ajv2020({ allErrors: true, strict: false }).compile(
      JSON.parse(readFileSync(schemaFile, 'utf8')) as object,
    )
    for (const one of [report, ...partials]) {
      validate(JSON.parse(formatPoolReportJson(one)))
      expect(validate.errors ?? []).toEqual([])
    }
  })

  test.each(['usdcWeth500', 'usdcWeth3000', 'rndrWeth3000'] as const)(
    'fees of all owners of %s are what its swaps paid, over any window',
    async (name) => {
      const pool = cast.pools[name]
      for (const window of ['7d', '30d', 'all'] as const) {
        const everyone = await makePoolReport(replica.rpcUrl, { pool, window })
        await expectSwapFees(replica, everyone)
      }
    },
  )
})

describe('the pools of random positions', () => {
  let replica: Replica<RandomPositionsCast>

  beforeAll(async () => {
    replica = await startReplica(randomPositions({ seed: 11, count: 400 }))
  })
  afterAll(() => replica.stop())

  test('fees of all owners are what the swaps paid less the protocol fee', async () => {
    expect(replica.cast.pools).toHaveLength(4)
    for (const { address } of replica.cast.pools) {
      for (const window of ['7d', 'all'] as const) {
        await expectSwapFees(replica, await makePoolReport(replica.rpcUrl, { pool: address, window }))
      }
    }
  })
})

const nearly = (value: number | null) => (value === null ? null : expect.closeTo(value, 9))

/** Less by a unit at most for each settling of a position's fees, more by a unit at most for each step of a swap and each swap. */
async function expectSwapFees({ client }: SharedReplica<unknown>, everyone: PoolReport): Promise<void> {
  const { window, pool, owners } = everyone
  // Of the window's first block only its end counts.
  const { fees, swaps, steps, settlements } = await fetchSwapFees(client, pool, window.fromBlock + 1, window.toBlock)
  expect(swaps).toBeGreaterThan(20)
  const positions = owners.reduce((sum, owner) => sum + owner.positions, 0)
  const found = sumFees(everyone)
  for (const token of [0, 1] as const) {
    expect(fees[token]).toBeGreaterThan(100_000n)
    expect(found[token] - fees[token]).toBeGreaterThanOrEqual(-BigInt(positions + settlements))
    expect(found[token] - fees[token]).toBeLessThanOrEqual(BigInt(steps + swaps))
  }
}
