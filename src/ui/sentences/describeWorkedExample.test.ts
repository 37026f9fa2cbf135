import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { computeWorkedExample } from '../../comparison/computeWorkedExample'
import { EXAMPLE_BOUNDS } from '../../comparison/workedExampleLedger'
import { describeWorkedExample } from './describeWorkedExample'

const plain = (text: string) => text.replaceAll('\u00a0', ' ')

describe('the worked example in words', () => {
  it('default: what the first look shows', () => {
    const words = describeWorkedExample(computeWorkedExample({ capital: 1000, endPrice: 3000, gasGwei: 4 }))
    expect(plain(words.net)).toBe('$17.50 − $4.55 − $8.26 = +$4.69.')
    expect(plain(words.impermanentLoss)).toBe(
      'inside now are 0.18257 WETH and 547.72 USDC, worth $1,095; you put in 0.20000 WETH and 500.00 USDC, now worth $1,100; the difference is −$4.55.',
    )
    expect(plain(words.gap)).toMatch(
      /^the whale’s net is [+−][\d.]+ %, yours \+2\.\d %: (behind|ahead) by [\d.]+ points; .*”$/,
    )
    expect(plain(words.concentration)).toMatch(
      /^five owners with \$1,0[\d,]+, .*: the largest has 6\d %, Gini is 0\.\d\d, HHI 0\.\d\d\.$/,
    )
  })

  it('behavior: whatever is chosen, every piece reads well', () => {
    const within = ([min, max]: readonly [number, number]) => fc.double({ min, max, noNaN: true })
    const choices = fc.record({
      capital: within(EXAMPLE_BOUNDS.capital),
      endPrice: within(EXAMPLE_BOUNDS.endPrice),
      gasGwei: within(EXAMPLE_BOUNDS.gasGwei),
    })
    fc.assert(
      fc.property(choices, (chosen) => {
        for (const text of Object.values(describeWorkedExample(computeWorkedExample(chosen)))) {
          expect(text).not.toMatch(/NaN|undefined|null|Infinity|unknown|− −|\+ −|e-\d/)
        }
      }),
      { numRuns: 40 },
    )
  })
})
