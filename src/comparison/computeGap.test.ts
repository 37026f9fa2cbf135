import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Rates } from '../domain/performance'
import { computeGap, GAP_PARTS } from './computeGap'
import { computeGapSentenceParts } from './computeGapSentenceParts'

const rates = (fees: number, impermanentLoss: number, rewards: number, gas: number): Rates => ({
  fees,
  impermanentLoss,
  rewards,
  gas,
  net: fees + impermanentLoss + rewards + gas,
})
/** The example of the design: -6.2 % a year next to +4.4 %. */
const you = rates(0.098, -0.071, 0, -0.089)
const whale = rates(0.172, -0.126, 0, -0.002)

const rate = fc.double({ min: -10, max: 10, noNaN: true })
const anyRates = fc.tuple(rate, rate, rate, rate).map((parts) => rates(...parts))

it('computeGap: you less the whale, part by part', () => {
  const gap = computeGap(you, whale)
  expect(gap.fees).toBeCloseTo(-0.074, 12)
  expect(gap.impermanentLoss).toBeCloseTo(0.055, 12)
  expect(gap.rewards).toBe(0)
  expect(gap.gas).toBeCloseTo(-0.087, 12)
  expect(gap.net).toBeCloseTo(-0.106, 12)
})

it('computeGap: parts add up to net to the last bit, which is the difference of the nets', () => {
  fc.assert(
    fc.property(anyRates, anyRates, (a, b) => {
      const gap = computeGap(a, b)
      expect(gap.net).toBe(GAP_PARTS.map((part) => gap[part] as number).reduce((sum, part) => sum + part))
      expect(gap.net).toBeCloseTo((a.net as number) - (b.net as number), 12)
    }),
  )
})

it('computeGap: the other way round it is the same with the other sign, and with oneself there is none', () => {
  fc.assert(
    fc.property(anyRates, anyRates, (a, b) => {
      for (const part of [...GAP_PARTS, 'net'] as const) {
        expect((computeGap(a, b)[part] as number) + (computeGap(b, a)[part] as number)).toBe(0)
        expect(computeGap(a, a)[part]).toBe(0)
      }
    }),
  )
})

it('computeGap: what is unknown on either side is unknown, with net, and the rest stands', () => {
  for (const [a, b] of [
    [{ ...you, gas: null, net: null }, whale],
    [you, { ...whale, gas: null, net: null }],
  ] as const) {
    expect(computeGap(a, b)).toEqual({ ...computeGap(you, whale), gas: null, net: null })
  }
})

it('computeGapSentenceParts: "Gas explains 8.7 of the 10.6 points"', () => {
  expect(computeGapSentenceParts(computeGap(you, whale))).toEqual({
    net: expect.closeTo(-0.106, 12),
    isAhead: false,
    part: 'gas',
    points: expect.closeTo(-0.087, 12),
    exceedsNet: false,
    offset: { part: 'impermanentLoss', points: expect.closeTo(0.055, 12) },
  })
})

it('computeGapSentenceParts: a part that is more than the whole gap is marked, with what makes up for it', () => {
  expect(computeGapSentenceParts(computeGap(rates(0.2, -0.1, 0, -0.09), whale))).toMatchObject({
    part: 'gas',
    exceedsNet: true,
    offset: { part: 'fees' },
  })
})

it('computeGapSentenceParts: always names a part that points the way of the gap, and at least a quarter of it', () => {
  fc.assert(
    fc.property(anyRates, anyRates, (a, b) => {
      const gap = computeGap(a, b)
      const parts = computeGapSentenceParts(gap)
      if (gap.net === 0) {
        expect(parts).toBeNull()
        return
      }
      expect(Math.sign(parts?.points ?? 0)).toBe(Math.sign(gap.net as number))
      expect(Math.abs(parts?.points ?? 0)).toBeGreaterThanOrEqual(Math.abs(gap.net as number) / 4.0000001)
      expect(parts?.isAhead).toBe((gap.net as number) > 0)
    }),
  )
})

it('computeGapSentenceParts: nothing is explained by a gap that is unknown or zero', () => {
  expect(computeGapSentenceParts(computeGap(you, you))).toBeNull()
  expect(computeGapSentenceParts({ ...computeGap(you, whale), net: null })).toBeNull()
})
