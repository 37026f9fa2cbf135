import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InvalidStatisticError } from '../../errors'
import { amounts, factor } from './amounts.fixture'
import { computeShares } from './computeShares'

test('shares of the sum, smallest first', () => {
  expect(computeShares([5, 1, 2])).toEqual([0.125, 0.25, 0.625])
})

test('behavior: null when there is nothing to share', () => {
  expect(computeShares([])).toBeNull()
  expect(computeShares([0, 0])).toBeNull()
})

test('behavior: they add up to 1, whatever the currency', () => {
  fc.assert(
    fc.property(amounts, factor, (amounts, factor) => {
      const shares = computeShares(amounts) ?? []
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
      const scaled = computeShares(amounts.map((amount) => amount * factor)) ?? []
      expect(shares).toHaveLength(scaled.length)
      shares.forEach((share, index) => expect(scaled[index]).toBeCloseTo(share, 12))
    }),
  )
})

test('behavior: amounts whose sum overflows a double', () => {
  expect(computeShares([Number.MAX_VALUE, Number.MAX_VALUE])).toEqual([0.5, 0.5])
})

test.each([-1, NaN, Infinity])('error: the amount %s', (amount) => {
  expect(() => computeShares([1, amount])).toThrow(InvalidStatisticError)
})
