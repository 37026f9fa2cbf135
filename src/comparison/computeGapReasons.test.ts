import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createStoryReport } from '../report/storyReport'
import { GAP_PARTS } from './computeGap'
import { computeBehaviour, computeGapReasons } from './computeGapReasons'

const rate = fc.option(fc.double({ min: -5, max: 5, noNaN: true }), { nil: null, freq: 8 })

describe('computeGapReasons', () => {
  it('default: the largest part first, whichever way it points', () => {
    const gap = { fees: -0.074, impermanentLoss: 0.055, rewards: 0, gas: -0.087, net: -0.106 }
    expect(computeGapReasons(gap)).toEqual({
      parts: [
        { part: 'gas', points: -0.087 },
        { part: 'fees', points: -0.074 },
        { part: 'impermanentLoss', points: 0.055 },
      ],
      unknown: [],
    })
  })

  it('behavior: parts of the same size keep their order', () => {
    const gap = { fees: 0.01, impermanentLoss: -0.01, rewards: 0.01, gas: -0.01, net: 0 }
    expect(computeGapReasons(gap).parts.map(({ part }) => part)).toEqual(GAP_PARTS)
  })

  it('behavior: every part is told once, as known, as unknown, or not at all because it is zero', () => {
    fc.assert(
      fc.property(fc.record({ fees: rate, impermanentLoss: rate, rewards: rate, gas: rate, net: rate }), (gap) => {
        const { parts, unknown } = computeGapReasons(gap)
        for (const part of GAP_PARTS) {
          const told = parts.filter((known) => known.part === part)
          expect(told.length).toBe(gap[part] === null || gap[part] === 0 ? 0 : 1)
          expect(unknown.includes(part)).toBe(gap[part] === null)
        }
        parts.slice(1).forEach(({ points }, index) => {
          expect(Math.abs(points)).toBeLessThanOrEqual(Math.abs(parts[index]?.points ?? 0))
        })
      }),
    )
  })
})

describe('computeBehaviour', () => {
  it('default: collects are counted from the events, and unknown where a report lists none', () => {
    const you = createStoryReport().chains[0]?.pools[0]?.you
    if (you === undefined) throw new Error('The story has no pool.')
    const collects = you.evidence.events.filter(({ type }) => type === 'collect').length
    expect(collects).toBeGreaterThan(0)
    expect(computeBehaviour(you)).toMatchObject({ collects, transactions: you.gas.transactions })
    expect(computeBehaviour({ ...you, evidence: { events: [], transactions: [] } }).collects).toBeNull()
  })
})
