import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { computeRates } from '../accounting/computeRates'
import { SECONDS_PER_YEAR } from '../accounting/secondsPerYear'
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

type Values = Parameters<typeof computeRates>[0] & { readonly capitalYears: number }

/** An owner with these figures over a window. */
function createSide(values: Values, windowSeconds: number) {
  const rates = computeRates(values)
  const averageCapital = values.capitalYears / (windowSeconds / SECONDS_PER_YEAR)
  return { rates, strategy: computeStrategy({ rates, gas: values.gas, averageCapital, windowSeconds }) as Strategy }
}
type Side = ReturnType<typeof createSide>

/** Digits before the point of the largest part of a rate: what is added to it keeps 15 digits in all. */
function digitsOf({ rates }: Side): number {
  const largest = Math.max(...[rates.fees, rates.impermanentLoss, rates.gas].map((rate) => Math.abs(rate ?? 0)), 1)
  return Math.ceil(Math.log10(largest)) + 2
}

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
    // 97 even ones, both capitals, both break-evens and the crossing.
    expect(curve.points).toHaveLength(102)
  })

  it('behavior: each curve passes through its owner’s own point, to the last digits', () => {
    const side = fc.record({
      fees: fc.double({ min: 0, max: 1e6, noNaN: true }),
      impermanentLoss: fc.double({ min: -1e6, max: 1e5, noNaN: true }),
      rewards: fc.double({ min: 0, max: 1e4, noNaN: true }),
      gas: fc.double({ min: -1e6, max: 0, noNaN: true }),
      capitalYears: fc.double({ min: 1e-2, max: 1e9, noNaN: true }),
    })
    fc.assert(
      fc.property(side, side, fc.integer({ min: 3600, max: 10 * 31_536_000 }), (mine, theirs, windowSeconds) => {
        const [a, b] = [createSide(mine, windowSeconds), createSide(theirs, windowSeconds)]
        const curve = computeSizeCurve(a.strategy, b.strategy)
        const at = ({ strategy }: Side) => curve.points.find(({ capital }) => capital === strategy.averageCapital)
        expect(at(a)?.you).toBeCloseTo(a.rates.net as number, 15 - digitsOf(a))
        expect(at(b)?.whale).toBeCloseTo(b.rates.net as number, 15 - digitsOf(b))
        const alone = computeSizeCurve(a.strategy, null)
        expect(alone.points.find(({ capital }) => capital === a.strategy.averageCapital)?.you).toBe(at(a)?.you)
        expect([alone.crossing, alone.breakEven.whale, alone.whaleAtYourSize]).toEqual([null, null, null])
      }),
    )
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
        const even = (last / first) ** (1 / 96)
        sizes.slice(1).forEach((size, index) => {
          expect(size).toBeGreaterThan(sizes[index] as number)
          expect(size / (sizes[index] as number)).toBeLessThan(even * 1.000001)
        })
        for (const point of points) {
          expect(point.you).toBe(computeNetRate(a, point.capital))
          expect(point.whale).toBe(computeNetRate(b, point.capital))
          expect(Number.isFinite(point.you) && Number.isFinite(point.whale)).toBe(true)
        }
      }),
    )
  })
})
