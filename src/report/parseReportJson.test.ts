import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import type { Report, ReportPool } from '../domain/report'
import { ReportFileError } from '../errors'
import { formatReportCsv } from './formatReportCsv'
import { formatReportJson } from './formatReportJson'
import { parseReportJson } from './parseReportJson'
import { createStoryReport } from './storyReport'

vi.setConfig({ testTimeout: 60_000 })

const report = createStoryReport()
const text = formatReportJson(report)

type Plain = { [name: string]: Plain } & Plain[]

/** The report with one change made to its plain JSON. */
function change(edit: (report: Plain) => void): string {
  const plain = JSON.parse(text) as Plain
  edit(plain)
  return JSON.stringify(plain)
}

const poolOf = (plain: Plain) => (plain['chains'] as Plain)[0]?.['pools']?.[0] as Plain

function expectError(file: string, sentence: string | RegExp): void {
  let error: unknown
  try {
    parseReportJson(file)
  } catch (thrown) {
    error = thrown
  }
  expect(error).toBeInstanceOf(ReportFileError)
  expect((error as ReportFileError).shortMessage).toMatch(sentence)
}

describe('parseReportJson', () => {
  it('default: a report comes back as it was written', () => {
    expect(parseReportJson(text)).toEqual(report)
  })

  it('behavior: a window that is shorter than was asked for keeps why, and from when on it was asked for', () => {
    const shortened = { fromBlock: 7, fromTimestamp: 1_690_000_000, why: 'Nobody keeps more.' }
    const file = change((plain) => Object.assign(poolOf(plain)['window'] as Plain, { shortened }))
    expect(parseReportJson(file).chains[0]?.pools[0]?.window.shortened).toEqual(shortened)
    expectError(
      change((plain) => Object.assign(poolOf(plain)['window'] as Plain, { shortened: { why: 'No block.' } })),
      'chains[0].pools[0].window.shortened.fromBlock',
    )
  })

  it('behavior: spaces and a byte order mark around it do no harm', () => {
    expect(parseReportJson(`\uFEFF\n ${text}\n\n`)).toEqual(report)
  })

  it('behavior: fields that are not known are ignored', () => {
    const file = change((plain) => {
      Object.assign(plain, { future: [1, 2], createdBy: { name: 'x' } })
      Object.assign(poolOf(plain), { futureFigure: 7 })
    })
    expect(parseReportJson(file)).toEqual(report)
    expect(parseReportJson(text.replace('{', '{"__proto__":{"polluted":1},'))).toEqual(report)
  })

  it('error: what is not JSON, or empty', () => {
    expectError('', 'This file is empty.')
    expectError('<html>', 'This file is no report of Minnow: it is not JSON.')
    expectError('date,amount\n1,2', 'it is not JSON')
  })

  it('error: a report that was cut off', () => {
    expectError(text.slice(0, text.length >> 1), 'This report ends in the middle')
  })

  it('error: JSON that is something else', () => {
    for (const file of ['[]', 'null', '7', '"minnow.report"', '{}', '{"format":"other"}', '{"format":7}']) {
      expectError(file, /^This file is no report of Minnow\.$/)
    }
    expectError('{"format":"minnow.pool-report","version":1}', 'This is a file of Minnow, but no report of a wallet.')
  })

  it('error: a newer version, or none that ever was', () => {
    expectError(
      change((plain) => Object.assign(plain, { version: 2 })),
      'made by a newer version of Minnow',
    )
    for (const version of [0, -1, 0.5, '1', null, undefined]) {
      expectError(
        change((plain) => Object.assign(plain, { version })),
        'its version is no number that Minnow ever used',
      )
    }
  })

  it('error: a field of another kind is named with its place', () => {
    const cases: readonly [(plain: Plain) => void, string][] = [
      [(plain) => Object.assign(plain, { wallet: '0x12' }), 'wallet should be an address'],
      [(plain) => Object.assign(plain, { currency: 'EUR' }), 'currency should be one of USD, ETH, token0, token1'],
      [(plain) => Object.assign(plain, { chains: {} }), 'chains should be a list'],
      [
        (plain) => Object.assign(poolOf(plain), { window: null }),
        'chains\\[0\\].pools\\[0\\].window should be an object',
      ],
      [
        (plain) => Object.assign(poolOf(plain)['window'] as Plain, { toBlock: 1.5 }),
        'toBlock should be a whole number',
      ],
      [
        (plain) => Object.assign(poolOf(plain)['window'] as Plain, { toTimestamp: 1e15 }),
        'toTimestamp should be a whole number',
      ],
      [
        (plain) => Object.assign(poolOf(plain)['you']?.['value'] as Plain, { net: '5' }),
        'you.value.net should be a number or null',
      ],
      [
        (plain) => Object.assign(poolOf(plain)['you']?.['amounts'] as Plain, { deposited: ['1'] }),
        'deposited should be two amounts',
      ],
      [
        (plain) => Object.assign(poolOf(plain)['you']?.['amounts'] as Plain, { withdrawn: ['1', '1e5'] }),
        'withdrawn\\[1\\] should be a whole number as text',
      ],
      [
        (plain) => Object.assign(poolOf(plain)['you']?.['gas'] as Plain, { wei: '9'.repeat(101) }),
        'gas.wei should be a whole number as text',
      ],
      [
        (plain) => Object.assign(poolOf(plain)['positions']?.[0] as Plain, { status: 'lost' }),
        'status should be one of open, owed, closed',
      ],
      [
        (plain) => Object.assign(poolOf(plain)['positions']?.[0] as Plain, { tickLower: 1e9 }),
        'tickLower should be a whole number',
      ],
      [
        (plain) => Object.assign(poolOf(plain)['whale'] as Plain, { claim: 'biggest ever' }),
        'claim should be one of largest, largest found',
      ],
      [(plain) => delete poolOf(plain)['coverage'], 'chains\\[0\\].pools\\[0\\].coverage is missing'],
      [(plain) => delete poolOf(plain)['you']?.['rates']?.['gas'], 'rates.gas is missing'],
    ]
    for (const [edit, sentence] of cases)
      expectError(change(edit), new RegExp(`^This report is damaged: .*${sentence}`))
  })

  it('behavior: figures too large for a number are unknown', () => {
    const file = text.replace(/"hodl": [^,]+,/, '"hodl": 1e999,')
    expect(parseReportJson(file).chains[0]?.pools[0]?.you.value.hodl).toBeNull()
  })

  it('behavior: texts are cut and cleaned, links are plain web addresses or none', () => {
    const file = change((plain) => {
      const pool = poolOf(plain)
      Object.assign((pool['tokens'] as Plain)[0] as Plain, {
        symbol: `<b>\u202eevil\u0000${'x'.repeat(1_000_000)}`,
        decimals: 1000,
      })
      Object.assign(pool, { whaleUnavailable: 'y'.repeat(100_000) })
    })
    const [token] = parseReportJson(file).chains[0]?.pools[0]?.tokens ?? []
    expect(token?.symbol).toHaveLength(24)
    expect(token?.symbol).toMatch(/^<b> evil x+…$/)
    expect(token?.decimals).toBeNull()
    expect(parseReportJson(file).chains[0]?.pools[0]?.whaleUnavailable?.length).toBeLessThanOrEqual(1000)
    for (const explorer of [
      'javascript:alert(1)',
      'data:text/html,x',
      'http://etherscan.io',
      'https://user:password@evil.example',
      'https://evil.example/?next=',
      'https://evil.example/#',
      ' ',
      7,
      null,
      `https://${'a'.repeat(300)}.example`,
    ]) {
      const changed = change((plain) => Object.assign((plain['chains'] as Plain)[0] as Plain, { explorer }))
      const read = parseReportJson(changed).chains[0]?.explorer
      expect(read === null || read === 'https://evil.example').toBe(true)
    }
  })

  it('behavior: a series whose lists differ in length is dropped', () => {
    const file = change((plain) => ((poolOf(plain)['series'] as Plain)['you'] as unknown as number[]).pop())
    expect(parseReportJson(file).chains[0]?.pools[0]?.series).toBeNull()
  })

  it('behavior: a source of prices that is not known is left out', () => {
    const file = change((plain) =>
      Object.assign((poolOf(plain)['priceSources'] as Plain)[0] as Plain, {
        sources: [{ kind: 'oracle' }, { kind: 'unit' }],
      }),
    )
    expect(parseReportJson(file).chains[0]?.pools[0]?.priceSources[0]?.sources).toEqual([{ kind: 'unit' }])
  })
})

it('a price of a service comes back with its name, confidence and time', () => {
  const sources = [{ kind: 'service', name: 'DefiLlama', confidence: 0.97, timestamp: 1_700_000_000 }]
  const file = change((plain) => Object.assign((poolOf(plain)['priceSources'] as Plain)[0] as Plain, { sources }))
  expect(parseReportJson(file).chains[0]?.pools[0]?.priceSources[0]?.sources).toEqual(sources)
})

describe('a report with only the fields of the schema', () => {
  const file = JSON.stringify({
    format: 'minnow.report',
    version: 1,
    wallet: report.wallet,
    currency: 'USD',
    chains: [
      { chainId: 10, block: null, pools: [] },
      { chainId: 1, block: { number: 5, hash: 'any text', timestamp: 1000 }, pools: [createBarePool()] },
    ],
  })

  it('opens, with safe defaults for everything else', () => {
    const { chains, createdAt, example } = parseReportJson(file)
    expect(createdAt).toBe(1000)
    expect(example).toBeUndefined()
    expect(chains[0]).toMatchObject({ chainName: 'Chain 10', explorer: null })
    const pool = chains[1]?.pools[0] as ReportPool
    expect(pool).toMatchObject({
      feePpm: null,
      deploymentName: 'aave-v3',
      state: null,
      priceSources: [],
      candidates: [],
      series: null,
      tokens: [{ symbol: 'USDC' }, { symbol: 'unknown', decimals: null }],
    })
    expect(pool.you).toMatchObject({
      rewards: [],
      timeInRange: null,
      shareOfPool: null,
      rangeWidth: null,
      reRanges: 0,
      ranges: [],
      evidence: { events: [], transactions: [] },
      gas: { notChargedWei: '0', approvalsWei: '0', incomplete: false },
    })
    expect(pool.positions[0]).toMatchObject({ tickLower: -887272, tickUpper: 887272, liquidity: '0', inRange: true })
    expect(pool.whale?.positions).toEqual([])
  })

  it('has its average capital and gas as a share of fees worked out from what it tells', () => {
    const { you } = parseReportJson(file).chains[1]?.pools[0] as ReportPool
    // 50 capital years over half a year
    expect(you.averageCapital).toBeCloseTo(100, 9)
    expect(you.gasShareOfFees).toBeCloseTo(0.25, 9)
  })

  it('can be written again, as JSON and as CSV', () => {
    const opened = parseReportJson(file)
    expect(parseReportJson(formatReportJson(opened))).toEqual(opened)
    expect(formatReportCsv(opened).split('\r\n')).toHaveLength(2)
  })
})

describe('hostile files', () => {
  it('either open or are refused by name, and what opens can be written', () => {
    const junk = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(null, -1, 1e308, '', '0x', '=1', {}, [], '\u202e', 'NaN', Number.MAX_SAFE_INTEGER, [[]]),
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), junk), { minLength: 1, maxLength: 3 }), (edits) => {
        const plain: unknown = JSON.parse(text)
        for (const [place, value] of edits) replaceAt(plain, place, value)
        let opened: Report
        try {
          opened = parseReportJson(JSON.stringify(plain))
        } catch (error) {
          expect(error).toBeInstanceOf(ReportFileError)
          return
        }
        formatReportCsv(opened)
        expect(parseReportJson(formatReportJson(opened))).toEqual(opened)
      }),
      { numRuns: 250 },
    )
  })

  it('any text at all is refused by name', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.nat(text.length).map((end) => text.slice(0, end)),
        ),
        (file) => {
          try {
            parseReportJson(file)
          } catch (error) {
            expect(error).toBeInstanceOf(ReportFileError)
          }
        },
      ),
      { numRuns: 500 },
    )
  })

  it('lists are bounded', () => {
    expectError(
      change((plain) => Object.assign(poolOf(plain), { candidates: Array.from({ length: 1001 }, () => 0) })),
      'should be a list of at most 1000 entries',
    )
    expectError(`{"format":"minnow.report"${' '.repeat(50_000_001)}`, 'too large')
  })

  it('depth is no way in', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
    expectError(deep, /no report of Minnow/)
    const inside = text.replace('"createdAt"', `"future": ${'['.repeat(2000)}${']'.repeat(2000)}, "createdAt"`)
    expect(parseReportJson(inside)).toEqual(report)
  })
})

/** Puts a value in the place of the `place`-th field of the file, counted depth first. */
function replaceAt(root: unknown, place: number, value: unknown): void {
  const fields: [Record<string, unknown>, string][] = []
  const collect = (node: unknown) => {
    if (typeof node !== 'object' || node === null) return
    for (const [name, child] of Object.entries(node)) {
      fields.push([node as Record<string, unknown>, name])
      collect(child)
    }
  }
  collect(root)
  const found = fields[place % fields.length]
  if (found) found[0][found[1]] = value
}

function createBarePool() {
  const amounts = {
    deposited: ['1', '2'],
    withdrawn: ['0', '0'],
    principal: ['1', '2'],
    principalOwed: ['0', '0'],
    feesCollected: ['0', '0'],
    feesUncollected: ['0', '0'],
  }
  const rates = { fees: 0.1, impermanentLoss: 0, rewards: null, gas: -0.025, net: null }
  const value = {
    capitalYears: 50,
    principal: 100,
    hodl: 100,
    fees: 8,
    impermanentLoss: 0,
    rewards: null,
    gas: -2,
    net: null,
    marketMove: 0,
    pnl: null,
  }
  const performance = { owner: report.wallet, amounts, gas: { wei: '5', transactions: 1 }, value, rates }
  return {
    protocol: 'aave-v3',
    pool: 'anything',
    tokens: [{ address: report.wallet, symbol: 'USDC', decimals: 6 }],
    window: { fromBlock: 1, fromTimestamp: 0, toBlock: 5, toTimestamp: (365 * 86_400) / 2 },
    you: performance,
    positions: [{ id: 'anything', status: 'open', performance }],
    whale: { ...performance, kind: 'account', claim: 'largest found' },
    gap: rates,
    coverage: { complete: true, missing: [] },
  }
}
