import { describe, expect, it } from 'vitest'
import type { OwnerFigures } from '../accounting/computeOwnerFigures'
import type { PoolReportPhase, PoolReportWhale } from '../domain/poolReport'
import { createLorenzModel } from '../ui/charts/lorenzModel'
import { describeEstimates, describeLargest, describePoolReport } from '../ui/sentences/describePoolReport'
import { joinPhrases } from '../ui/sentences/phrase'
import { formatPoolReport, type PoolReportInput } from './formatPoolReport'
import { summarizePoolReport } from './summarizePoolReport'

const plain = (text: string | undefined) => (text ?? '').replaceAll('\u00a0', ' ')
const address = (digit: number) => `0x${String(digit).repeat(40)}` as const
const token = (digit: number) => ({ address: address(digit), symbol: `T${digit}`, decimals: 18 })
const block = { number: 200, hash: address(7), timestamp: 30 * 86_400 }

function figuresOf(owner: number, capital: number | null, fees: number | null): OwnerFigures {
  const net = fees === null ? null : fees - 1
  const rest = {
    capitalYears: capital,
    impermanentLoss: 0,
    rewards: 0,
    gas: -1,
    netRate: net,
    missing: [],
    inconsistent: [],
  }
  return { owner: address(owner), capital, fees, net, feeAmounts: fees === null ? null : [1n, 2n], ...rest }
}

function report(
  owners: readonly OwnerFigures[],
  changes: Partial<PoolReportInput> = {},
  phase: PoolReportPhase = 'finished',
) {
  const whale: PoolReportWhale = { owner: address(1), kind: 'account', claim: 'largest', capitalYears: 80 }
  return summarizePoolReport(
    formatPoolReport({
      config: { chainId: 1, name: 'Ethereum', explorer: null, nativeSymbol: 'ETH' },
      pool: {
        chainId: 1,
        protocol: 'uniswap-v3',
        address: address(9),
        token0: token(1),
        token1: token(2),
        feePpm: 500,
        tickSpacing: 10,
      },
      deploymentName: 'Uniswap V3',
      block,
      window: { fromBlock: 100, fromTimestamp: 0, toBlock: block.number, toTimestamp: block.timestamp },
      state: { blockNumber: block.number, sqrtPriceX96: 1n, tick: 0, liquidity: 5n },
      prices: { currency: 'USD', native: address(2), quotes: new Map(), sqrtPriceX96: new Map(), missing: [] },
      owners: owners.map((figures) => ({
        figures,
        gasIsEstimate: false,
        valueIsEstimate: false,
        transactions: 1,
        positions: 1,
      })),
      whale,
      coverage: { complete: true, missing: [], activeLiquidity: { pool: 5n, found: 5n } },
      estimates: {
        transactions: 4,
        estimatedTransactions: 0,
        estimatedGasOwners: 0,
        valuedBlocks: 4,
        pricedBlocks: 4,
        longestPriceAge: 0,
      },
      usdPerUnit: 1,
      createdAt: 0,
      ...changes,
    }),
    phase,
  )
}

const four = [figuresOf(2, 5, 1), figuresOf(1, 80, 6), figuresOf(3, 10, 2), figuresOf(4, 5, 1)]

describe('a pool’s report', () => {
  it('owners stand by capital now, unknown ones last, and the page gets the place of each', () => {
    const made = report([figuresOf(5, null, null), ...four])
    expect(made.owners.map(({ owner }) => owner)).toEqual([1, 3, 2, 4, 5].map(address))
    expect(made.index.addresses).toBe([1, 3, 2, 4, 5].map(address).join(''))
    expect([...made.index.capital]).toEqual([80, 10, 5, 5, Number.NaN])
    expect(made.totals).toEqual({ capital: 100, fees: 10 })
    expect(made.concentration.capital).toMatchObject({ top1: 0.8, owners: 4, unknown: 1 })
    expect('feeAmounts' in (made.owners[4] ?? {})).toBe(false)
  })

  it('owners who left are no owners of capital now, and still of the fees', () => {
    const made = report([...four, figuresOf(6, 0, 10)])
    expect(made.concentration.capital.owners).toBe(4)
    expect(made.concentration.fees).toMatchObject({ owners: 5, top1: 0.5 })
    expect(made.cohorts.at(-1)).toMatchObject({ kind: 'left', owners: 1, feeShare: 0.5 })
  })

  it('its sentence names the whale’s shares, and only a proven one is the whale', () => {
    expect(joinPhrases(describePoolReport(report(four))).replaceAll('\u00a0', ' ')).toBe(
      'The whale of this pool earned 60 % of all fees in 30 days and holds 80 % of the capital. The smaller half of its 4 owners holds 10 %.',
    )
    const found = { owner: address(1), kind: 'account', claim: 'largest found', capitalYears: 80 } as const
    const coverage = { complete: false, missing: [], activeLiquidity: { pool: 5n, found: 4n } }
    const unproven = report(four, { whale: found, coverage })
    expect(joinPhrases(describePoolReport(unproven))).toMatch(/^The largest owner found of this pool /)
    expect(describeLargest(unproven).replaceAll('\u00a0', ' ')).toContain(
      'hold 80 % of the liquidity that the pool itself counts in range',
    )
    expect(joinPhrases(describePoolReport(report([], { whale: null })))).toMatch(/^Nobody had liquidity/)
  })

  it('says what is estimated with its exact share, and nothing where all was read', () => {
    expect(describeEstimates(report(four))).toEqual([])
    const estimates = {
      transactions: 4,
      estimatedTransactions: 1,
      estimatedGasOwners: 1,
      valuedBlocks: 4,
      pricedBlocks: 3,
      longestPriceAge: 7_200,
    }
    const [gas, prices] = describeEstimates(report(four, { estimates })).map((text) => text.replaceAll('\u00a0', ' '))
    expect(gas).toContain('Gas of 1 of 4 transactions (25 %) is estimated')
    expect(prices).toContain('3 of 4 blocks')
    expect(prices).toContain('at most 2 hours old')
    expect(describeEstimates(report(four, {}, 'everyone'))[0]).toContain('Gas is still being read')
    expect(describeEstimates(report(four, {}, 'settling'))[0]).toContain('Older events')
  })

  it('its Lorenz chart speaks of whole owners in its title, at each stop and in its table; none without figures', () => {
    const said = (owners: readonly OwnerFigures[]) => {
      const model = createLorenzModel(report(owners))
      const last = model?.stops.at(-1)?.text
      return { model, title: plain(model?.title), last: plain(last) }
    }
    expect(said(four)).toMatchObject({
      title: 'The largest of 4 owners holds 80 % of the capital; the one who earned most has 60 % of the fees',
      last: 'The smallest 3 of 4 owners: 20 % of the capital, 40 % of the fees',
    })
    expect(said(four).model?.stops).toHaveLength(4)
    expect(said(four).model?.table.rows.map((row) => row.map(plain))[2]).toEqual(['3 of 4', '20 %', '40 %'])
    const withLeaver = said([...four, figuresOf(6, 0, 10)])
    expect(withLeaver.last).toBe(
      'The smallest 3 of 4 owners: 20 % of the capital; the smallest 4 of 5 by fees: 50 % of the fees',
    )
    expect(withLeaver.model?.table.columns).toHaveLength(4)
    const crowd = Array.from({ length: 30 }, (_, index) => figuresOf(1, index < 27 ? 1 : 31, 1))
    expect(said(crowd).title).toBe(
      'The 3 largest of 30 owners hold 78 % of the capital; the 3 who earned most have 10 % of the fees',
    )
    expect(createLorenzModel(report([]))).toBeNull()
  })

  it('a few owners of odd number have no half', () => {
    const headline = (owners: readonly OwnerFigures[]) => plain(joinPhrases(describePoolReport(report(owners))))
    expect(headline([...four, figuresOf(5, 0.5, 1)])).toMatch(/ The 2 smallest of its 5 owners hold 5\.5 %\.$/)
    expect(headline(four.slice(1))).toMatch(/ It has 3 owners\.$/)
  })
})
