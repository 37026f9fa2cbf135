import fc from 'fast-check'
import { expect, test } from 'vitest'
import { computeSampleBlocks } from './computeSampleBlocks'

test('default: both ends, blocks of interest, and an even spread between', () => {
  expect(computeSampleBlocks(0, 100, [33], 6)).toEqual([0, 32, 33, 64, 96, 100])
})

test('behavior: a window that grows keeps its blocks, and every second one once it has doubled', () => {
  const inner = (toBlock: number) => computeSampleBlocks(1_000_007, toBlock, [], 64).slice(1, -1)
  const before = inner(1_090_000)
  expect(before.length).toBeGreaterThan(30)
  expect(inner(1_110_000)).toEqual(expect.arrayContaining([...before]))
  const kept = new Set(inner(1_170_000))
  expect(before.filter((_, index) => index % 2 === 0).every((block) => kept.has(block))).not.toBe(
    before.filter((_, index) => index % 2 === 1).every((block) => kept.has(block)),
  )
})

test('property: in order, within the window, at most the limit, with both ends', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 10_000 }),
      fc.nat({ max: 10_000 }),
      fc.array(fc.nat({ max: 25_000 }), { maxLength: 200 }),
      fc.integer({ min: 4, max: 64 }),
      (fromBlock, length, interest, limit) => {
        const toBlock = fromBlock + length
        const samples = computeSampleBlocks(fromBlock, toBlock, interest, limit)
        expect([samples[0], samples.at(-1)]).toEqual([fromBlock, toBlock])
        expect(samples.length).toBeLessThanOrEqual(limit)
        expect(samples).toEqual([...new Set(samples)].sort((a, b) => a - b))
      },
    ),
  )
})
