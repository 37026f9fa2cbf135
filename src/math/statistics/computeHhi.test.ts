import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InvalidStatisticError } from '../../errors'
import { amounts, factor } from './amounts.fixture'
import { computeHhi } from './computeHhi'

test('known cases', () => {
  expect(computeHhi([1, 1, 1, 1])).toBe(0.25)
  expect(computeHhi([1, 3])).toBe(0.625)
  expect(computeHhi([0, 0, 5])).toBe(1)
})

test('behavior: null when there is nothing to share', () => {
  expect(computeHhi([])).toBeNull()
  expect(computeHhi([0, 0])).toBeNull()
})

test('behavior: from 1/n to 1, the same in any currency and any order', () => {
  fc.assert(
    fc.property(amounts, factor, (amounts, factor) => {
      const hhi = computeHhi(amounts) as number
      expect(hhi).toBeGreaterThanOrEqual(1 / amounts.length - 1e-12)
      expect(hhi).toBeLessThanOrEqual(1 + 1e-12)
      expect(computeHhi(amounts.map((amount) => amount * factor).reverse())).toBeCloseTo(hhi, 12)
    }),
  )
})

test('error: a negative amount', () => {
  expect(() => computeHhi([1, -1])).toThrow(InvalidStatisticError)
})
