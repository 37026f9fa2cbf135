import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BlockRange } from '../domain/primitives'
import { countBlocks, intersectRanges, mergeRanges, splitRange, subtractRanges } from './blockRanges'

const rangeArbitrary = fc
  .tuple(fc.nat(60), fc.nat(20))
  .map(([fromBlock, length]): BlockRange => ({ fromBlock, toBlock: fromBlock + length }))
const rangesArbitrary = fc.array(rangeArbitrary, { maxLength: 8 })

function blocksOf(ranges: readonly BlockRange[]): Set<number> {
  const blocks = new Set<number>()
  for (const { fromBlock, toBlock } of ranges) for (let block = fromBlock; block <= toBlock; block++) blocks.add(block)
  return blocks
}

function sorted(blocks: Iterable<number>): readonly number[] {
  return [...blocks].sort((a, b) => a - b)
}

describe('blockRanges', () => {
  test('property: merged ranges cover the same blocks, in order, with gaps between them', () => {
    fc.assert(
      fc.property(rangesArbitrary, (ranges) => {
        const merged = mergeRanges(ranges)
        expect(blocksOf(merged)).toEqual(new Set(sorted(blocksOf(ranges))))
        merged.slice(1).forEach((range, index) => {
          expect(range.fromBlock).toBeGreaterThan((merged[index] as BlockRange).toBlock + 1)
        })
      }),
    )
  })

  test('property: what is left of a range and what was taken make up the range', () => {
    fc.assert(
      fc.property(rangeArbitrary, rangesArbitrary, (range, covered) => {
        const missing = subtractRanges(range, covered)
        const expected = sorted(blocksOf([range])).filter((block) => !blocksOf(covered).has(block))
        expect(sorted(blocksOf(missing))).toEqual(expected)
        expect(missing).toEqual(mergeRanges(missing))
      }),
    )
  })

  test('property: the intersection holds the blocks of both', () => {
    fc.assert(
      fc.property(rangeArbitrary, rangeArbitrary, (a, b) => {
        const both = intersectRanges(a, b)
        const expected = sorted(blocksOf([a])).filter((block) => blocksOf([b]).has(block))
        expect(both === null ? [] : sorted(blocksOf([both]))).toEqual(expected)
      }),
    )
  })

  test('property: pieces of a range are of the size asked for, but the last, and cover it once', () => {
    fc.assert(
      fc.property(rangeArbitrary, fc.integer({ min: 1, max: 30 }), (range, size) => {
        const pieces = splitRange(range, size)
        expect(mergeRanges(pieces)).toEqual([range])
        expect(pieces.reduce((sum, piece) => sum + countBlocks(piece), 0)).toBe(countBlocks(range))
        pieces.slice(0, -1).forEach((piece) => expect(countBlocks(piece)).toBe(size))
      }),
    )
  })
})
