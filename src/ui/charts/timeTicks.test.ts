import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { computeTimeTicks } from './timeTicks'

const at = (text: string) => Date.parse(text) / 1_000
const labels = (from: string, to: string, most: number) =>
  computeTimeTicks(at(from), at(to), most).map(({ label }) => label)

describe('computeTimeTicks', () => {
  it('default: months, with the year where it changes', () => {
    expect(labels('2026-03-03', '2026-11-22', 5)).toEqual(['May', 'Jul', 'Sep', 'Nov'])
    expect(labels('2025-10-20', '2026-03-20', 6)).toEqual(['Nov', 'Dec', 'Jan 2026', 'Feb', 'Mar'])
  })

  it('default: days and hours for short spans', () => {
    expect(labels('2026-11-17T10:00:00Z', '2026-11-22T10:00:00Z', 6)).toEqual([
      '18 Nov',
      '19 Nov',
      '20 Nov',
      '21 Nov',
      '22 Nov',
    ])
    expect(labels('2026-11-17T10:30:00Z', '2026-11-17T14:00:00Z', 6)).toEqual(['11:00', '12:00', '13:00', '14:00'])
  })

  it('behavior: never more than asked for, all inside, in order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_500_000_000, max: 1_800_000_000 }),
        fc.integer({ min: 60, max: 10 * 365 * 86_400 }),
        fc.integer({ min: 2, max: 9 }),
        (from, span, most) => {
          const ticks = computeTimeTicks(from, from + span, most).map(({ timestamp }) => timestamp)
          expect(ticks.length).toBeLessThanOrEqual(most)
          expect(ticks.every((tick) => tick >= from && tick <= from + span)).toBe(true)
          expect(ticks.toSorted((a, b) => a - b)).toEqual(ticks)
        },
      ),
    )
  })

  it('behavior: nothing to tick on no span', () => {
    expect(computeTimeTicks(5, 5, 4)).toEqual([])
  })
})
