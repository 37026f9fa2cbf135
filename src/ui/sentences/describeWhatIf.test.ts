import { describe, expect, it } from 'vitest'
import { createPerformance, createPool, createWhale } from '../report.fixture'
import { computeWhatIfs, describeWhatIf, describeWhatIfLimits, describeWhatIfTitle } from './describeWhatIf'

const plain = (text: string) => text.replaceAll('\u00a0', ' ')
const { value, gas } = createPerformance()
/** A thousand times as much as you, with more fees for each dollar. */
const whale = createWhale({
  value: { ...value, capitalYears: 200_000, fees: 22_000, impermanentLoss: -4_550, gas: -50 },
  gas: { ...gas, transactions: 212 },
  shareOfPool: 0.4,
})

function said(pool = createPool({ whale })) {
  const results = computeWhatIfs(pool)
  if (results === null) throw new Error('There is no what-if.')
  return {
    title: plain(describeWhatIfTitle(results, pool)),
    words: plain(describeWhatIf(results, pool)),
    limits: describeWhatIfLimits(results, pool).map(plain),
  }
}

describe('the what-if in words', () => {
  it('default: what it would have made with either gas, what it made, and how far that can be trusted', () => {
    const { title, words, limits } = said()
    expect(title).toBe('In the whale’s ranges your capital would have made +4.0 % a year')
    expect(words).toBe(
      'With your own 3 transactions it would have made +4.0 % a year, with the whale’s 212 transactions −16.3 % a year. It really made +2.0 % a year.',
    )
    expect(limits[1]).toBe(
      'In the whale’s ranges, your capital would be 0.040 % of the liquidity now in range. It could have thinned the fees by 0.100 % at most.',
    )
    expect(limits[2]).toMatch(
      /^In your ranges, the whale’s capital would be 29 % .* more than 10 %, so it is not realistic: /,
    )
    expect(limits[2]).not.toContain('at most')
  })

  it('behavior: ranges that are not active now, unknown rates, and nobody to compare with', () => {
    const left = createPool({ whale: createWhale({ ...whale, shareOfPool: 0 }) })
    expect(said(left).limits[1]).toContain('The whale’s ranges are not active now. It could')
    const you = createPerformance({ shareOfPool: 0 })
    expect(said(createPool({ you, whale })).limits[2]).toMatch(
      /^Your ranges are not active now\. Of what would be in them, the whale’s capital would be 100 %\. That is more than 10 %, /,
    )
    const unknownFees = createWhale({ ...whale, value: { ...whale.value, fees: null } })
    expect(said(createPool({ whale: unknownFees })).title).toContain('would have made an unknown rate')
    expect(computeWhatIfs(createPool({ whale: null, gap: null }))).toBeNull()
  })
})
