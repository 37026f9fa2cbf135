import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  computeBreakEven,
  computeCrossing,
  computeNetRate,
  computeSizeCurve,
  computeStrategy,
  type Strategy,
} from './computeSizeCurve'

/** The example of the design: $110 of gas a year on $1,240, $8,794 on $4.2M. */
const you: Strategy = { grossRate: 0.027, gasPerYear: 110.4, averageCapital: 1240 }
const whale: Strategy = { grossRate: 0.046, gasPerYear: 8794, averageCapital: 4_199_700 }

const strategy: fc.Arbitrary<Strategy> = fc.record({
  grossRate: fc.double({ min: -3, max: 3, noNaN: true }),
  gasPerYear: fc.oneof(fc.constant(0), fc.double({ min: 1e-3, max: 1e6, noNaN: true })),
  averageCapital: fc.double({ min: 1e-2, max: 1e9, noNaN: true }),
})

describe('computeStrategy', () => {
  const input = {
    rates: { fees: 0.1, impermanentLoss: -0.07, rewards: 0.01, gas: -0.2, net: -0.16 },
    gas: -50,
    averageCapital: 500,
    windowSeconds: (365 * 86_400) / 2,
  }

  it('default: rates without gas, and gas spread over the years of the window', () => {
    const result = computeStrategy(input)
    expect(result).toEqual({ grossRate: expect.closeTo(0.04, 12), gasPerYear: 100, averageCapital: 500 })
    // The owner's own point lies on their curve: 0.04 - 100 / 500.
    expect(computeNetRate(result as Strategy, 500)).toBeCloseTo(-0.16, 12)
  })

  it('behavior: unknown where a part is, or where nothing stood for any time', () => {
    expect(computeStrategy({ ...input, gas: null })).toBeNull()
    expect(computeStrategy({ ...input, averageCapital: null })).toBeNull()
    expect(computeStrategy({ ...input, averageCapital: 0 })).toBeNull()
    expect(computeStrategy({ ...input, windowSeconds: 0 })).toBeNull()
    expect(computeStrategy({ ...input, rates: { ...input.rates, rewards: null } })).toBeNull()
  })
})

describe('computeBreakEven', () => {
  it('default: the capital whose return just pays the gas', () => {
    // 110.4 / 0.027
    expect(computeBreakEven(you)).toEqual({ kind: 'above', capital: expect.closeTo(4088.89, 2) })
    expect(computeBreakEven(whale)).toEqual({ kind: 'above', capital: expect.closeTo(191_173.91, 2) })
  })

  it('behavior: a loss before gas never pays, a gain without gas always does', () => {
    expect(computeBreakEven({ ...you, grossRate: 0 })).toEqual({ kind: 'never' })
    expect(computeBreakEven({ ...you, grossRate: -0.1 })).toEqual({ kind: 'never' })
    expect(computeBreakEven({ ...you, gasPerYear: 0 })).toEqual({ kind: 'always' })
  })

  it('behavior: the net rate is zero there, negative below and positive above', () => {
    fc.assert(
      fc.property(strategy, (one) => {
        const breakEven = computeBreakEven(one)
        if (breakEven.kind !== 'above') return
        expect(Math.abs(computeNetRate(one, breakEven.capital))).toBeLessThan(1e-9)
        expect(computeNetRate(one, breakEven.capital * 0.9)).toBeLessThan(0)
        expect(computeNetRate(one, breakEven.capital * 1.1)).toBeGreaterThan(0)
      }),
    )
  })
})

describe('computeCrossing', () => {
  it('default: more gas and a better rate pay above a size', () => {
    // (8794 - 110.4) / (0.046 - 0.027)
    const crossing = computeCrossing(you, whale)
    expect(crossing).toMatchObject({ capital: expect.closeTo(457_031.58, 2), betterAbove: 'whale' })
    expect(crossing?.netRate).toBeCloseTo(0.027 - 110.4 / 457_031.58, 9)
  })

  it('behavior: none when one is better at every size, or both are the same', () => {
    expect(computeCrossing(you, { ...whale, gasPerYear: 1 })).toBeNull()
    expect(computeCrossing(you, { ...whale, grossRate: 0.01 })).toBeNull()
    expect(computeCrossing(you, { ...whale, grossRate: you.grossRate })).toBeNull()
    expect(computeCrossing(you, { ...whale, gasPerYear: you.gasPerYear })).toBeNull()
    expect(computeCrossing(you, you)).toBeNull()
  })

  it('behavior: both earn the same there, and the named one more above', () => {
    fc.assert(
      fc.property(strategy, strategy, (a, b) => {
        const crossing = computeCrossing(a, b)
        if (crossing === null || crossing.capital < 1e-6 || crossing.capital > 1e12) return
        const size = 1 + (a.gasPerYear + b.gasPerYear) / crossing.capital
        expect(Math.abs(computeNetRate(a, crossing.capital) - computeNetRate(b, crossing.capital))).toBeLessThan(
          1e-9 * size,
        )
        const above = computeNetRate(a, crossing.capital * 2) - computeNetRate(b, crossing.capital * 2)
        expect(above > 0 ? 'you' : 'whale').toBe(crossing.betterAbove)
        expect(computeCrossing(b, a)?.capital).toBe(crossing.capital)
      }),
    )
  })
})

describe('computeSizeCurve', () => {
  it('default: what each way of working would have returned at the other’s size', () => {
    const curve = computeSizeCurve(you, whale)
    expect(curve.whaleAtYourSize).toBeCloseTo(0.046 - 8794 / 1240, 9)
    expect(curve.youAtWhaleSize).toBeCloseTo(0.027 - 110.4 / 4_199_700, 9)
    expect(curve.points).toHaveLength(97)
  })

  it('behavior: points rise evenly on a log axis and hold both capitals, break-evens and the crossing', () => {
    fc.assert(
      fc.property(strategy, strategy, (a, b) => {
        const { points, crossing, breakEven } = computeSizeCurve(a, b)
        const sizes = points.map(({ capital }) => capital)
        const [first, last] = [sizes[0] as number, sizes[sizes.length - 1] as number]
        const shown = [a.averageCapital, b.averageCapital]
        for (const mark of [crossing, breakEven.you, breakEven.whale]) {
          if (
            mark &&
            'capital' in mark &&
            mark.capital > Math.min(...shown) * 1e-6 &&
            mark.capital < Math.max(...shown) * 1e6
          ) {
            shown.push(mark.capital)
          }
        }
        for (const capital of shown) expect(first < capital && capital < last).toBe(true)
        expect(Math.log10(last / first)).toBeLessThanOrEqual(
          Math.log10(Math.max(a.averageCapital, b.averageCapital) / Math.min(a.averageCapital, b.averageCapital)) +
            13.001,
        )
        const ratio = (sizes[1] as number) / first
        sizes.slice(1).forEach((size, index) => expect(size / (sizes[index] as number)).toBeCloseTo(ratio, 6))
        for (const point of points) {
          expect(point.you).toBe(computeNetRate(a, point.capital))
          expect(Number.isFinite(point.you) && Number.isFinite(point.whale)).toBe(true)
        }
      }),
    )
  })
})
