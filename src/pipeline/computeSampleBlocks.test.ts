import fc from 'fast-check'
import { expect, test } from 'vitest'
import { computeSampleBlocks } from './computeSampleBlocks'

test('default: both ends, blocks of interest, and an even spread between', () => {
  expect(computeSampleBlocks(0, 100, [33], 6)).toEqual([0, 25, 33, 50, 75, 100])
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
