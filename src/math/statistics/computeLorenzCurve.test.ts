import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InvalidStatisticError } from '../../errors'
import { amounts } from './amounts.fixture'
import { computeGini } from './computeGini'
import { computeLorenzCurve } from './computeLorenzCurve'

test('a point for each owner, smallest first', () => {
  expect(computeLorenzCurve([5, 1, 2, 0])).toEqual([
    { owners: 0, amount: 0 },
    { owners: 0.25, amount: 0 },
    { owners: 0.5, amount: 0.125 },
    { owners: 0.75, amount: 0.375 },
    { owners: 1, amount: 1 },
  ])
})

test('behavior: null when there is nothing to share', () => {
  expect(computeLorenzCurve([])).toBeNull()
  expect(computeLorenzCurve([0])).toBeNull()
})

test('behavior: rises from (0, 0) to (1, 1), bends upwards and stays under the line of equality', () => {
  fc.assert(
    fc.property(amounts, (amounts) => {
      const curve = computeLorenzCurve(amounts) ?? []
      expect(curve).toHaveLength(amounts.length + 1)
      expect([curve[0], curve.at(-1)]).toEqual([
        { owners: 0, amount: 0 },
        { owners: 1, amount: 1 },
      ])
      const steps = curve.slice(1).map((point, index) => point.amount - (curve[index]?.amount as number))
      steps.forEach((step, index) => expect(step).toBeGreaterThanOrEqual((steps[index - 1] ?? 0) - 1e-12))
      curve.forEach((point) => expect(point.amount).toBeLessThanOrEqual(point.owners + 1e-12))
    }),
  )
})

test('behavior: twice the area between it and the line of equality is the Gini coefficient', () => {
  fc.assert(
    fc.property(amounts, (amounts) => {
      const curve = computeLorenzCurve(amounts) ?? []
      const doubledArea = curve.slice(1).reduce((sum, point, index) => {
        const before = curve[index]
        return before === undefined ? sum : sum + (point.owners - before.owners) * (point.amount + before.amount)
      }, 0)
      expect(1 - doubledArea).toBeCloseTo(computeGini(amounts) as number, 10)
    }),
  )
})

test('error: a negative amount', () => {
  expect(() => computeLorenzCurve([1, -1])).toThrow(InvalidStatisticError)
})
