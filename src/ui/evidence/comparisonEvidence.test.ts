import { describe, expect, it } from 'vitest'
import { GAP_PARTS } from '../../comparison/computeGap'
import { createStoryReport } from '../../report/storyReport'
import type { ReportPool } from '../../domain/report'
import { createPerformance, createPool, createWhale } from '../report.fixture'
import { describeQuestion } from './describeQuestion'
import type { EvidenceQuestion, WhatIfFigure } from './question'

const plain = (text: string) => text.replaceAll('\u00a0', ' ')

function ask(question: EvidenceQuestion, pool: ReportPool) {
  const answer = describeQuestion(question, pool, 'USD', 'ETH')
  if (answer === null) throw new Error('There is no answer.')
  const { heading, evidence } = answer
  const { lines, result, rate, ...rest } = evidence
  return {
    ...rest,
    heading: plain(heading),
    lines: lines.map(({ label, figure }) => [plain(label), plain(figure)]),
    result: [plain(result.label), plain(result.figure)],
    rate: rate && [plain(rate.label), plain(rate.figure)],
  }
}

/** The story has events, transactions and ranges of both sides. */
function storyPool(): ReportPool {
  const pool = createStoryReport().chains[0]?.pools[0]
  if (pool === undefined) throw new Error('The story has no pool.')
  return pool
}

const whatIfFigures: readonly WhatIfFigure[] = [
  'capital',
  'fees',
  'impermanentLoss',
  'rewards',
  'ownGas',
  'ownNet',
  'otherGas',
  'otherNet',
]

describe('evidence of a part of the gap', () => {
  it('default: both rates with what they follow from, and their difference', () => {
    expect(ask({ kind: 'gap', part: 'fees' }, createPool())).toMatchObject({
      heading: 'Fees earned in the gap',
      lines: [
        ['You: +$18.00 ÷ $200.00 of capital for a year', '+9.0 % a year'],
        ['The whale: +$18.00 ÷ $200.00 of capital for a year', '+11.0 % a year'],
      ],
      result: ['You less the other', '−2.0 points'],
      anchor: 'gap',
    })
  })

  it('behavior: each part opens the events or the transactions of both', () => {
    const pool = storyPool()
    for (const part of GAP_PARTS) {
      const { events, transactions, second, eventFigure } = ask({ kind: 'gap', part }, pool)
      const [mine, theirs] = [pool.you, pool.whale].map((side) => side?.evidence)
      if (part === 'gas') {
        expect([eventFigure, events, second?.events]).toEqual([null, [], []])
        expect(transactions).toEqual(mine?.transactions.filter(({ kind }) => kind === 'charged'))
        expect(second?.transactions).toEqual(theirs?.transactions.filter(({ kind }) => kind === 'charged'))
        expect(transactions.length).toBeGreaterThan(0)
      } else {
        expect([transactions, second?.transactions]).toEqual([[], []])
        expect(events.length).toBeGreaterThan(0)
        expect(events.every((event) => mine?.events.includes(event))).toBe(true)
        expect(second?.events.every((event) => theirs?.events.includes(event))).toBe(true)
      }
    }
  })
})

describe('evidence of the size curve', () => {
  it('default: the break-even is gas a year by the rate before gas', () => {
    // $9.45 in 73 days is $47.25 a year; 6.725 % of $702.60 pay it.
    const { lines, result } = ask({ kind: 'size', mark: 'you' }, createPool())
    expect(lines).toEqual([
      ['Your rate before gas: fees +9.0 % a year, impermanent loss −2.3 % a year, rewards 0 % a year', '+6.7 % a year'],
      ['Your gas: −$9.45 in 3 transactions ÷ 73 days', '$47.25 a year'],
    ])
    expect(result).toEqual(['Beats holding above: gas a year ÷ rate before gas', '$702.60'])
  })

  it('behavior: where both meet rests on the gas of both; that they never do is said', () => {
    const whale = createWhale({ value: { ...createPerformance().value, gas: -50 } })
    const meeting = ask({ kind: 'size', mark: 'crossing' }, createPool({ whale }))
    expect(meeting.lines).toHaveLength(4)
    expect(meeting.result).toEqual([
      'Both return the same at: the difference of gas, −$202.75 a year, ÷ the difference of the rates, you less the whale',
      '$10,000',
    ])
    expect(ask({ kind: 'size', mark: 'crossing' }, createPool()).result[1]).toBe('they never meet')
    expect(ask({ kind: 'size', mark: 'whale' }, createPool({ whale: null, gap: null })).result[1]).toBe('unknown')
  })
})

describe('evidence of a what-if', () => {
  it('default: fees are the other’s own, times the ratio of the capitals, and their bound', () => {
    const value = { ...createPerformance().value, capitalYears: 200_000, fees: 22_000 }
    const whale = createWhale({ value })
    const { heading, lines, result, rate } = ask(
      { kind: 'whatIf', owner: 'you', figure: 'fees' },
      createPool({ whale }),
    )
    expect(heading).toBe('Fees, your capital in the whale’s ranges')
    expect(lines).toEqual([
      ['the whale’s own fees in the window', '+$22,000'],
      ['× your capital ÷ the whale’s: $200.00 ÷ $200,000, both for a year', '× 0.0010000'],
      ['In USDC', '0.009'],
      ['In WETH', '0.000003'],
      ['Had it thinned everybody’s fees as much as it can have: ÷ 1.0010', '+$21.98'],
    ])
    expect([result, rate]).toEqual([
      ['Fees', '+$22.00'],
      ['+$22.00 ÷ $200.00 of capital for a year', '+11.0 % a year'],
    ])
  })

  it('behavior: every figure of both ways has its formula, and gas the transactions that it is of', () => {
    const pool = storyPool()
    for (const owner of ['you', 'whale'] as const) {
      const [own, other] = owner === 'you' ? [pool.you, pool.whale] : [pool.whale, pool.you]
      for (const figure of whatIfFigures) {
        const { lines, result, transactions, anchor } = ask({ kind: 'whatIf', owner, figure }, pool)
        expect(anchor).toBe('what-if')
        expect(new Set(lines.map(([label]) => label)).size).toBe(lines.length)
        expect([...lines.flat(), ...result].join(' ')).not.toMatch(/NaN|undefined|null/)
        const side = figure === 'ownGas' ? own : figure === 'otherGas' ? other : null
        expect(transactions).toEqual(side?.evidence.transactions.filter(({ kind }) => kind === 'charged') ?? [])
      }
    }
  })

  it('behavior: where there is no whale, or no capital, there is none', () => {
    const question = { kind: 'whatIf', owner: 'you', figure: 'fees' } as const
    expect(describeQuestion(question, createPool({ whale: null, gap: null }), 'USD', 'ETH')).toBeNull()
    const you = createPerformance({ value: { ...createPerformance().value, capitalYears: 0 } })
    expect(describeQuestion(question, createPool({ you }), 'USD', 'ETH')).toBeNull()
  })
})
