import { describe, expect, it } from 'vitest'
import { moneyUnitOf } from '../format'
import { createPerformance, createRates, createWhale } from '../report.fixture'
import { createCompareRows } from './compareRows'
import { formatExplorerUrl } from './explorerLink'

const plain = (text: string | undefined) => (text ?? '').replaceAll('\u00a0', ' ')

describe('createCompareRows', () => {
  it('default: both sides, in money and as rates, on one decimal point', () => {
    const rows = createCompareRows(createPerformance(), createWhale(), moneyUnitOf('USD'), 'year')
    const fees = rows.find(({ id }) => id === 'fees')
    expect([plain(fees?.you.text), plain(fees?.you.rate), plain(fees?.whale?.rate)]).toEqual([
      '+$18.00',
      '+9.0 %/yr',
      '+11.0 %/yr',
    ])
    expect(rows.find(({ id }) => id === 'capital')?.you.figure).toEqual({ digits: '$1,000', padding: '.00', unit: '' })
    expect(rows.find(({ id }) => id === 'gas')?.term).toBe('3 and 3 transactions')
    expect(plain(rows.find(({ id }) => id === 'timeInRange')?.you.text)).toBe('100 %')
  })

  it('behavior: below seven days rates are daily', () => {
    const [row] = createCompareRows(createPerformance(), null, moneyUnitOf('USD'), 'day').filter(
      ({ id }) => id === 'net',
    )
    expect(plain(row?.you.rate)).toBe('+0.5 bp/day')
    expect(row?.whale).toBeNull()
  })

  it('behavior: unknown stays the word', () => {
    const you = createPerformance({ timeInRange: null, rangeWidth: null, rates: createRates({ fees: null }) })
    const rows = createCompareRows(you, null, moneyUnitOf('USD'), 'year')
    expect(rows.filter(({ you: cell }) => cell.text === 'unknown').map(({ id }) => id)).toEqual([
      'timeInRange',
      'rangeWidth',
    ])
    expect(rows.find(({ id }) => id === 'fees')?.you.rate).toBe('unknown')
  })

  it('behavior: capital that stayed for no time has no rate', () => {
    const { value } = createPerformance()
    const you = createPerformance({ value: { ...value, capitalYears: 0 }, rates: createRates({ net: null }) })
    const rows = createCompareRows(you, null, moneyUnitOf('USD'), 'year')
    expect(rows.find(({ id }) => id === 'net')?.you.rate).toBe('no rate')
  })

  it('behavior: nor a share of its time in range, nor a width weighed by it, and that is not called unknown', () => {
    const { value } = createPerformance()
    const you = createPerformance({ value: { ...value, capitalYears: 0 }, timeInRange: null, rangeWidth: null })
    const rows = createCompareRows(you, createWhale({ timeInRange: null }), moneyUnitOf('USD'), 'year')
    const timeInRange = rows.find(({ id }) => id === 'timeInRange')
    expect([timeInRange?.you.text, timeInRange?.whale?.text]).toEqual(['no time', 'unknown'])
    expect(rows.find(({ id }) => id === 'rangeWidth')?.you.text).toBe('no time')
  })

  it('behavior: no fees and no rewards are said in words', () => {
    const { value } = createPerformance()
    const you = createPerformance({ value: { ...value, fees: 0, rewards: 0 }, gasShareOfFees: null })
    const earns = createWhale({ value: { ...createWhale().value, rewards: 5 } })
    const [alone, beside] = [null, earns].map((whale) => createCompareRows(you, whale, moneyUnitOf('USD'), 'year'))
    expect(alone?.find(({ id }) => id === 'gasShareOfFees')?.you.text).toBe('no fees')
    expect(alone?.find(({ id }) => id === 'rewards')?.term).toBe('none from the farms that Minnow knows')
    expect(beside?.find(({ id }) => id === 'rewards')?.term).toBe('from farms')
  })
})

describe('formatExplorerUrl', () => {
  it('default: transactions and addresses', () => {
    expect(formatExplorerUrl('https://etherscan.io', 'tx', '0x01')).toBe('https://etherscan.io/tx/0x01')
    expect(formatExplorerUrl('https://explorer.example/base/', 'address', '0x01')).toBe(
      'https://explorer.example/base/address/0x01',
    )
  })

  it.each([null, 'javascript:alert(1)//', 'http://etherscan.io', 'https://a b', 'data:text/html,x'])(
    'error: %s is no link',
    (explorer) => {
      expect(formatExplorerUrl(explorer, 'tx', '0x01')).toBeNull()
    },
  )
})
