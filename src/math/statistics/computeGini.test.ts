import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InvalidStatisticError } from '../../errors'
import { amounts, factor } from './amounts.fixture'
import { computeGini } from './computeGini'

test('known cases', () => {
  expect(computeGini([1, 3])).toBeCloseTo(0.25, 15)
  expect(computeGini([1, 2, 3, 4, 5])).toBeCloseTo(4 / 15, 15)
  expect(computeGini([0, 0, 0, 7])).toBeCloseTo(0.75, 15)
})

test('behavior: 0 when all have the same, and for a single owner', () => {
  expect(computeGini([3, 3, 3])).toBeCloseTo(0, 15)
  expect(computeGini([42])).toBe(0)
})

test('behavior: null when there is nothing to share', () => {
  expect(computeGini([])).toBeNull()
  expect(computeGini([0])).toBeNull()
})

test('behavior: equals half the mean absolute difference over the mean', () => {
  fc.assert(
    fc.property(amounts, (amounts) => {
      const total = amounts.reduce((sum, amount) => sum + amount, 0)
      const differences = amounts.flatMap((a) => amounts.map((b) => Math.abs(a - b) / total))
      const expected = differences.reduce((sum, difference) => sum + difference, 0) / (2 * amounts.length)
      expect(computeGini(amounts)).toBeCloseTo(expected, 10)
    }),
  )
})

test('behavior: from 0 to 1 - 1/n, the same in any currency and any order', () => {
  fc.assert(
    fc.property(amounts, factor, (amounts, factor) => {
      const gini = computeGini(amounts) as number
      expect(gini).toBeGreaterThanOrEqual(0)
      expect(gini).toBeLessThanOrEqual(1 - 1 / amounts.length + 1e-12)
      expect(computeGini(amounts.map((amount) => amount * factor).reverse())).toBeCloseTo(gini, 12)
    }),
  )
})

test('behavior: giving from the richer to the poorer never raises it', () => {
  fc.assert(
    fc.property(amounts, fc.double({ min: 0, max: 0.5, noNaN: true }), (amounts, part) => {
      const sorted = amounts.toSorted((a, b) => a - b)
      const [poorest, richest] = [sorted[0] as number, sorted.at(-1) as number]
      const gift = (richest - poorest) * part
      const after = [poorest + gift, ...sorted.slice(1, -1), richest - gift].slice(0, sorted.length)
      fc.pre(sorted.length > 1)
      expect(computeGini(after)).toBeLessThanOrEqual((computeGini(sorted) as number) + 1e-12)
    }),
  )
})

test('error: a negative amount', () => {
  expect(() => computeGini([1, -1])).toThrow(InvalidStatisticError)
})
