import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Hex } from '../domain/primitives'
import type { LogFilter } from './chainClient'
import { countAlternatives, splitFilter } from './splitFilter'

const entry = fc.nat(400).map((number): Hex => `0x${number.toString(16)}`)
const list = fc.oneof(fc.constant(null), entry, fc.uniqueArray(entry, { minLength: 1, maxLength: 20 }))
const filterArbitrary = fc.record({
  address: list,
  topics: fc.array(list, { maxLength: 4 }),
  what: fc.constant('tests'),
}) as fc.Arbitrary<LogFilter>

function listAt(value: Hex | readonly Hex[] | null | undefined): readonly (Hex | null)[] {
  return value === null || value === undefined ? [null] : typeof value === 'string' ? [value] : value
}

/** All combinations that a filter matches. */
function combinations({ address, topics }: LogFilter): readonly string[] {
  return topics.reduce<readonly string[]>(
    (found, topic) => found.flatMap((head) => listAt(topic).map((value) => `${head}|${value}`)),
    listAt(address).map(String),
  )
}

describe('splitFilter', () => {
  test('property: the parts match what the filter matches, each combination once, within the bound', () => {
    fc.assert(
      fc.property(filterArbitrary, fc.integer({ min: 1, max: 8 }), (filter, max) => {
        fc.pre(combinations(filter).length < 20_000)
        const parts = splitFilter(filter, max)
        for (const part of parts) expect(countAlternatives(part)).toBeLessThanOrEqual(max)
        expect(parts.flatMap(combinations).sort()).toEqual([...combinations(filter)].sort())
      }),
    )
  })
})
