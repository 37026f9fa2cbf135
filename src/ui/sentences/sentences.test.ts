import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { computePoolSizeCurve } from '../../comparison/computePoolSizeCurve'
import type { Rates } from '../../domain/performance'
import { moneyUnitOf } from '../format'
import { describeComparison, describeNet } from './describeComparison'
import { computeFoundShare, describeProof, describeScanned } from './describeCoverage'
import { computeCumulativeReturns, describeCumulative } from './describeCumulative'
import { describeGap, describeWaterfall } from './describeGap'
import { describeOwnParts } from './describeOwnParts'
import { describeRangeState, formatPoolName } from './describePool'
import { describeRanges } from './describeRanges'
import { describeNoTime } from './describeNoTime'
import { describeShortenedWindow } from './describeShortenedWindow'
import { describeSize, describeSizeMarks, describeSizeTitle } from './describeSize'
import { describeWallet } from './describeWallet'
import { joinPhrases, type Phrase } from './phrase'
import { rateUnitOf } from './rateUnit'
import { createPerformance, createPool, createRates, createWhale } from '../report.fixture'

const usd = moneyUnitOf('USD')
const plain = (text: string) => text.replaceAll('\u00a0', ' ')
const said = (phrases: readonly Phrase[]) => plain(joinPhrases(phrases))
const unknownNet = createPerformance({
  value: { ...createPerformance().value, net: null },
  rates: createRates({ fees: null, net: null }),
})

describe('the sentence of the main screen', () => {
  it('default: what you earned over holding, the whale, and what explains the gap', () => {
    expect(said(describeComparison(createPool(), usd))).toBe(
      'You earned $4.00 more than by just holding, +2.0 % a year. The whale in this pool earned +8.7 %. Gas explains 4.7 of the 6.7 points.',
    )
  })

  it('behavior: each side has its own voice', () => {
    const voices = describeComparison(createPool(), usd).map(({ voice }) => voice)
    expect(voices.filter((voice) => voice !== 'plain')).toEqual(['you', 'whale'])
  })

  it('behavior: what is unknown is said, and explains nothing', () => {
    const pool = createPool({ you: unknownNet, gap: createRates({ fees: null, net: null }) })
    expect(said(describeComparison(pool, usd))).toBe(
      'Whether you earned more or less than by just holding is unknown. The whale in this pool earned +8.7 %.',
    )
    const noWhaleRate = createPool({ whale: createWhale({ rates: createRates({ net: null }) }), gap: null })
    expect(said(describeComparison(noWhaleRate, usd))).toContain('What the whale in this pool earned is unknown.')
    expect(said(describeComparison(createPool({ whale: null, gap: null }), usd))).toBe(
      'You earned $4.00 more than by just holding, +2.0 % a year.',
    )
  })

  it('behavior: an owner who was chosen is not called the whale', () => {
    const pool = createPool({ whale: createWhale({ owner: '0x00000000000000000000000000000000000000ff' }) })
    expect(said(describeComparison(pool, usd))).toContain('0x0000…00ff, whom you chose, earned +8.7 %.')
  })

  it('behavior: below seven days of history it speaks of basis points a day', () => {
    const { window } = createPool()
    const pool = createPool({ window: { ...window, fromTimestamp: window.toTimestamp - 6 * 86_400 } })
    expect(rateUnitOf(pool)).toBe('day')
    expect(said(describeComparison(pool, usd))).toBe(
      'You earned $4.00 more than by just holding, +0.5 basis points a day. The whale in this pool earned +2.4 basis points a day. Gas explains 1.3 of the 1.8 basis points a day.',
    )
  })

  it('default: gains, losses and nothing', () => {
    expect(describeNet(-55.6, usd)).toBe('$56 less than by just holding')
    expect(describeNet(0, usd)).toBe('the same as by just holding')
    expect(describeNet(null, usd)).toBeNull()
  })
})

describe('what explains a gap', () => {
  const gap = (rates: Partial<Rates>) => createRates({ fees: 0, impermanentLoss: 0, rewards: 0, gas: 0, ...rates })

  it.each([
    [
      gap({ fees: -0.074, impermanentLoss: 0.055, gas: -0.087, net: -0.106 }),
      'Gas explains 8.7 of the 10.6 points.',
      'Gas ate 8.7 of the 10.6 points',
    ],
    [gap({ gas: -0.05, net: -0.05 }), 'Gas explains all of the 5.0 points.', 'Gas ate all of the 5.0 points'],
    [
      gap({ fees: -0.123, gas: 0.017, net: -0.106 }),
      'Lower fees alone cost you 12.3 points; the rest gave 1.7 back.',
      'Lower fees put you 12.3 points behind',
    ],
    [
      gap({ fees: 0.05, gas: 0.011, net: 0.061 }),
      'Fees explain 5.0 of the 6.1 points.',
      'Higher fees made 5.0 of the 6.1 points of your lead',
    ],
    [
      gap({ impermanentLoss: 0.09, gas: -0.03, net: 0.06 }),
      'Less impermanent loss alone put you 9.0 points ahead; the rest took 3.0 back.',
      'Less impermanent loss put you 9.0 points ahead',
    ],
  ])('%#: %s', (given, sentence, title) => {
    expect(describeGap(given, 'year')).toBe(sentence)
    expect(describeWaterfall(given, 'year')).toBe(title)
  })

  it('behavior: nothing explains a gap that is unknown, or that rounds to nothing', () => {
    expect(describeGap(null, 'year')).toBeNull()
    expect(describeGap(gap({ gas: null, net: -0.1 }), 'year')).toBeNull()
    expect(describeGap(gap({ net: 0 }), 'year')).toBeNull()
    expect(describeWaterfall(gap({ net: 0 }), 'year')).toBe('You and the whale did equally well')
    expect(describeWaterfall(null, 'year')).toBe('What lies between the whale and you')
  })

  it('behavior: points and their rest add up as they are displayed', () => {
    const part = fc.double({ min: -0.5, max: 0.5, noNaN: true })
    fc.assert(
      fc.property(part, part, part, (fees, impermanentLoss, gas) => {
        const sentence =
          describeGap(gap({ fees, impermanentLoss, gas, net: fees + impermanentLoss + gas }), 'year') ?? ''
        const [, points, returned] = /alone .*?([\d.]+) points?.*? ([\d.]+) back/.exec(sentence) ?? []
        expect(sentence).not.toMatch(/NaN|undefined|-/)
        if (points !== undefined) expect(Number(returned)).toBeLessThanOrEqual(Number(points))
      }),
    )
  })
})

describe('what another size would change', () => {
  it('default: break-even, where the whale would be better, and its rate at your size', () => {
    expect(plain(describeSize(createPool(), usd))).toMatch(
      /^Your own way of working beats holding from \$700 up; the whale’s would beat yours (only above|at any size).*\. At your size, the whale’s would have returned [−+][\d.,]+ % a year\.$/,
    )
  })

  it('behavior: below the break-even it is said from where on it would have paid', () => {
    const you = createPerformance({ averageCapital: 500 })
    expect(describeSize(createPool({ you }), usd)).toContain(
      'With $700 or more, your own way of working would have beaten holding',
    )
  })

  it('behavior: a way of working that loses before gas pays at no size', () => {
    const you = createPerformance({ rates: createRates({ fees: 0.01 }) })
    expect(describeSize(createPool({ you }), usd)).toContain(
      'At no size would your own way of working have beaten holding',
    )
  })

  it('behavior: empty when a part is unknown', () => {
    expect(describeSize(createPool({ you: unknownNet }), usd)).toBe('')
    expect(describeSize(createPool({ whale: null }), usd)).toBe('')
  })

  /** Gas of $9.45 in 73 days is $47.25 a year; 6.725 % of $702.60 pay it. */
  const marksOf = (pool: ReturnType<typeof createPool>) => {
    const curve = computePoolSizeCurve(pool)
    if (curve === null) throw new Error('There is no curve.')
    return [describeSizeTitle(curve, usd), ...describeSizeMarks(curve, pool, usd)].map(plain)
  }

  it('default: where gas eats all, what it rests on, where the two meet, and each at the other’s size', () => {
    const whaleGas = createPerformance().value
    const whale = createWhale({
      value: { ...whaleGas, gas: -50 },
      gas: { wei: '0', transactions: 212, notChargedWei: '0', approvalsWei: '0', incomplete: false },
    })
    expect(marksOf(createPool({ whale }))).toEqual([
      'Below $700 gas eats more than this pool pays you',
      'Your way of working: +6.7 % a year before gas, and $47 of gas a year, from 3 transactions in 73 days; it beats holding above $700.',
      'The whale’s: +8.7 % a year before gas, and $250 of gas a year, from 212 transactions in 73 days; it beats holding above $2,900.',
      'Both earn +6.3 % a year at $10,000; above that, the whale’s earns more.',
      'At your size, the whale’s would have returned −16.3 % a year; at the whale’s size, yours +6.7 % a year.',
    ])
  })

  it('behavior: without gas size changes nothing, and before gas nothing can help a loss', () => {
    const { value } = createPerformance()
    const free = createPerformance({ value: { ...value, gas: 0 } })
    expect(marksOf(createPool({ you: free, whale: null }))).toEqual([
      'You had no gas to pay, so your size changes nothing',
      'Your way of working: +6.7 % a year before gas, and no gas in 73 days; it beats holding at any size.',
    ])
    const losing = createPerformance({ rates: createRates({ impermanentLoss: -0.2 }) })
    expect(marksOf(createPool({ you: losing, whale: null }))).toEqual([
      'Your way of working lost before gas, so no size would have helped',
      'Your way of working: −11.0 % a year before gas, and $47 of gas a year, from 3 transactions in 73 days; it beats holding at no size.',
    ])
  })

  it('behavior: an unknown whale leaves your own curve, an unknown self leaves none', () => {
    const whale = createWhale({ rates: createRates({ fees: null, net: null }) })
    expect(marksOf(createPool({ whale }))).toHaveLength(2)
    expect(computePoolSizeCurve(createPool({ you: unknownNet }))).toBeNull()
  })
})

describe('the sentence of the wallet', () => {
  const chains = (...pools: ReturnType<typeof createPool>[]) => ({
    chains: [{ chainId: 1, block: null, pools, chainName: 'Ethereum', explorer: null }],
  })

  it.each([
    [[createPool()], 'Your one pool earned $4.00 more than by just holding. There the whale did better.'],
    [
      [createPool(), createPool()],
      'Your 2 pools earned $8.00 more than by just holding. In both of them the whale did better.',
    ],
    [
      [createPool(), createPool({ gap: createRates({ net: 0.1 }) }), createPool()],
      'Your 3 pools earned $12 more than by just holding. In two of them the whale did better.',
    ],
    [
      [createPool(), createPool({ gap: null })],
      'Your 2 pools earned $8.00 more than by just holding. In the one that can be compared, the whale did better.',
    ],
    [
      [createPool(), createPool({ you: unknownNet, gap: null })],
      'Your 2 pools earned $4.00 more than by just holding, leaving out one whose net is unknown. In the one that can be compared, the whale did better.',
    ],
    [[], 'No positions were found for this wallet.'],
  ])('%#', (pools, sentence) => {
    expect(said(describeWallet(chains(...pools), usd, true))).toBe(sentence)
  })

  it('behavior: says so while there can be more', () => {
    expect(said(describeWallet(chains(createPool()), usd, false))).toMatch(/^So far, one pool earned/)
  })

  it('behavior: a pool that is counted from a later day on than was asked for is said to be', () => {
    const { window } = createPool()
    const shortened = { fromBlock: 1, fromTimestamp: window.fromTimestamp - 86_400, why: 'Nobody keeps more.' }
    const later = createPool({ window: { ...window, shortened } })
    const count = (...pools: readonly ReturnType<typeof createPool>[]) =>
      said(describeWallet(chains(...pools), usd, true))
    expect(count(later)).toContain('just holding. It is counted from a later day on than was asked for.')
    expect(count(later, createPool())).toContain('. One of them is counted from a later day on')
    expect(count(later, later, createPool())).toContain('. Two of them are counted from a later day on')
  })
})

describe('charts and coverage', () => {
  it('default: who moved', () => {
    const moved = (mine: number, theirs: number) =>
      describeRanges(
        createPool({ you: createPerformance({ reRanges: mine }), whale: createWhale({ reRanges: theirs }) }),
      )
    expect(moved(2, 11)).toBe('The whale moved its range 11 times, you twice')
    expect(moved(0, 1)).toBe('The whale moved its range once, you never')
    expect(moved(1, 0)).toBe('You moved your range once, the whale never')
    expect(moved(0, 0)).toBe('Neither you nor the whale moved a range')
    expect(describeRanges(createPool({ whale: null }))).toBe('You never moved your range')
  })

  it('default: who was ahead, and since when', () => {
    const day = 86_400
    const at = (you: (number | null)[], whale: (number | null)[]) =>
      describeCumulative({ timestamps: you.map((_, index) => index * day), you, whale })
    expect(plain(at([0, 0.02, -0.01], [0, 0.01, 0.02]))).toBe(
      'You fell behind the whale on 3 January and ended 3.0 points lower',
    )
    expect(plain(at([0, -0.01, 0.05], [0, 0.01, 0.02]))).toBe(
      'You passed the whale on 3 January and ended 3.0 points higher',
    )
    expect(at([0, -0.01], [0, 0.01])).toBe('You were behind the whale from the start, 2.0 points in the end')
    expect(at([0, 0.01], [0, 0.01])).toBe('You and the whale ended level')
    expect(plain(at([0, -0.094], [null, null]))).toBe('You ended 9.4 % below just holding')
    expect(at([null], [0.1])).toBe('What you earned over just holding, day by day, is unknown')
  })

  it('default: cumulative net is a share of each side’s own capital', () => {
    const series = { blocks: [1, 2], timestamps: [1, 2], price: [1, 1], you: [0, 10], whale: [0, null] }
    expect(computeCumulativeReturns(series, createPool())).toMatchObject({ you: [0, 0.01], whale: [0, null] })
    const unknownCapital = createPool({ you: createPerformance({ averageCapital: null }) })
    expect(computeCumulativeReturns(series, unknownCapital).you).toEqual([null, null])
  })

  it('default: own parts where there is no whale', () => {
    expect(describeOwnParts(createRates({ gas: -0.08 }), 'year')).toBe(
      'Gas took 8.0 of the 9.0 points that fees brought',
    )
    expect(describeOwnParts(createRates({ impermanentLoss: -0.12 }), 'year')).toBe(
      'Impermanent loss took more than fees brought: 12.0 against 9.0 points',
    )
  })

  it('default: state of the ranges and name of the pool', () => {
    const open = { status: 'open', inRange: true } as const
    expect(describeRangeState([open])).toBe('in range')
    expect(describeRangeState([open, { status: 'open', inRange: false }])).toBe('1 of 2 in range')
    expect(describeRangeState([{ status: 'owed', inRange: false }])).toBe('emptied, not collected')
    expect(describeRangeState([{ status: 'closed', inRange: false }])).toBe('closed')
    expect(plain(formatPoolName(createPool()))).toBe('USDC / WETH 0.05 %')
  })

  it('default: blocks and proof', () => {
    const proven = createPool({ coverage: { complete: true, missing: [], scanned: { fromBlock: 1, toBlock: 200 } } })
    expect(describeScanned(proven)).toBe('blocks 1 to 200, all of them; every figure is as of block 200')
    const unfinished = { ...proven, coverage: { ...proven.coverage, complete: false } }
    expect(describeScanned(unfinished)).toContain('blocks 1 to 200, but something is missing, see below;')
    expect(describeProof(proven)).toContain('Proven largest')
    const found = createPool({
      whale: createWhale({ claim: 'largest found' }),
      coverage: { complete: false, missing: [], activeLiquidity: { pool: '1000', found: '932' } },
    })
    expect(computeFoundShare(found)).toBe(0.932)
    expect(plain(describeProof(found))).toContain('hold 93 % of the liquidity')
    expect(describeProof(createPool({ whale: null, whaleUnavailable: 'Too many.' }))).toBe('Too many.')
  })
})

describe('a window that is shorter than was asked for', () => {
  const day = 86_400
  const { window } = createPool()
  const why = 'An endpoint does not keep more.'

  it('default: nothing is said of a window that is what was asked for', () => {
    expect(describeShortenedWindow(window)).toBeNull()
  })

  it('behavior: from when on, from when on it was asked for, and why', () => {
    const shortened = { fromBlock: 1, fromTimestamp: window.fromTimestamp - 40 * day, why }
    expect(describeShortenedWindow({ ...window, shortened })).toBe(
      'These figures begin on 28 May 2026, not on 18 April 2026, for you and the whale alike: An endpoint does not keep more.',
    )
  })

  it('behavior: one that begins later on the same day says so', () => {
    const shortened = { fromBlock: 1, fromTimestamp: window.fromTimestamp - 60, why }
    expect(describeShortenedWindow({ ...window, shortened })).toContain('begin later on 28 May 2026 than was asked for')
  })
})

describe('liquidity that stayed for no time', () => {
  const { value } = createPerformance()
  const gone = { value: { ...value, capitalYears: 0 } }

  it('default: nothing is said where both have time', () => {
    expect(describeNoTime(createPool())).toBeNull()
  })

  it('behavior: whose it is, and what it therefore has not', () => {
    expect(describeNoTime(createPool({ whale: createWhale(gone) }))).toBe(
      'Liquidity of the whale was in the pool for no longer than the block it came in. Without time there is no share of it in range, no width to weigh by it, and no rate.',
    )
    expect(describeNoTime(createPool({ you: createPerformance(gone) }))).toContain('Liquidity of yours was')
    expect(describeNoTime(createPool({ you: createPerformance(gone), whale: createWhale(gone) }))).toContain(
      'Liquidity of you and the whale was',
    )
  })
})
