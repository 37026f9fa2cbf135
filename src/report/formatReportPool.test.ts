import { expect, it } from 'vitest'
import { units } from '../accounting/stories/ledgerStory'
import type { ReportPool } from '../domain/report'
import { computeGasShareOfFees } from './formatReportPerformance'
import { createStoryReport } from './storyReport'

const report = createStoryReport()
const pool = report.chains[0]?.pools[0] as ReportPool

it('default: amounts are exact decimal strings, the gap is you less the whale', () => {
  expect(pool.you.amounts.feesCollected).toEqual(['50000000000000000', '100000000000000000'])
  expect(pool.you.rewards).toEqual([{ token: expect.any(String), amount: units(3).toString() }])
  expect(pool.gap?.fees).toBe((pool.you.rates.fees as number) - (pool.whale?.rates.fees as number))
  expect(pool.tokens.map(({ symbol }) => symbol)).toEqual(['ABC', 'USD'])
})

it('behavior: positions with their state, and the share of the pool’s active liquidity that is in range', () => {
  expect(pool.positions.map(({ id, status, inRange, liquidity }) => [id, status, inRange, liquidity])).toEqual([
    ['1', 'open', true, units(0.5).toString()],
    ['3', 'closed', false, '0'],
    ['4', 'open', true, units(1).toString()],
  ])
  // 1.5 of 102
  expect(pool.you.shareOfPool).toBeCloseTo(1.5 / 102, 7)
  expect(pool.whale?.positions).toEqual(['2', '3', '4'])
})

it('behavior: gas as a share of fees, and none without fees', () => {
  const { gas, fees } = pool.you.value
  expect(pool.you.gasShareOfFees).toBeCloseTo(-(gas as number) / (fees as number), 12)
  expect(computeGasShareOfFees({ gas: -1, fees: 0 })).toBeNull()
  expect(computeGasShareOfFees({ gas: null, fees: 1 })).toBeNull()
  expect(computeGasShareOfFees({ gas: 0, fees: 1 })).toBe(0)
})

it('behavior: the series tells the pool’s price in whole tokens', () => {
  expect(pool.series?.price).toEqual([1, 2.25])
  expect(pool.priceSources).toMatchObject([{ value: 2.25 }, { value: 1 }, { value: 2000 }])
})
