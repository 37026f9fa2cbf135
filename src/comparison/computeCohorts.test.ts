import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { computeCohorts, type CohortOwner } from './computeCohorts'

const figure = fc.double({ min: -1e6, max: 1e6, noNaN: true })
const arbitraryOwner: fc.Arbitrary<CohortOwner> = fc.record({
  capitalYears: fc.option(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e8, noNaN: true }))),
  capital: fc.option(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e8, noNaN: true }))),
  fees: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
  net: fc.option(figure),
  netRate: fc.option(fc.double({ min: -2, max: 2, noNaN: true })),
})

function owner(capital: number | null, fees: number | null, net: number | null): CohortOwner {
  return { capital, capitalYears: capital, fees, net, netRate: net === null || !capital ? null : net / capital }
}

describe('computeCohorts', () => {
  it('known case: one owner on each side of each limit, and one who left', () => {
    const cohorts = computeCohorts(
      [
        owner(999, 10, -1),
        owner(1_000, 10, 5),
        owner(9_999, 10, -5),
        owner(10_000, 10, 1),
        owner(100_000, 10, 1),
        owner(1_000_000, 40, 1),
        owner(0, 10, -3),
      ],
      1,
    )
    expect(cohorts.map(({ kind, from, to, owners }) => [kind, from, to, owners])).toEqual([
      ['size', 0, 1_000, 1],
      ['size', 1_000, 10_000, 2],
      ['size', 10_000, 100_000, 1],
      ['size', 100_000, 1_000_000, 1],
      ['size', 1_000_000, null, 1],
      ['left', 0, 0, 1],
    ])
    expect(cohorts[1]).toMatchObject({ feeShare: 0.2, belowHolding: 0.5, unknownNet: 0 })
    expect(cohorts[1]?.medianNetRate).toBeCloseTo((5 / 1_000 - 5 / 9_999) / 2, 12)
    expect(cohorts[5]).toMatchObject({ capitalShare: 0, feeShare: 0.1, belowHolding: 1, medianNetRate: null })
  })

  it('limits are dollars, whatever the currency', () => {
    const [, small, middle] = computeCohorts([owner(1, 0, null), owner(5, 0, null)], 2_500)
    expect([small?.owners, middle?.owners]).toEqual([1, 1])
    expect(computeCohorts([owner(1, 0, null)], null)).toEqual([])
  })

  it('unknown figures are left out and counted, never 0', () => {
    const [smallest] = computeCohorts([owner(10, null, null), owner(10, 4, -2), owner(null, 100, 5)], 1)
    expect(smallest).toMatchObject({ owners: 2, capitalShare: 1, feeShare: 1, belowHolding: 1, unknownNet: 1 })
    expect(smallest?.medianNetRate).toBeCloseTo(-0.2, 12)
  })

  it('who was inside for one block only has no rate, which is not an unknown one', () => {
    const left = computeCohorts([owner(0, 5, 3), { ...owner(0, 5, null), capitalYears: 1 }], 1).at(-1)
    expect(left).toMatchObject({ owners: 2, withoutRate: 1, unknownNet: 1, medianNetRate: null, belowHolding: 0 })
  })

  it('every owner with known capital is in one cohort, and the shares of all cohorts add up to 1', () => {
    fc.assert(
      fc.property(
        fc.array(arbitraryOwner, { maxLength: 80 }),
        fc.double({ min: 1e-3, max: 1e4, noNaN: true }),
        (owners, price) => {
          const cohorts = computeCohorts(owners, price)
          const known = owners.filter(({ capital }) => capital !== null)
          expect(cohorts.reduce((sum, cohort) => sum + cohort.owners, 0)).toBe(known.length)
          for (const share of ['capitalShare', 'feeShare'] as const) {
            const shares = cohorts.map((cohort) => cohort[share])
            if (shares.includes(null)) expect(shares.every((one) => one === null)).toBe(true)
            else expect(shares.reduce<number>((sum, one) => sum + (one ?? 0), 0)).toBeCloseTo(1, 9)
          }
          for (const { belowHolding } of cohorts) if (belowHolding !== null) expect(belowHolding).toBeLessThanOrEqual(1)
        },
      ),
    )
  })
})
