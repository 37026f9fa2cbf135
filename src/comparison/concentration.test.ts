import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { computeConcentration } from './computeConcentration'
import { computeLorenzSamples } from './computeLorenzSamples'
import { computePercentile } from './computePercentile'

const amount = fc.double({ min: 0, max: 1e9, noNaN: true })
const amounts = fc.array(amount, { minLength: 1, maxLength: 60 })
const someAmounts = amounts.filter((all) => all.some((one) => one > 1e-3))

describe('computeConcentration', () => {
  it('known cases: equal owners, one owner with everything, and a hand-computed pool', () => {
    expect(computeConcentration([5, 5, 5, 5])).toEqual({
      top1: 0.25,
      top5: 1,
      top10: 1,
      gini: 0,
      hhi: 0.25,
      owners: 4,
      unknown: 0,
    })
    expect(computeConcentration([0, 0, 0, 8])).toMatchObject({ top1: 1, gini: 0.75, hhi: 1 })
    // Shares 0.1, 0.2, 0.7: Gini = 2 * (1 * 0.1 + 2 * 0.2 + 3 * 0.7) / 3 - 4 / 3 = 0.4.
    const three = computeConcentration([7, 1, 2])
    expect(three.top1).toBeCloseTo(0.7, 12)
    expect(three.gini).toBeCloseTo(0.4, 12)
    expect(three.hhi).toBeCloseTo(0.54, 12)
  })

  it('unknown amounts are left out and counted, not taken for nothing', () => {
    expect(computeConcentration([5, null, 5])).toEqual({ ...computeConcentration([5, 5]), unknown: 1 })
    expect(computeConcentration([null])).toMatchObject({ top1: null, gini: null, hhi: null, owners: 0, unknown: 1 })
    expect(computeConcentration([0, 0])).toMatchObject({ top1: null, gini: null, hhi: null, owners: 2 })
  })

  it('a unit below nothing is rounding', () => {
    expect(computeConcentration([-1e-6, 10])).toEqual(computeConcentration([0, 10]))
  })

  it('bounds: top 1 <= top 5 <= top 10 <= 1, Gini from 0 to 1 - 1/n, HHI from 1/n to 1', () => {
    fc.assert(
      fc.property(someAmounts, (all) => {
        const { top1, top5, top10, gini, hhi, owners } = computeConcentration(all) as unknown as Record<string, number>
        const slack = 1e-9
        expect(top1).toBeGreaterThanOrEqual(1 / (owners as number) - slack)
        expect(top5).toBeGreaterThanOrEqual((top1 as number) - slack)
        expect(top10).toBeGreaterThanOrEqual((top5 as number) - slack)
        expect(top10).toBeLessThanOrEqual(1)
        expect(gini).toBeGreaterThanOrEqual(-slack)
        expect(gini).toBeLessThanOrEqual(1 - 1 / (owners as number) + slack)
        expect(hhi).toBeGreaterThanOrEqual(1 / (owners as number) - slack)
        expect(hhi).toBeLessThanOrEqual(1 + slack)
      }),
    )
  })

  it('another unit of money changes nothing', () => {
    fc.assert(
      fc.property(someAmounts, fc.integer({ min: -20, max: 20 }), (all, power) => {
        expect(computeConcentration(all.map((one) => one * 2 ** power))).toEqual(computeConcentration(all))
      }),
    )
  })

  it('each owner twice: Gini stays, HHI halves; the order of owners never matters', () => {
    fc.assert(
      fc.property(someAmounts, (all) => {
        const once = computeConcentration(all)
        const twice = computeConcentration([...all, ...all])
        expect(twice.gini).toBeCloseTo(once.gini as number, 9)
        expect(twice.hhi).toBeCloseTo((once.hhi as number) / 2, 9)
        expect(computeConcentration([...all].reverse())).toEqual(once)
      }),
    )
  })

  it('splitting an owner in two never raises a share of the largest or the HHI', () => {
    fc.assert(
      fc.property(someAmounts, fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (all, place, share) => {
        const index = place % all.length
        const split = all.flatMap((one, at) => (at === index ? [one * share, one - one * share] : [one]))
        const before = computeConcentration(all)
        const after = computeConcentration(split)
        for (const figure of ['top1', 'top5', 'top10', 'hhi'] as const) {
          expect(after[figure]).toBeLessThanOrEqual((before[figure] as number) + 1e-9)
        }
      }),
    )
  })
})

describe('computeLorenzSamples', () => {
  it('both curves go from nothing to everything, below the diagonal, ever steeper, in the same steps', () => {
    fc.assert(
      fc.property(someAmounts, someAmounts, (capital, fees) => {
        const curves = computeLorenzSamples(capital, fees)
        const steps = Math.max(capital.length, fees.length)
        for (const [curve, all] of [
          [curves.capital, capital.length],
          [curves.fees, fees.length],
        ] as const) {
          const { owners, shares } = curve as { owners: readonly number[]; shares: readonly number[] }
          expect([owners.length, shares.length]).toEqual([steps + 1, steps + 1])
          expect([owners[0], owners[steps], shares[0], shares[steps]]).toEqual([0, all, 0, 1])
          const rises = Array.from({ length: all }, (_, count) => {
            const [low, high] = [count, count + 1].map((one) => shares[owners.indexOf(one)] as number)
            return (high as number) - (low as number)
          })
          rises.forEach((rise, index) => expect(rise).toBeGreaterThanOrEqual((rises[index - 1] ?? 0) - 1e-9))
          shares.forEach((share, step) => expect(share).toBeLessThanOrEqual((owners[step] as number) / all + 1e-9))
        }
      }),
    )
  })

  it('with few owners every step is one owner: nobody stands between two of them', () => {
    const { capital, fees } = computeLorenzSamples([2, 1, 0, 5], [3, 1])
    expect(capital).toEqual({ owners: [0, 1, 2, 3, 4], shares: [0, 0, 0.125, 0.375, 1] })
    expect(fees).toEqual({ owners: [0, 0, 1, 1, 2], shares: [0, 0, 0.25, 0.25, 1] })
  })

  it('with many owners a step is a hundredth of them, in whole owners', () => {
    const amounts = Array.from({ length: 250 }, (_, index) => index + 1)
    const { capital } = computeLorenzSamples(amounts, [])
    expect(capital?.owners).toHaveLength(101)
    expect(capital?.owners.slice(0, 4)).toEqual([0, 2, 5, 7])
    expect(capital?.owners.slice(-2)).toEqual([247, 250])
    expect(capital?.shares[99]).toBeCloseTo((247 * 248) / (250 * 251), 12)
  })

  it('nothing to share gives no curve', () => {
    expect(computeLorenzSamples([0, null], [])).toEqual({ capital: null, fees: null })
  })
})

describe('computePercentile', () => {
  it('counts those that are smaller, equals by half, unknown ones not at all', () => {
    expect(computePercentile([1, 2, 3, 4], 3.5)).toBe(0.75)
    expect(computePercentile([1, 2, 2, 4], 2)).toBe(0.5)
    expect(computePercentile([Number.NaN, 1], 2)).toBe(1)
    expect(computePercentile([Number.NaN], 2)).toBeNull()
    expect(computePercentile([], 2)).toBeNull()
  })

  it('more money is never a lower place', () => {
    fc.assert(
      fc.property(amounts, amount, amount, (all, a, b) => {
        const low = computePercentile(all, Math.min(a, b)) as number
        expect(computePercentile(all, Math.max(a, b))).toBeGreaterThanOrEqual(low)
      }),
    )
  })
})
