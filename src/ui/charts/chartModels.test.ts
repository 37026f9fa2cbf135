import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { computeConcentration } from '../../comparison/computeConcentration'
import type { ReportSeries } from '../../domain/report'
import { moneyUnitOf } from '../format'
import { createPerformance, createPool, createRates } from '../report.fixture'
import { formatPercentTick, formatTick } from './axes'
import { spreadLabels } from './chartPlugins'
import type { ChartModel } from './chartModel'
import { createCumulativeModel } from './cumulativeModel'
import { createLorenzModel } from './lorenzModel'
import { paletteNames } from './palette'
import type { Palette } from './palette'
import { createRangesModel } from './rangesModel'
import { placeLabels } from './pointMarks'
import { computeAxisStart, createSizeModel } from './sizeModel'
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

describe('lines that share a chart', () => {
  const palette = Object.fromEntries(paletteNames.map((name) => [name, 'rgb(0, 0, 0)'])) as Palette
  const spread = { owners: [0, 1, 2], shares: [0, 0.2, 1] }
  const concentration = computeConcentration([1, 4])

  it.each<[string, ChartModel | null]>([
    ['cumulative net', createCumulativeModel(series, createPool())],
    ['net rate over capital', createSizeModel(createPool(), moneyUnitOf('USD'))],
    [
      'Lorenz curves',
      createLorenzModel({
        lorenz: { capital: spread, fees: { ...spread, shares: [0, 0.1, 1] } },
        concentration: { capital: concentration, fees: concentration },
      }),
    ],
  ])('are told apart without any colour: %s', (_, model) => {
    // There is no canvas here to measure text on.
    vi.stubGlobal('document', { createElement: () => ({ getContext: () => null }) })
    const datasets = (model?.configure(palette, 900).data.datasets ?? []) as readonly { borderDash?: number[] }[]
    vi.unstubAllGlobals()
    expect(datasets.length).toBeGreaterThanOrEqual(2)
    expect(new Set(datasets.map(({ borderDash }) => JSON.stringify(borderDash))).size).toBe(datasets.length)
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

describe('the chart of net rate over capital', () => {
  const usd = moneyUnitOf('USD')

  it('default: its title, its words, its stops and its table say the same', () => {
    const model = createSizeModel(createPool(), usd)
    expect(model?.title).toBe('Below $700 gas eats more than this pool pays you')
    expect(model?.notes?.join(' ')).toBe(model?.summary)
    expect(model?.table.columns).toEqual(['Capital', 'You', 'Whale'])
    expect(model?.table.rows).toHaveLength(model?.stops.length ?? 0)
    const own = model?.stops.findIndex(({ x }) => x === Math.log10(1000)) ?? -1
    expect(plain(model?.stops[own]?.text)).toMatch(/^With \$1,000: you \+2\.0 %, the whale [+−][\d.]+ %$/)
    expect(model?.table.rows[own]?.map(plain).slice(0, 2)).toEqual(['$1,000', '+2.0 %'])
  })

  it('behavior: your own line stands without a whale, and none without your own rate', () => {
    const alone = createSizeModel(createPool({ whale: null, gap: null }), usd)
    expect(alone?.table.columns).toEqual(['Capital', 'You'])
    expect(alone?.stops[0]?.text).not.toContain('whale')
    const you = createPerformance({ rates: createRates({ rewards: null, net: null }) })
    expect(createSizeModel(createPool({ you }), usd)).toBeNull()
  })

  it('behavior: names of marked points keep off each other, off the points and inside of the chart', () => {
    const area = { left: 0, top: 0, width: 400, height: 200 }
    const points = fc.record({
      x: fc.double({ min: 0, max: 400, noNaN: true }),
      y: fc.double({ min: 0, max: 200, noNaN: true }),
      width: fc.integer({ min: 20, max: 120 }),
    })
    fc.assert(
      fc.property(fc.array(points, { maxLength: 6 }), (labels) => {
        const boxes = placeLabels(labels, 16, area).filter((box) => box !== null)
        boxes.forEach((box, index) => {
          expect(box.left >= 0 && box.left + box.width <= 400 && box.top >= 0 && box.top + 16 <= 200).toBe(true)
          for (const { x, y } of labels) {
            expect(x > box.left && x < box.left + box.width && y > box.top && y < box.top + 16).toBe(false)
          }
          for (const other of boxes.slice(index + 1)) {
            const isApart = box.left + box.width <= other.left || other.left + other.width <= box.left
            expect(isApart || box.top + 16 <= other.top || other.top + 16 <= box.top).toBe(true)
          }
        })
      }),
    )
    const [free] = placeLabels([{ x: 200, y: 100, width: 60 }], 16, area)
    expect(free?.left).toBeGreaterThan(200)
    const line = [{ x: 220, y: 115 }]
    expect(placeLabels([{ x: 200, y: 100, width: 60 }], 16, area, line)[0]?.top).toBeLessThan(100)
    // The name would end at 267: a line that passes right beside it touches it.
    const beside = [{ x: 270, y: 115 }]
    expect(placeLabels([{ x: 200, y: 100, width: 60 }], 16, area, beside)[0]?.top).toBeLessThan(100)
  })

  it('behavior: the axis begins where the name of your own point has room at its left', () => {
    const [own, low, high, plot, room] = [3, 2.5, 7, 260, 75]
    const start = computeAxisStart(own, low, high, plot, room)
    expect(((own - start) / (high - start)) * plot).toBeCloseTo(room, 9)
    expect(computeAxisStart(own, low, high, 900, room)).toBe(low)
    expect(computeAxisStart(own, low, high, 50, room)).toBe(low)
  })
})
