import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { computeWorkedExample } from './computeWorkedExample'
import { EXAMPLE_BOUNDS, EXAMPLE_DAYS } from './workedExampleLedger'

const years = EXAMPLE_DAYS / 365

describe('the worked example of the method screen', () => {
  it('default: agrees with what can be worked out by hand', () => {
    const { you, whale, gap } = computeWorkedExample({ capital: 1000, endPrice: 3000, gasGwei: 4 })
    const { value, rates, amounts, timeInRange, gas } = you.performance
    // Over the full range x * y stays: 0.2 WETH and 500 USDC become 0.2 * sqrt(2500 / 3000) and 500 * sqrt(3000 / 2500).
    expect(Number(amounts.deposited[0]) / 1e18).toBeCloseTo(0.2, 6)
    expect(Number(amounts.deposited[1]) / 1e6).toBeCloseTo(500, 3)
    expect(Number(amounts.principal[0]) / 1e18).toBeCloseTo(0.2 * Math.sqrt(2500 / 3000), 6)
    expect(Number(amounts.principal[1]) / 1e6).toBeCloseTo(500 * Math.sqrt(3000 / 2500), 3)
    expect(value.hodl).toBeCloseTo(1100, 2)
    expect(value.impermanentLoss).toBeCloseTo(1000 * Math.sqrt(1.2) - 1100, 2)
    expect(value.marketMove).toBeCloseTo(100, 2)
    expect(value.capitalYears).toBeLessThan(1100 * years)
    expect(value.capitalYears).toBeGreaterThan(1000 * years)
    // 9 USDC, and 0.003 WETH at what it cost on the day of each collect.
    const days = (from: number, to: number, price: number) => ((0.003 * (to - from)) / EXAMPLE_DAYS) * price
    const priceOn = (day: number) => 2500 + (500 * day) / EXAMPLE_DAYS
    const wethFees = days(0, 24, priceOn(24)) + days(24, 49, priceOn(49)) + days(49, 73, 3000)
    expect(value.fees).toBeCloseTo(9 + wethFees, 3)
    expect(gas).toMatchObject({ wei: 790_000n * 4_000_000_000n, transactions: 3 })
    expect(timeInRange).toBe(1)
    expect(value.net).toBeCloseTo((value.fees ?? 0) + (value.impermanentLoss ?? 0) + (value.gas ?? 0), 9)
    expect(whale.performance.gas.transactions).toBe(11)
    expect(gap.net).toBeCloseTo((rates.net ?? 0) - (whale.performance.rates.net ?? 0), 12)
    expect([...you.missing, ...whale.missing]).toEqual([])
  })

  it('behavior: the whale earns nothing while the price is out of its range', () => {
    const near = computeWorkedExample({ capital: 1000, endPrice: 3000, gasGwei: 4 })
    const far = computeWorkedExample({ capital: 1000, endPrice: 6000, gasGwei: 4 })
    expect(near.whale.performance.timeInRange).toBe(1)
    // It leaves its range at some $3,125 of a way from $2,500 to $6,000: after 14 of 73 days, counted at their starts.
    expect(far.whale.performance.timeInRange).toBeCloseTo(14 / EXAMPLE_DAYS, 6)
    expect(far.you.performance.timeInRange).toBe(1)
  })

  it('invariant: whatever is chosen, all figures are known and add up', () => {
    const within = ([min, max]: readonly [number, number]) => fc.double({ min, max, noNaN: true })
    const choices = fc.record({
      capital: within(EXAMPLE_BOUNDS.capital),
      endPrice: within(EXAMPLE_BOUNDS.endPrice),
      gasGwei: within(EXAMPLE_BOUNDS.gasGwei),
    })
    fc.assert(
      fc.property(choices, (chosen) => {
        const { you, whale, gap, curve, whatIf, concentration } = computeWorkedExample(chosen)
        expect([...you.missing, ...whale.missing, ...you.inconsistent, ...whale.inconsistent]).toEqual([])
        for (const { performance } of [you, whale]) {
          const { fees, impermanentLoss, rewards, gas, net, pnl, marketMove } = performance.value
          expect(net).toBe((fees ?? 0) + (impermanentLoss ?? 0) + (rewards ?? 0) + (gas ?? 0))
          expect(pnl).toBe((marketMove ?? 0) + (net ?? 0))
          // Rounding of a few base units apart, holding is never worse than providing without fees.
          expect(impermanentLoss).toBeLessThan(1e-4)
        }
        expect(Object.values(gap)).not.toContain(null)
        expect(curve?.whaleAtYourSize).toBeCloseTo(whatIf?.withOtherGas.rates.net ?? Number.NaN, 6)
        expect(concentration.owners).toBe(5)
      }),
      { numRuns: 60 },
    )
  })
})
