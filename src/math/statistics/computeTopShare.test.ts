import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InvalidStatisticError } from '../../errors'
import { amounts, factor } from './amounts.fixture'
import { computeTopShare } from './computeTopShare'

test('known cases', () => {
  expect(computeTopShare([1, 5, 2], 1)).toBe(0.625)
  expect(computeTopShare([1, 5, 2], 2)).toBe(0.875)
})

test('behavior: as many as there are, or more, have everything', () => {
  expect(computeTopShare([1, 5, 2], 3)).toBe(1)
  expect(computeTopShare([1, 5, 2], 10)).toBe(1)
})

test('behavior: null when there is nothing to share', () => {
  expect(computeTopShare([], 1)).toBeNull()
  expect(computeTopShare([0], 1)).toBeNull()
})

test('behavior: at least count/n, at most 1, never less for more owners, the same in any currency', () => {
  fc.assert(
    fc.property(amounts, factor, fc.integer({ min: 1, max: 60 }), (amounts, factor, count) => {
      const share = computeTopShare(amounts, count) as number
      expect(share).toBeGreaterThanOrEqual(Math.min(1, count / amounts.length) - 1e-12)
      expect(share).toBeLessThanOrEqual(1)
      expect(computeTopShare(amounts, count + 1)).toBeGreaterThanOrEqual(share - 1e-12)
      expect(computeTopShare(amounts.map((amount) => amount * factor).reverse(), count)).toBeCloseTo(share, 12)
    }),
  )
})

test.each([0, -1, 1.5, NaN])('error: the top %s', (count) => {
  expect(() => computeTopShare([1], count)).toThrow(InvalidStatisticError)
})

test('error: a negative amount', () => {
  expect(() => computeTopShare([1, -1], 1)).toThrow(InvalidStatisticError)
})
