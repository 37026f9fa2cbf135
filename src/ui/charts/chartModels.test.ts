import { describe, expect, it } from 'vitest'
import type { ReportSeries } from '../../domain/report'
import { createPerformance, createPool, createRates } from '../report.fixture'
import { formatPercentTick, formatTick } from './axes'
import { spreadLabels } from './chartPlugins'
import { createCumulativeModel } from './cumulativeModel'
import { createRangesModel } from './rangesModel'
import { createWaterfallModel } from './waterfallModel'

const plain = (text: string | undefined) => (text ?? '').replaceAll('\u00a0', ' ')
const day = 86_400
const start = createPool().window.fromTimestamp
const series: ReportSeries = {
  blocks: [100, 150, 200],
  timestamps: [start, start + 30 * day, start + 73 * day],
  price: [1 / 2500, 1 / 2800, 1 / 3000],
  you: [0, 10, 4],
  whale: [0, 5_000, 17_400],
}

describe('the chart of cumulative net', () => {
  it('default: the same values in its title, its stops and its table', () => {
    const { title, stops, table } = createCumulativeModel(series, createPool())
    expect(plain(title)).toMatch(/^You fell behind the whale on \d+ \w+ and ended 1\.3 points lower$/)
    expect(plain(stops.at(-1)?.text)).toMatch(/: you \+0\.4 %, the whale \+1\.7 %$/)
    expect(table.rows.at(-1)?.slice(1).map(plain)).toEqual(['+0.4 %', '+1.7 %'])
  })

  it('behavior: without a whale there is no column of it', () => {
    const { table, stops } = createCumulativeModel(series, createPool({ whale: null, gap: null }))
    expect(table.columns).toEqual(['Date', 'You'])
    expect(stops[0]?.text).not.toContain('whale')
  })

  it('behavior: an owner who was chosen instead is not called the whale', () => {
    const candidates = [
      { owner: '0x00000000000000000000000000000000000000ff' as const, kind: 'account' as const, capitalYears: 1 },
    ]
    const { title, table } = createCumulativeModel(series, createPool({ candidates }))
    expect(title).toContain('the other owner')
    expect(table.columns).toEqual(['Date', 'You', 'Other'])
  })
})

describe('the waterfall', () => {
  it('default: from the whale to you, leaving out rewards that nobody had', () => {
    const model = createWaterfallModel(createPool())
    expect(model?.stops.map(({ text }) => plain(text))).toEqual([
      'Whale: +8.7 points a year',
      'Fees: −2.0 points a year (you +9.0 %, the whale +11.0 %)',
      'Impermanent loss: 0 points a year (you −2.3 %, the whale −2.3 %)',
      'Gas: −4.7 points a year (you −4.7 %, the whale −0.03 %)',
      'You: +2.0 points a year',
    ])
    expect(model?.table.columns).toEqual(['Part', 'Whale', 'You', 'Difference'])
  })

  it('behavior: without a whale it shows how your own rate comes about', () => {
    const model = createWaterfallModel(createPool({ whale: null, gap: null }))
    expect(model?.title).toBe('Gas took 4.7 of the 9.0 points that fees brought')
    expect(model?.stops.at(-1)?.text).toContain('You')
  })

  it('behavior: there is none while a part is unknown', () => {
    expect(createWaterfallModel(createPool({ gap: createRates({ gas: null, net: null }) }))).toBeNull()
    expect(
      createWaterfallModel(createPool({ you: createPerformance({ rates: createRates({ fees: null }) }) })),
    ).toBeNull()
  })
})

describe('the chart of ranges', () => {
  const range = {
    positionId: '7',
    tickLower: 196_250,
    tickUpper: 200_310,
    fromTimestamp: start,
    toTimestamp: start + 40 * day,
  }
  const pool = createPool({ you: createPerformance({ ranges: [range] }) })

  it('default: price and ranges told in the token nearer to money', () => {
    const model = createRangesModel(series, pool)
    expect(model?.subtitle).toBe('Price of WETH in USDC, with both ranges')
    expect(model?.table.rows.map(([, price]) => price)).toEqual(['2,500.0', '2,800.0', '3,000.0'])
    expect(model?.stops[0]?.text).toMatch(
      /price 2,500\.0, your range [12],\d{3}\.\d to 3,00\d\.\d USDC, the whale’s none$/,
    )
    expect(model?.stops.at(-1)?.text).toContain('your range none')
  })

  it('behavior: unknown prices leave gaps, and nothing but unknown leaves no chart', () => {
    expect(createRangesModel({ ...series, price: [null, 1 / 2800, null] }, pool)?.table.rows[0]?.[1]).toBe('unknown')
    expect(createRangesModel({ ...series, price: [null, null, null] }, pool)).toBeNull()
  })
})

describe('drawing', () => {
  it('default: labels at the ends of lines keep apart and inside', () => {
    expect(spreadLabels([100, 101, 50], 16, 200)).toEqual([100, 116, 50])
    const crowded = spreadLabels([190, 195, 199], 16, 200)
    expect(crowded.toSorted((a, b) => a - b)).toEqual([168, 184, 200])
  })

  it('default: round numbers on axes', () => {
    expect([3500, -15, 0, 1e-16, 0.00041].map(formatTick)).toEqual(['3,500', '−15', '0', '0', '0.00041'])
    expect([5, -5, 0].map(formatPercentTick).map(plain)).toEqual(['+5 %', '−5 %', '0 %'])
  })
})
