import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { computePerformance } from '../accounting/computePerformance'
import { alice, bob, LedgerStory, pair, units } from '../accounting/stories/ledgerStory'
import type { ReportPerformance, ReportPool } from '../domain/report'
import { formatReportPerformance } from '../report/formatReportPerformance'
import { createPerformance, createPool, createWhale } from '../ui/report.fixture'
import { computePoolSizeCurve } from './computePoolSizeCurve'
import { computeWhatIf } from './computeWhatIf'

const figure = fc.double({ min: -1e6, max: 1e6, noNaN: true })
const side = fc
  .record({
    capitalYears: fc.double({ min: 1, max: 1e8, noNaN: true }),
    fees: fc.double({ min: 0, max: 1e6, noNaN: true }),
    impermanentLoss: figure,
    rewards: fc.double({ min: 0, max: 1e5, noNaN: true }),
    gas: fc.double({ min: -1e5, max: 0, noNaN: true }),
    share: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null }),
  })
  .map(({ share, ...figures }): ReportPerformance => {
    const { value, rates } = createPerformance()
    const rate = (name: 'fees' | 'impermanentLoss' | 'rewards' | 'gas') => figures[name] / figures.capitalYears
    const known = {
      fees: rate('fees'),
      impermanentLoss: rate('impermanentLoss'),
      rewards: rate('rewards'),
      gas: rate('gas'),
    }
    const net = known.fees + known.impermanentLoss + known.rewards + known.gas
    return createPerformance({
      value: { ...value, ...figures },
      rates: { ...rates, ...known, net },
      averageCapital: figures.capitalYears * 5,
      shareOfPool: share,
    })
  })

describe('computeWhatIf', () => {
  it('default: the worked example: $1,000 in the ranges of a million', () => {
    const whale = createWhale({
      value: { ...createPerformance().value, capitalYears: 200_000, fees: 22_000, impermanentLoss: -4_550, gas: -50 },
      gas: { ...createPerformance().gas, transactions: 212 },
      amounts: { ...createPerformance().amounts, feesCollected: ['6000999', '2000'], feesUncollected: ['3000', '1'] },
      shareOfPool: 0.4,
    })
    const result = computeWhatIf(createPerformance(), whale)
    expect(result).toMatchObject({
      capital: 1000,
      capitalYears: 200,
      scale: 0.001,
      feeAmounts: [6003n, 2n],
      fees: 22,
      impermanentLoss: -4.55,
      rewards: 0,
      withOwnGas: { gas: -9.45, transactions: 3, net: expect.closeTo(8, 9) },
      withOtherGas: { gas: -50, transactions: 212, net: expect.closeTo(-32.55, 9) },
      isUnrealistic: false,
    })
    expect(result?.feesAtLeast).toBeCloseTo(22 / 1.001, 9)
    expect(result?.activeShare).toBeCloseTo(0.0004 / 1.0004, 9)
    // The whale is a thousand times as much as what it would join.
    const other = computeWhatIf(whale, createPerformance({ shareOfPool: 0.0004 }))
    expect(other).toMatchObject({ scale: 1000, isUnrealistic: true })
    expect(other?.activeShare).toBeCloseTo(0.4 / 1.4, 9)
    expect(other?.feesAtLeast).toBeCloseTo((18 * 1000) / 1001, 9)
  })

  it('behavior: with the gas of its own transactions its rates before gas are the other’s, and it lies on the other’s curve', () => {
    fc.assert(
      fc.property(side, side, (you, whale) => {
        const result = computeWhatIf(you, whale)
        if (result === null) throw new Error('Both have capital.')
        const size = Math.max(1, ...Object.values(whale.rates).map(Math.abs), ...Object.values(you.rates).map(Math.abs))
        for (const { rates } of [result.withOwnGas, result.withOtherGas]) {
          for (const part of ['fees', 'impermanentLoss', 'rewards'] as const) {
            expect(Math.abs((rates[part] as number) - (whale.rates[part] as number)) / size).toBeLessThan(1e-12)
          }
        }
        expect(result.withOwnGas.rates.gas).toBe(you.rates.gas)
        const pool: ReportPool = createPool({ you, whale: createWhale(whale) })
        const onCurve = computePoolSizeCurve(pool)?.whaleAtYourSize as number
        const gasSize = Math.max(size, Math.abs(result.withOtherGas.rates.gas as number))
        expect(Math.abs((result.withOtherGas.rates.net as number) - onCurve) / gasSize).toBeLessThan(1e-12)
        expect(result.feesAtLeast as number).toBeLessThanOrEqual(result.fees as number)
        const back = computeWhatIf(whale, you)
        expect(result.scale * (back?.scale ?? 0)).toBeCloseTo(1, 12)
      }),
    )
  })

  it('behavior: whoever had the same ranges at the same times finds their own figures again', () => {
    const story = new LedgerStory().day(0, 1).mint(alice, '1').mint(bob, '2')
    story.transaction(alice, units(0.001), () => story.deposit('1', units(1), pair(1, 1)))
    story.transaction(bob, units(0.002), () => story.deposit('2', units(250), pair(250, 250)))
    story.day(5, 1.5).earn('1', pair(0.1, 0.2)).earn('2', pair(25, 50))
    story.transaction(alice, 10n, () => story.collect('1', pair(0.1, 0.2)))
    story.transaction(bob, 10n, () => story.collect('2', pair(25, 50)))
    story
      .day(7, 1.2)
      .earn('1', [333n, 777n])
      .earn('2', [333n * 250n, 777n * 250n])
      .day(10, 2.25)
    const [mine, theirs] = [alice, bob].map((owner) =>
      formatReportPerformance(computePerformance(story.input(owner, story.window(0, 10))), 0.1),
    ) as [ReportPerformance, ReportPerformance]
    const result = computeWhatIf(mine, theirs)
    expect(result?.scale).toBeCloseTo(1 / 250, 12)
    // Capital is valued in numbers, so the ratio of two capitals is exact to 15 digits and the last unit may be cut off.
    const own = [0, 1].map(
      (token) => BigInt(mine.amounts.feesCollected[token] ?? 0) + BigInt(mine.amounts.feesUncollected[token] ?? 0),
    )
    result?.feeAmounts?.forEach((amount, token) => {
      const difference = (own[token] as bigint) - amount
      expect(difference >= -100n && difference <= 100n, `${difference} of ${own[token]}`).toBe(true)
    })
    expect(result?.fees).toBeCloseTo(mine.value.fees as number, 9)
    expect(result?.impermanentLoss).toBeCloseTo(mine.value.impermanentLoss as number, 9)
    expect(result?.withOwnGas.net).toBeCloseTo(mine.value.net as number, 9)
  })

  it('behavior: what is unknown of the other stays unknown; without capital on a side there is nothing to scale', () => {
    const { value } = createPerformance()
    const noFees = createPerformance({ value: { ...value, fees: null }, unknownAmounts: ['feesUncollected'] })
    expect(computeWhatIf(createPerformance(), noFees)).toMatchObject({
      fees: null,
      feesAtLeast: null,
      feeAmounts: null,
      impermanentLoss: -4.55,
      withOwnGas: { net: null, rates: { net: null } },
    })
    for (const capitalYears of [null, 0]) {
      const none = createPerformance({ value: { ...value, capitalYears } })
      expect(computeWhatIf(none, createPerformance())).toBeNull()
      expect(computeWhatIf(createPerformance(), none)).toBeNull()
    }
    const outOfRange = createPerformance({ shareOfPool: 0 })
    expect(computeWhatIf(createPerformance(), outOfRange)).toMatchObject({ activeShare: null, isUnrealistic: true })
  })
})
