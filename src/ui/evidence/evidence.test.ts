import { describe, expect, it } from 'vitest'
import { APPROVALS, READ_LAST, THEIR_APPROVALS } from '../../domain/coverage'
import type { ReportEvent, ReportPerformance } from '../../domain/report'
import { createPerformance, createPool, createRates } from '../report.fixture'
import { describeEvidence } from './describeEvidence'
import { describePrices } from './describePrices'
import { figureWords, type FigureId } from './figures'
import { computeRangePrices, formatRange, poolPriceScaleOf } from './poolPrice'
import { formatPositionId } from './positionId'

const plain = (text: string) => text.replaceAll('\u00a0', ' ')

function createEvent(changes: Partial<ReportEvent>): ReportEvent {
  return {
    type: 'collect',
    positionId: '7',
    blockNumber: 150,
    timestamp: 1_780_000_100,
    logIndex: 1,
    transactionHash: '0x01',
    amounts: ['0', '0'],
    feeAmounts: null,
    prices: [1, 3000],
    value: 0,
    feeValue: null,
    impermanentLoss: null,
    capitalAfter: null,
    ...changes,
  }
}

const you = createPerformance({
  evidence: {
    events: [
      createEvent({ type: 'deposit', value: 1000, capitalAfter: 1000 }),
      createEvent({ feeAmounts: ['6', '2'], feeValue: 12 }),
      createEvent({
        type: 'close',
        transactionHash: null,
        feeAmounts: ['3', '1'],
        feeValue: 6,
        impermanentLoss: -4.55,
      }),
    ],
    transactions: [],
  },
})

function evidenceOf(figure: FigureId, performance = you) {
  const evidence = describeEvidence(figure, performance, createPool({ you: performance }), 'USD', 'ETH')
  return { ...evidence, lines: evidence.lines.map(({ label, figure: number }) => [plain(label), plain(number)]) }
}

describe('describeEvidence', () => {
  it('default: fees are what was collected and what was not, and their rate', () => {
    const { lines, result, rate, events } = evidenceOf('fees')
    expect(lines).toEqual([
      ['Collected, 1 collect, each at its block’s price', '+$12.00'],
      ['Not collected yet, at the report’s block', '+$6.00'],
    ])
    expect(result.figure).toBe('+$18.00')
    expect(plain(rate?.label ?? '')).toBe('+$18.00 ÷ $200.00 of capital for a year')
    expect(plain(rate?.figure ?? '')).toBe('+9.0 % a year')
    expect(events.map(({ type }) => type)).toEqual(['collect', 'close'])
  })

  it('default: impermanent loss is what was realised and what is inside now', () => {
    expect(evidenceOf('impermanentLoss').lines).toEqual([
      ['When liquidity was taken out, against having held its tokens', '$0'],
      ['Inside now, $1,095, less the same tokens held, $1,100', '−$4.55'],
    ])
  })

  it('default: net is its parts, profit and loss both halves, the market move from deposits on', () => {
    expect(evidenceOf('net').lines.map(([, figure]) => figure)).toEqual(['+$18.00', '−$4.55', '$0', '−$9.45'])
    expect(evidenceOf('pnl').lines.map(([, figure]) => figure)).toEqual(['+$100.00', '+$4.00'])
    expect(evidenceOf('marketMove').lines.map(([, figure]) => figure)).toEqual(['$1,100', '−$1,000'])
  })

  it('default: gas in coins and in money; what is not charged is said', () => {
    const gas = { ...you.gas, notChargedWei: '1000000000000000', approvalsWei: '2000000000000000', incomplete: true }
    const { lines, notes } = evidenceOf('gas', { ...you, gas })
    expect(lines).toEqual([['3 transactions, together 0.00315 ETH, each at its block’s price', '−$9.45']])
    expect(notes).toHaveLength(3)
    expect(notes[0]).toContain('0.001 ETH')
  })

  it('behavior: approvals that are not read yet are said on their own side, and are no silent zero', () => {
    const missing = [
      { what: APPROVALS, why: READ_LAST },
      { what: `${THEIR_APPROVALS}the whale`, why: READ_LAST },
    ]
    const pool = createPool({ coverage: { complete: false, missing } })
    const notesOf = (performance: ReportPerformance) =>
      describeEvidence('gas', performance, pool, 'USD', 'ETH').notes.filter((note) => note.startsWith('Approvals'))
    expect(notesOf(pool.you)).toEqual([`Approvals are not listed here. ${READ_LAST}`])
    expect(notesOf(pool.whale as ReportPerformance)).toEqual([
      `Approvals of the whale are not listed here. ${READ_LAST}`,
    ])
  })

  it('behavior: a part that is unknown makes its line unknown, never zero', () => {
    const events = you.evidence.events.map((event) => ({ ...event, feeValue: event.feeAmounts === null ? null : null }))
    const { lines } = evidenceOf('fees', { ...you, evidence: { events, transactions: [] } })
    expect(lines.map(([, figure]) => figure)).toEqual(['unknown', 'unknown'])
    expect(evidenceOf('net', { ...you, rates: createRates({ net: null }) }).rate).toBeNull()
  })

  it('behavior: every figure has a title, a definition, a result and a place on the method screen', () => {
    for (const figure of Object.keys(figureWords) as FigureId[]) {
      const { title, definition, anchor, result } = evidenceOf(figure)
      expect([title, definition, anchor, result.figure].every((text) => text.length > 0)).toBe(true)
      expect(result.figure).not.toMatch(/NaN|undefined|-/)
    }
  })
})

describe('describePrices', () => {
  it('default: each price with its source', () => {
    const [usdc, weth] = describePrices(createPool(), 'USD')
    expect(usdc).toBe('USDC assumed at $1')
    expect(weth).toBe('WETH $3,000, from Chainlink’s ETH / USD feed, updated 28 May 2026, 20:26 UTC')
  })

  it('default: a price through the pool names the whole way', () => {
    const pool = createPool()
    const [, weth] = pool.tokens
    const priceSources = [
      {
        token: weth?.address ?? '0x0',
        value: 3000,
        sources: [
          { kind: 'assumed' as const, symbol: 'USDC' },
          { kind: 'pool' as const, pool: pool.pool as `0x${string}`, against: pool.tokens[0]?.address ?? '0x0' },
        ],
      },
    ]
    expect(describePrices({ ...pool, priceSources }, 'USD')).toEqual([
      'WETH $3,000, from this pool’s own price against USDC, itself assumed at $1',
    ])
  })

  it('default: a price of a service says whose it is, how sure they are, and from when', () => {
    const source = { kind: 'service' as const, name: 'DefiLlama', confidence: 0.97, timestamp: 1_780_000_000 }
    const priceSources = [{ token: createPool().tokens[1]?.address ?? '0x0', value: 3000, sources: [source] }]
    expect(describePrices(createPool({ priceSources }), 'USD')).toEqual([
      'WETH $3,000, from DefiLlama, confidence 0.97, 28 May 2026, 20:26 UTC',
    ])
  })

  it('behavior: without a source the price is unknown', () => {
    const priceSources = [{ token: '0x000000000000000000000000000000000000000b' as const, value: null, sources: [] }]
    expect(describePrices(createPool({ priceSources }), 'USD')).toEqual(['WETH: unknown; no source gives its price'])
  })
})

describe('prices of a pool', () => {
  it('default: told in the token nearer to money', () => {
    expect(poolPriceScaleOf(createPool())).toEqual({
      name: 'WETH in USDC',
      base: 'WETH',
      quote: 'USDC',
      isInverted: true,
    })
    const [usdc, weth] = createPool().priceSources
    const swapped = createPool({
      tokens: createPool().tokens.toReversed(),
      priceSources: [weth, usdc].filter((source) => source !== undefined),
    })
    expect(poolPriceScaleOf(swapped)).toMatchObject({ name: 'WETH in USDC', isInverted: false })
  })

  it('default: ranges as prices, lower first', () => {
    const pool = createPool()
    const range = { tickLower: 196_250, tickUpper: 200_310 }
    const [low = 0, high = 0] = computeRangePrices(range, pool, poolPriceScaleOf(pool)) ?? []
    expect(low).toBeCloseTo(2_000, -2)
    expect(high).toBeCloseTo(3_000, -2)
    expect(formatRange(range, pool, poolPriceScaleOf(pool))).toMatch(
      /^1,99\d\.\d to 3,00\d\.\d USDC$|^2,00\d\.\d to 3,00\d\.\d USDC$/,
    )
  })

  it('behavior: full ranges and unknown decimals', () => {
    const pool = createPool()
    const scale = poolPriceScaleOf(pool)
    expect(formatRange({ tickLower: -887_270, tickUpper: 887_270 }, pool, scale)).toBe('the full range')
    const tokens = pool.tokens.map((token) => ({ ...token, decimals: null }))
    expect(formatRange({ tickLower: -60, tickUpper: 60 }, { tokens }, scale)).toBe('ticks −60 to 60')
  })

  it('default: names of positions', () => {
    expect(formatPositionId('702311')).toBe('702311')
    expect(formatPositionId('0x35dA9b8DF06b94aA8F81EFB4fb756e8697758760--60-120')).toBe('0x35dA…8760 −60 to 120')
  })
})
