import { describe, expect, it } from 'vitest'
import { alice, units } from '../accounting/stories/ledgerStory'
import type { Report, ReportPool } from '../domain/report'
import { formatCsvRow } from './formatCsvRow'
import { formatReportCsv } from './formatReportCsv'
import { createStoryReport } from './storyReport'

/** One pool only, so that each event stands once. */
function createReport(change: (pool: ReportPool) => ReportPool = (pool) => pool): Report {
  const report = createStoryReport()
  return { ...report, chains: report.chains.map((chain) => ({ ...chain, pools: chain.pools.slice(0, 1).map(change) })) }
}

/** Fields here hold no commas, quotes or line breaks unless a test says so. */
function parseCsv(csv: string): readonly Record<string, string>[] {
  const [header, ...rows] = csv.split('\r\n').slice(0, -1)
  const names = header?.split(',') ?? []
  return rows.map((row) => {
    const cells = row.split(',')
    expect(cells).toHaveLength(names.length)
    return Object.fromEntries(names.map((name, index) => [name, cells[index] as string]))
  })
}

describe('formatReportCsv', () => {
  it('default: one row for each ledger event of the wallet, in the chain’s order', () => {
    const rows = parseCsv(formatReportCsv(createReport()))
    expect(rows.map(({ event, position }) => `${event} ${position}`)).toEqual([
      'deposit 1',
      'deposit 3',
      'stake 1',
      'unstake 1',
      'claimReward 1',
      'withdraw 1',
      'collect 1',
      'transferIn 4',
      'transferOut 3',
      'collect 1',
    ])
    for (const row of rows) {
      expect(row).toMatchObject({ chain_id: '1', chain: 'Ethereum', owner: alice, token0: 'ABC', currency: 'USD' })
      expect(row['date_utc']).toMatch(/^2023-11-\d\dT\d\d:\d\d:\d\d\.000Z$/)
      expect(row['transaction']).toMatch(/^0x[0-9a-f]{64}$/)
    }
  })

  it('behavior: amounts are exact, in base units and in whole tokens', () => {
    const rows = parseCsv(formatReportCsv(createReport()))
    expect(rows.find(({ event }) => event === 'withdraw')).toMatchObject({
      amount0_base_units: '250000000000000000',
      amount0: '0.25',
      amount1: '1',
      price0: '4',
      value: '2',
      fees0: '',
      fees_value: '',
    })
    expect(rows.find(({ event }) => event === 'collect')).toMatchObject({
      amount0: '0.3',
      fees0_base_units: '50000000000000000',
      fees0: '0.05',
      fees1: '0.1',
      realised_impermanent_loss: '',
    })
    expect(rows.find(({ position }) => position === '3')).toMatchObject({ amount0: '0.000000000000000007' })
    expect(rows.find(({ event }) => event === 'claimReward')).toMatchObject({
      amount0: '',
      reward_base_units: units(2).toString(),
      value: '20',
    })
  })

  it('behavior: gas stands once for each transaction and adds up to what was charged', () => {
    const report = createReport()
    const rows = parseCsv(formatReportCsv(report))
    const { gas } = report.chains[0]?.pools[0]?.you as ReportPool['you']
    expect(rows.reduce((sum, row) => sum + BigInt(row['gas_wei'] || 0), 0n)).toBe(BigInt(gas.wei))
    expect(rows.slice(0, 2).map((row) => [row['gas_wei'], row['gas_value']])).toEqual([
      ['1000000000000000', '-2'],
      ['', ''],
    ])
  })

  it('behavior: what is not known says so, and what an event does not have is empty', () => {
    const report = createReport((pool) => ({
      ...pool,
      tokens: pool.tokens.map((token) => ({ ...token, decimals: null })),
      you: {
        ...pool.you,
        evidence: {
          ...pool.you.evidence,
          events: pool.you.evidence.events.map((event) => ({
            ...event,
            amounts: null,
            prices: [null, null],
            value: null,
            impermanentLoss: null,
            capitalAfter: null,
          })),
        },
      },
    }))
    const rows = parseCsv(formatReportCsv(report))
    expect(rows[0]).toMatchObject({
      amount0_base_units: 'unknown',
      amount0: 'unknown',
      price0: 'unknown',
      value: 'unknown',
      capital_after: 'unknown',
      realised_impermanent_loss: '',
    })
    expect(rows.find(({ event }) => event === 'withdraw')).toMatchObject({ realised_impermanent_loss: 'unknown' })
    expect(rows.find(({ event }) => event === 'stake')).toMatchObject({ amount0: '', value: '' })
    expect(rows.find(({ event }) => event === 'collect')).toMatchObject({
      fees0: 'unknown',
      fees0_base_units: '50000000000000000',
    })
  })

  it('behavior: a token’s name cannot become a formula', () => {
    for (const symbol of ['=cmd|"/c calc"!A1', '+1', '-1', '@SUM(A1)']) {
      const csv = formatReportCsv(
        createReport((pool) => ({ ...pool, tokens: pool.tokens.map((token) => ({ ...token, symbol })) })),
      )
      expect(csv).not.toMatch(/(^|,|\n)"?[=+@]/)
      expect(csv).not.toContain(`,${symbol},`)
    }
  })

  it('behavior: a report without positions is its header', () => {
    expect(formatReportCsv({ ...createReport(), chains: [] }).split('\r\n')).toHaveLength(2)
  })
})

describe('formatCsvRow', () => {
  it('default: quotes only where RFC 4180 asks for it', () => {
    expect(formatCsvRow([{ text: 'a' }, 'b,c', 'say "hi"', 'two\nlines', 1.5, 10n, null])).toBe(
      'a,"b,c","say ""hi""","two\nlines",1.5,10,\r\n',
    )
  })

  it('behavior: text that a spreadsheet would run gets an apostrophe, figures do not', () => {
    expect(formatCsvRow([{ text: '=1+1' }, { text: '\t=1' }, { text: '-x' }, -1.5, '-3'])).toBe(
      "'=1+1,'\t=1,'-x,-1.5,-3\r\n",
    )
    expect(formatCsvRow([{ text: '=a,"b"' }])).toBe('"\'=a,""b"""\r\n')
  })
})
