import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TickSet } from './tickSet'

const spacing = 10
/** Ticks within a few words of the bitmap around zero. */
const anyTick = fc.integer({ min: -700, max: 700 }).map((compressed) => compressed * spacing)
const anyRange = fc.tuple(anyTick, anyTick).filter(([lower, upper]) => lower < upper)

/** The contract's search, one tick after the other. */
function searchSlowly(initialized: ReadonlySet<number>, tick: number, isDown: boolean) {
  const start = Math.floor(tick / spacing) + (isDown ? 0 : 1)
  for (let compressed = start; ; compressed += isDown ? -1 : 1) {
    const isInitialized = initialized.has(compressed * spacing)
    const isWordEnd = ((compressed % 256) + 256) % 256 === (isDown ? 0 : 255)
    if (isInitialized || isWordEnd) return { tick: compressed * spacing, isInitialized }
  }
}

test('the next tick is the one that a search through the bitmap finds', () => {
  fc.assert(
    fc.property(
      fc.array(anyRange, { maxLength: 30 }),
      fc.array(fc.integer({ min: -6_900, max: 6_900 }), { minLength: 1 }),
      fc.boolean(),
      (ranges, ticks, isDown) => {
        const set = new TickSet(spacing)
        for (const [lower, upper] of ranges) set.addRange(lower, upper, 5n)
        const initialized = new Set(ranges.flat())
        for (const tick of ticks) expect(set.next(tick, isDown)).toEqual(searchSlowly(initialized, tick, isDown))
      },
    ),
  )
})

test('what is taken out again leaves nothing behind', () => {
  fc.assert(
    fc.property(fc.array(anyRange, { minLength: 1, maxLength: 20 }), anyTick, (ranges, tick) => {
      const set = new TickSet(spacing)
      for (const [lower, upper] of ranges) set.addRange(lower, upper, 7n)
      const first = ranges[0] as readonly [number, number]
      expect(set.netOf(first[0])).toBe(
        ranges.reduce(
          (net, [lower, upper]) => net + (lower === first[0] ? 7n : 0n) - (upper === first[0] ? 7n : 0n),
          0n,
        ),
      )
      for (const [lower, upper] of ranges) set.addRange(lower, upper, -7n)
      expect(set.next(tick, true).isInitialized).toBe(false)
      expect(set.netOf(first[0])).toBe(0n)
    }),
  )
})
