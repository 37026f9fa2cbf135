import fc from 'fast-check'
import { computePerformance, type PerformanceResult } from '../computePerformance'
import type { PerformanceInput } from '../performanceInput'
import { arbitraryCutLedger, OWNERS } from './arbitraryLedger'
import { blockOfDay, type LedgerStory } from './ledgerStory'

/** Checks every owner of random ledgers over windows that open before them, and that cut through them. */
export function forEachPerformance(
  check: (result: PerformanceResult, input: PerformanceInput, story: LedgerStory) => void,
): void {
  fc.assert(
    fc.property(arbitraryCutLedger, ({ story, blocks: [a, b, c] }) => {
      for (const owner of OWNERS) {
        for (const window of [story.blockWindow(blockOfDay(0), c), story.blockWindow(a, b), story.blockWindow(b, c)]) {
          const input = story.input(owner, window)
          check(computePerformance(input), input, story)
        }
      }
    }),
    { numRuns: 60 },
  )
}
