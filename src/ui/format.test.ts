import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatAddress,
  formatAmount,
  formatCompactMoney,
  formatCount,
  formatCounted,
  formatExactAmount,
  formatFee,
  formatMoney,
  formatPoints,
  formatPrice,
  formatRate,
  formatRateInWords,
  formatRoundMoney,
  formatShare,
  formatSize,
  formatSymbol,
  moneyUnitOf,
  unknown,
} from './format'

const usd = moneyUnitOf('USD')
const weth = moneyUnitOf('token1', ['USDC', 'WETH'])
/** No-break spaces are written as plain ones to keep the expectations readable. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ')

describe('formatMoney', () => {
  it.each([
    [1234, '$1,234'],
    [4199700.4, '$4,199,700'],
    [999.999, '$1,000'],
    [999.99, '$999.99'],
    [87.9, '$87.90'],
    [12.34, '$12.34'],
    [0.42, '$0.42'],
    [0.996, '$1.00'],
    [0.0042, '$0.0042'],
    [0.0000001, '<$0.000001'],
    [0, '$0'],
    [-0, '$0'],
    [-55.6, '−$55.60'],
    [3.2e12, '$3.20 trillion'],
    [1e300, '$1,000 quadrillion or more'],
    [Number.NaN, unknown],
    [null, unknown],
  ])('%s in dollars is %s', (value, text) => {
    expect(formatMoney(value, usd)).toBe(text)
  })

  it.each([
    [1234.56, '1,235 WETH'],
    [12.3456, '12.35 WETH'],
    [0.0123456, '0.0123 WETH'],
    [-0.5, '−0.500 WETH'],
    [1e-12, '<0.00000001 WETH'],
  ])('%s in a coin is %s', (value, text) => {
    expect(plain(formatMoney(value, weth))).toBe(text)
  })

  it('behavior: gains and losses carry their sign, and zero none', () => {
    expect(formatMoney(87.9, usd, 'always')).toBe('+$87.90')
    expect(formatMoney(-63.68, usd, 'always')).toBe('−$63.68')
    expect(formatMoney(0, usd, 'always')).toBe('$0')
  })
})

describe('money in sentences and on axes', () => {
  it('default: whole dollars from ten', () => {
    expect(formatRoundMoney(-55.6, usd)).toBe('−$56')
    expect(formatRoundMoney(9.5, usd)).toBe('$9.50')
    expect(plain(formatRoundMoney(12.3456, weth))).toBe('12.3 WETH')
  })

  it('default: sizes keep two or three significant digits', () => {
    expect(formatSize(4123, usd)).toBe('$4,100')
    expect(formatSize(456_789, usd)).toBe('$457,000')
    expect(formatSize(0.0123, usd)).toBe('$0.012')
  })

  it('default: axes are short', () => {
    expect(formatCompactMoney(4_199_700, usd)).toBe('$4.2M')
    expect(formatCompactMoney(1_000, usd)).toBe('$1k')
    expect(formatCompactMoney(-12_345, usd)).toBe('−$12k')
    expect(formatCompactMoney(20, usd)).toBe('$20.00')
  })
})

describe('rates', () => {
  it('default: percent a year, or basis points a day', () => {
    expect(plain(formatRate(-0.062, 'year'))).toBe('−6.2 %')
    expect(plain(formatRate(0.044, 'year'))).toBe('+4.4 %')
    expect(plain(formatRate(-0.0004, 'year'))).toBe('−0.04 %')
    expect(plain(formatRate(-0.00004, 'year'))).toBe('−0.004 %')
    expect(plain(formatRate(-0.000001, 'year'))).toBe('−0.0001 %')
    expect(plain(formatRate(-1e-8, 'year'))).toBe('−<0.0001 %')
    expect(plain(formatRate(0, 'year'))).toBe('0 %')
    expect(plain(formatRate(-1e-17, 'year'))).toBe('0 %')
    expect(plain(formatRate(12.3456, 'year'))).toBe('+1,235 %')
    expect(plain(formatRate(-0.062, 'day'))).toBe('−1.7 bp')
    expect(plain(formatRateInWords(-0.062, 'year'))).toBe('−6.2 % a year')
    expect(plain(formatRateInWords(-0.062, 'day'))).toBe('−1.7 basis points a day')
    expect(formatRate(null, 'year')).toBe(unknown)
  })

  it('default: points have no sign', () => {
    expect(formatPoints(-0.106, 'year')).toBe('10.6')
  })

  it('default: shares', () => {
    expect(plain(formatShare(0.908))).toBe('91 %')
    expect(plain(formatShare(0.0122))).toBe('1.2 %')
    expect(plain(formatShare(0.00034))).toBe('0.034 %')
    expect(plain(formatShare(0.000001))).toBe('<0.001 %')
    expect(plain(formatShare(0))).toBe('0 %')
  })

  it('default: fees of pools', () => {
    expect(plain(formatFee(500))).toBe('0.05 %')
    expect(plain(formatFee(10_000))).toBe('1 %')
    expect(formatFee(null)).toBe('unknown fee')
  })
})

describe('token amounts', () => {
  it.each([
    ['1234567890123456789', 18, '1.23456', '1.234567890123456789'],
    ['12345678901', 6, '12,345.6', '12,345.678901'],
    ['123456789012345', 6, '123,456,789', '123,456,789.012345'],
    ['1', 18, '0.000000000000000001', '0.000000000000000001'],
    ['1000000', 6, '1', '1'],
    ['-1500000', 6, '−1.5', '−1.5'],
    ['0', 18, '0', '0'],
    ['12345', 0, '12,345', '12,345'],
    ['12345', null, '12,345 base units', '12,345 base units'],
    ['1e5', 18, unknown, unknown],
  ])('%s with %s decimals is %s, exactly %s', (amount, decimals, rounded, exact) => {
    expect(formatAmount(amount, decimals)).toBe(rounded)
    expect(formatExactAmount(amount, decimals)).toBe(exact)
  })

  it('behavior: the exact form loses no unit', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 256n }), fc.integer({ min: 0, max: 77 }), (amount, decimals) => {
        const [whole = '', fraction = ''] = formatExactAmount(amount, decimals).replaceAll(',', '').split('.')
        expect(BigInt(whole + fraction.padEnd(decimals, '0'))).toBe(amount)
      }),
    )
  })
})

describe('words and names', () => {
  it('default: prices, counts and addresses', () => {
    expect(formatPrice(2431.456)).toBe('2,431.5')
    expect(formatPrice(0.000411266)).toBe('0.00041127')
    expect(formatCount(24561022)).toBe('24,561,022')
    expect(formatCounted(1, 'transaction')).toBe('1 transaction')
    expect(formatCounted(11, 'transaction')).toBe('11 transactions')
    expect(formatAddress('0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045')).toBe('0xd8dA…6045')
  })

  it('behavior: symbols lose what could act or hide', () => {
    expect(formatSymbol('US\u202eDC\u200b\u0000')).toBe('USDC')
    expect(formatSymbol('\u200b')).toBe('?')
    expect([...formatSymbol('x'.repeat(1_000_000))]).toHaveLength(24)
  })
})

describe('every figure', () => {
  const figure = fc.oneof(fc.double(), fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constant(-0))
  const formats: readonly ((value: number) => string)[] = [
    (value) => formatMoney(value, usd, 'always'),
    (value) => formatMoney(value, weth),
    (value) => formatRoundMoney(value, weth, 'always'),
    (value) => formatSize(value, usd),
    (value) => formatCompactMoney(value, usd),
    (value) => formatRate(value, 'year'),
    (value) => formatRateInWords(value, 'day'),
    (value) => formatPoints(value, 'year'),
    (value) => formatShare(value),
    (value) => formatPrice(value),
    (value) => formatCount(value),
  ]

  it('behavior: a rate, a share and money of which something is left never read as zero', () => {
    const formatted = [formats[0], formats[5], formats[6], formats[8]]
    fc.assert(
      fc.property(fc.double({ min: -1, max: 1, noNaN: true }), (value) => {
        fc.pre(Math.abs(value) > 1e-6)
        for (const format of formatted) expect(format?.(value)).toMatch(/[1-9]/)
      }),
    )
  })

  it('behavior: is never blank, "-0", "NaN", "Infinity", an exponent or a hyphen for a minus', () => {
    fc.assert(
      fc.property(figure, (value) => {
        for (const format of formats) {
          const text = format(value)
          expect(text).not.toMatch(/^$|-|NaN|undefined|Infinity|∞|\de[+\d]/)
          expect(text).not.toMatch(/^[−+][$]?0([.]0+)?(?![\d.])/)
        }
      }),
      { numRuns: 2_000 },
    )
  })
})
