import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { computeGap } from '../../comparison/computeGap'
import type { Rates } from '../../domain/performance'
import type { ReportEvent, ReportPerformance } from '../../domain/report'
import { createPerformance, createPool, createWhale } from '../report.fixture'
import { describeGapReasons } from './describeGapReasons'

const plain = (text: string) => text.replaceAll('\u00a0', ' ')
const gasOf = (transactions: number): ReportPerformance['gas'] => ({
  wei: '0',
  transactions,
  notChargedWei: '0',
  approvalsWei: '0',
  incomplete: false,
})

function collects(count: number): ReportPerformance['evidence'] {
  const event: ReportEvent = {
    type: 'collect',
    positionId: '7',
    blockNumber: 150,
    timestamp: createPool().window.fromTimestamp,
    logIndex: 1,
    transactionHash: '0x01',
    amounts: ['0', '0'],
    feeAmounts: ['0', '0'],
    prices: [1, 3000],
    value: 0,
    feeValue: 0,
    impermanentLoss: null,
    capitalAfter: 1000,
  }
  return { events: [{ ...event, type: 'deposit' }, ...Array.from({ length: count }, () => event)], transactions: [] }
}

function rates(fees: number | null, impermanentLoss: number | null, rewards: number | null, gas: number | null): Rates {
  const isKnown = fees !== null && impermanentLoss !== null && rewards !== null && gas !== null
  return { fees, impermanentLoss, rewards, gas, net: isKnown ? fees + impermanentLoss + rewards + gas : null }
}

/** The sides of the design's sketch. */
const small = { timeInRange: 0.58, rangeWidth: 0.18, reRanges: 2, gasShareOfFees: 0.91, gas: gasOf(11) }
const large = { timeInRange: 0.94, rangeWidth: 0.09, reRanges: 11, gasShareOfFees: 0.012, gas: gasOf(212) }

function said(
  mine: Rates,
  theirs: Rates,
  you: Partial<ReportPerformance> = small,
  whale: Partial<ReportPerformance> = large,
  days = 264,
) {
  const { window } = createPool()
  const words = describeGapReasons(
    createPool({
      you: createPerformance({ rates: mine, ...you }),
      whale: createWhale({ rates: theirs, ...whale }),
      gap: computeGap(mine, theirs),
      window: { ...window, fromTimestamp: window.toTimestamp - days * 86_400 },
    }),
  )
  if (words === null) throw new Error('Nothing is said.')
  return {
    lead: plain(words.lead),
    parts: words.parts.map(({ name, figure, text }) => plain(`${name} ${figure}: ${text}`)),
    unknown: words.unknown && plain(words.unknown),
  }
}

describe('the gap in words', () => {
  it('default: the two largest parts, what each earned by them, and what each did', () => {
    expect(
      said(
        rates(0.098, -0.071, 0, -0.089),
        rates(0.172, -0.126, 0, -0.002),
        { ...small, evidence: collects(3) },
        { ...large, evidence: collects(40) },
      ),
    ).toEqual({
      lead: 'You earned 10.6 points a year less than the whale.',
      parts: [
        'Gas −8.7 points: −8.9 % for you, −0.2 % for the whale: this put you behind. You sent 11 transactions, the whale 212. Gas took 91 % of your fees and 1.2 % of the whale’s. You collected 3 times, the whale 40 times.',
        'Fees −7.4 points: +9.8 % for you, +17.2 % for the whale: this put you behind. You were in range for 58 % of the time, the whale for 94 %. The whale’s ranges were narrower than yours, ±9.0 % against ±18 %.',
      ],
      unknown: null,
    })
  })

  it('behavior: that the whale did worse is said as plainly', () => {
    const words = said(rates(0.05, -0.01, 0, -0.01), rates(0.06, -0.12, 0, -0.001))
    expect(words.lead).toBe('The whale did worse than you, by 9.1 points a year.')
    expect(words.parts[0]).toBe(
      'Impermanent loss +11.0 points: −1.0 % for you, −12.0 % for the whale: this put you ahead. The whale’s ranges were narrower than yours, ±9.0 % against ±18 %. You moved your range twice, the whale 11 times; each move settles the loss made until then.',
    )
    expect(words.parts[1]).toContain('Fees −1.0 points: +5.0 % for you, +6.0 % for the whale: this put you behind.')
  })

  it.each([
    ['equal sides are level, and nothing explains it', rates(0.1, -0.05, 0, -0.01), rates(0.1, -0.05, 0, -0.01), 0],
    ['parts that cancel out are both told', rates(0.1, -0.05, 0, 0), rates(0.05, 0, 0, 0), 2],
    ['one part alone is told alone', rates(0.1, 0, 0, 0), rates(0.2, 0, 0, 0), 1],
    ['what rounds to nothing is not told', rates(0.1, 0.000001, 0, 0), rates(0.2, 0, 0, 0), 1],
  ])('behavior: %s', (_, mine, theirs, count) => {
    const words = said(mine, theirs)
    expect(words.parts).toHaveLength(count)
    if (Math.abs((mine.net ?? 0) - (theirs.net ?? 0)) < 1e-9) {
      expect(words.lead).toBe('You and the whale earned the same rate.')
    }
  })

  it('behavior: capital that stayed for no time has no rate, which is not an unknown one', () => {
    const none = rates(null, null, null, null)
    const you = createPerformance({ rates: none, value: { ...createPerformance().value, capitalYears: 0 } })
    expect(describeGapReasons(createPool({ you, gap: none }))).toEqual({
      lead: 'Your capital came and left within one block. So there is no time to divide by, and no rate to compare.',
      parts: [],
      unknown: null,
    })
  })

  it('behavior: unknown parts are named, and the known ones still told', () => {
    const one = said(rates(0.1, null, 0, -0.05), rates(0.2, -0.1, 0, -0.001))
    expect(one.lead).toBe('How far apart you and the whale are is unknown, because impermanent loss is unknown.')
    expect(one.parts.map((text) => text.split(' ')[0])).toEqual(['Fees', 'Gas'])
    expect(one.unknown).toBe(
      'What else lies between you cannot be told: impermanent loss is unknown. Why stands under “Missing”.',
    )
    const two = said(rates(null, null, 0, -0.05), rates(0.2, -0.1, 0, -0.001))
    expect(two.lead).toContain('because fees and impermanent loss are unknown.')
    const all = said(rates(null, null, null, null), rates(0.2, -0.1, 0, -0.001))
    expect(all.parts).toEqual([])
    expect(all.unknown).toContain('all parts are unknown')
  })

  it('behavior: behaviour that is not known is left out, or said to be unknown', () => {
    const blank = { timeInRange: null, rangeWidth: null, gasShareOfFees: null, reRanges: 0, gas: gasOf(1) }
    const words = said(rates(0.05, 0, 0, -0.05), rates(0.1, 0, 0, 0), blank)
    expect(words.parts[0]).toContain('How long you were in range is unknown.')
    expect(words.parts[0]).not.toContain('±')
    expect(words.parts[1]).toMatch(/You sent 1 transaction, the whale 212\.$/)
    expect(said(rates(0.05, 0, 0, 0), rates(0.1, 0, 0, 0), blank, blank).parts[0]).toContain(
      'How long either was in range is unknown.',
    )
  })

  it('behavior: nobody paid gas, nobody moved, both the same', () => {
    const still = { ...small, reRanges: 0, gas: gasOf(0), gasShareOfFees: 0 }
    const words = said(rates(0.05, -0.1, 0, 0), rates(0.1, -0.02, 0, 0), still, still)
    expect(words.parts[0]).toContain('Neither you nor the whale moved a range.')
    expect(words.parts[0]).toContain('Your ranges and the whale’s were equally wide, ±18 %.')
    expect(words.parts[1]).toContain('You and the whale were both in range for 58 % of the time.')
  })

  it('behavior: rewards, days, and an owner who was chosen', () => {
    expect(said(rates(0, 0, 0, 0), rates(0, 0, 0.02, 0)).parts[0]).toBe(
      'Rewards −2.0 points: 0 % for you, +2.0 % for the whale: this put you behind. Farms pay rewards for staked positions only.',
    )
    const days = said(rates(0, 0, 0, 0), rates(0.365, 0, 0, 0), small, large, 5)
    expect(days.lead).toBe('You earned 10.0 basis points a day less than the whale.')
    expect(days.parts[0]).toContain('Fees −10.0 bp: 0 bp for you')
    const chosen = said(rates(0.1, 0, 0, 0), rates(0, 0, 0, 0), small, {
      owner: '0x00000000000000000000000000000000000000ff',
    })
    expect(chosen.lead).toBe('The other owner did worse than you, by 10.0 points a year.')
  })

  it('behavior: without a whale there is nothing to say', () => {
    expect(describeGapReasons(createPool({ whale: null, gap: null }))).toBeNull()
  })

  it('behavior: whatever the figures, it reads well, gives no advice, and says who is ahead as the gap does', () => {
    const rate = fc.option(fc.double({ min: -2, max: 2, noNaN: true }), { nil: null, freq: 10 })
    const share = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null })
    const behaviour = fc.record({
      timeInRange: share,
      rangeWidth: share,
      gasShareOfFees: share,
      reRanges: fc.nat(40),
      gas: fc.nat(5000).map(gasOf),
      evidence: fc.nat(5).map(collects),
    })
    const all = fc.tuple(rate, rate, rate, rate).map(([fees, loss, rewards, gas]) => rates(fees, loss, rewards, gas))
    fc.assert(
      fc.property(all, all, behaviour, behaviour, (mine, theirs, you, whale) => {
        const { lead, parts, unknown } = said(mine, theirs, you, whale)
        const text = [lead, ...parts, unknown ?? ''].join(' ')
        expect(text).not.toMatch(/NaN|undefined|null|Infinity|\.\.| {2}|should|could have|better to|try /)
        expect(parts.length).toBeLessThanOrEqual(2)
        const net = computeGap(mine, theirs).net
        if (net !== null && Math.abs(net) > 0.001) expect(lead.includes('did worse')).toBe(net > 0)
        for (const part of parts)
          expect(part).toMatch(/^[A-Z][a-z ]+ −/.test(part) ? /put you behind/ : /put you ahead/)
      }),
    )
  })
})
