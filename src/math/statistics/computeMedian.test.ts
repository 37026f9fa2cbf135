import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InvalidStatisticError } from '../../errors'
import { computeMedian } from './computeMedian'

const values = fc.array(fc.double({ min: -1e12, max: 1e12, noNaN: true }), { minLength: 1, maxLength: 50 })

test('the middle value, or the mean of the two in the middle', () => {
  expect(computeMedian([7])).toBe(7)
  expect(computeMedian([10, -2, 9])).toBe(9)
  expect(computeMedian([4, 1, 100, 2])).toBe(3)
})

test('behavior: null when there are no values', () => {
  expect(computeMedian([])).toBeNull()
})

test('behavior: leaves its input as it is', () => {
  const values = [3, 1, 2]
  computeMedian(values)
  expect(values).toEqual([3, 1, 2])
})

test('behavior: at least half of the values are not above it, at least half not below it', () => {
  fc.assert(
    fc.property(values, (values) => {
      const median = computeMedian(values) as number
      expect(values.filter((value) => value <= median).length * 2).toBeGreaterThanOrEqual(values.length)
      expect(values.filter((value) => value >= median).length * 2).toBeGreaterThanOrEqual(values.length)
    }),
  )
})

test('behavior: scales with the values, sign included', () => {
  fc.assert(
    fc.property(values, (values) => {
      const median = computeMedian(values) as number
      expect(computeMedian(values.map((value) => value * -2))).toBeCloseTo(median * -2, 12)
    }),
  )
})

test.each([NaN, Infinity, -Infinity])('error: the value %s', (value) => {
  expect(() => computeMedian([1, value])).toThrow(InvalidStatisticError)
})
