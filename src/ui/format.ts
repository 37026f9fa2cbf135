import type { Currency } from '../domain/primitives'
import { numberFormat } from './numberFormat'

/** What stands for every figure that is not known. */
export const unknown = 'unknown'

const minus = '\u2212'
/** A figure and its unit stay on one line. */
const space = '\u00a0'

/** How money in one currency is written: `$12.34`, `12.34 WETH`. */
export interface MoneyUnit {
  readonly prefix: string
  readonly suffix: string
}

/** Rates are yearly, or daily where the history is too short for a yearly rate to mean anything. */
export type RateUnit = 'year' | 'day'

/** `always` writes a plus sign too; it is for gains and losses. */
export type Sign = 'always' | 'negative'

/** Text of a token's contract, or of a file, made safe to show: no control, bidi or zero-width characters, 24 at most. */
export function formatSymbol(symbol: string): string {
  const cleaned = symbol
    .slice(0, 400)
    .replace(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu, '')
    .replace(/(\p{M}{2})\p{M}+/gu, '$1')
    .trim()
  const characters = [...cleaned]
  return characters.length === 0 ? '?' : characters.length > 24 ? `${characters.slice(0, 23).join('')}…` : cleaned
}

/** The unit of a report's currency; `symbols` are those of the pool's two tokens. */
export function moneyUnitOf(
  currency: Currency,
  symbols: readonly [string, string] = ['token 0', 'token 1'],
): MoneyUnit {
  switch (currency) {
    case 'USD':
      return { prefix: '$', suffix: '' }
    case 'ETH':
      return { prefix: '', suffix: `${space}ETH` }
    case 'token0':
      return { prefix: '', suffix: `${space}${formatSymbol(symbols[0])}` }
    case 'token1':
      return { prefix: '', suffix: `${space}${formatSymbol(symbols[1])}` }
  }
}

function signOf(value: number, sign: Sign): string {
  if (value < 0) return minus
  return value > 0 && sign === 'always' ? '+' : ''
}

function formatDecimal(absolute: number, digits: number): string {
  return numberFormat({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(absolute)
}

const largeNumbers = [
  [1e15, 'quadrillion'],
  [1e12, 'trillion'],
] as const

/** Digits of a positive figure of any size, never in the programmer's exponent form. */
function formatMagnitude(absolute: number, digits: number): string {
  if (absolute >= 1e18) return '1,000 quadrillion or more'
  for (const [size, name] of largeNumbers) {
    if (absolute >= size) return `${formatDecimal(absolute / size, 2)} ${name}`
  }
  return formatDecimal(absolute, digits)
}

function exponentOf(absolute: number): number {
  return Math.floor(Math.log10(absolute))
}

/** Decimals that still mean something: whole dollars from $1,000, cents from $1, two significant digits below. */
function dollarDigits(absolute: number): number {
  if (absolute >= 999.995) return 0
  return absolute >= 1 ? 2 : Math.max(2, 1 - exponentOf(absolute))
}

/** Coins have no cents: four significant digits, three below one. */
function coinDigits(absolute: number): number {
  return Math.max(0, (absolute >= 1 ? 3 : 2) - exponentOf(absolute))
}

function joinMoney(value: number, digits: number, unit: MoneyUnit, sign: Sign): string {
  const smallest = unit.prefix === '' ? 8 : 6
  const absolute = Math.abs(value)
  if (digits > smallest) {
    const bound = `${unit.prefix}${formatDecimal(10 ** -smallest, smallest)}${unit.suffix}`
    return `${signOf(value, sign)}<${bound}`
  }
  return `${signOf(value, sign)}${unit.prefix}${formatMagnitude(absolute, digits)}${unit.suffix}`
}

/** `value` with as many digits as mean something: `−$55.60`, `$4,199,700`, `+0.0123 WETH`. */
export function formatMoney(value: number | null, unit: MoneyUnit, sign: Sign = 'negative'): string {
  if (value === null || !Number.isFinite(value)) return unknown
  if (value === 0) return `${unit.prefix}0${unit.suffix}`
  const absolute = Math.abs(value)
  return joinMoney(value, unit.prefix === '' ? coinDigits(absolute) : dollarDigits(absolute), unit, sign)
}

/** `value` as a sentence says it: whole dollars from $10. */
export function formatRoundMoney(value: number | null, unit: MoneyUnit, sign: Sign = 'negative'): string {
  if (value === null || !Number.isFinite(value) || Math.abs(value) < 10) return formatMoney(value, unit, sign)
  const digits = unit.prefix === '' ? Math.max(0, 2 - exponentOf(Math.abs(value))) : 0
  return joinMoney(value, digits, unit, sign)
}

/** A size to two significant digits, for break-even points that no figure makes sharper: `$4,100`, `$460,000`. */
export function formatSize(value: number, unit: MoneyUnit): string {
  if (!Number.isFinite(value)) return unknown
  if (value === 0) return formatMoney(0, unit)
  const rounded = Number(value.toPrecision(value >= 100_000 ? 3 : 2))
  const digits = Math.max(0, 1 - exponentOf(Math.abs(rounded)))
  return joinMoney(rounded, digits, unit, 'negative')
}

const compactSteps = [
  [1e12, 'T'],
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const

/** Short form for axes and labels: `$4.2M`, `$1k`. */
export function formatCompactMoney(value: number, unit: MoneyUnit, sign: Sign = 'negative'): string {
  if (!Number.isFinite(value)) return unknown
  const absolute = Math.abs(value)
  const step = compactSteps.find(([size]) => absolute >= size)
  if (!step || absolute >= 1e15) return formatMoney(value, unit, sign)
  const scaled = Number((absolute / step[0]).toPrecision(2))
  const digits = numberFormat({ maximumFractionDigits: 1 }).format(scaled)
  return `${signOf(value, sign)}${unit.prefix}${digits}${step[1]}${unit.suffix}`
}

/** A yearly rate in percent or a daily one in basis points, as a bare number: 0.05 is 5, or 1.4 a day. */
export function scaleRate(rate: number, unit: RateUnit): number {
  return unit === 'year' ? rate * 100 : (rate / 365) * 10_000
}

/** Decimals of the smallest rate that is written out. */
const SMALLEST_RATE_DIGITS = 4

/** Less than this comes from the rounding of floating-point numbers and from nothing else. */
const RATE_NOISE = 1e-9

/** One decimal, two below 0.05, and below 0.01 as many as it takes: what is not zero never reads as zero. */
function formatScaled(scaled: number, sign: Sign): string {
  const absolute = Math.abs(scaled)
  if (absolute < RATE_NOISE) return '0'
  const smallest = 10 ** -SMALLEST_RATE_DIGITS
  if (absolute < smallest) return `${signOf(scaled, sign)}<${formatDecimal(smallest, SMALLEST_RATE_DIGITS)}`
  const digits = absolute >= 999.95 ? 0 : absolute >= 0.05 ? 1 : Math.max(2, -exponentOf(absolute))
  return `${signOf(scaled, sign)}${formatMagnitude(absolute, digits)}`
}

/** `−6.2 %`, or `−1.7 bp` where rates are daily. */
export function formatRate(rate: number | null, unit: RateUnit, sign: Sign = 'always'): string {
  if (rate === null || !Number.isFinite(rate)) return unknown
  return `${formatScaled(scaleRate(rate, unit), sign)}${space}${unit === 'year' ? '%' : 'bp'}`
}

/** A rate inside a sentence: `−6.2 % a year`, `−1.7 basis points a day`. */
export function formatRateInWords(rate: number, unit: RateUnit, sign: Sign = 'always'): string {
  if (!Number.isFinite(rate)) return unknown
  const scaled = formatScaled(scaleRate(rate, unit), sign)
  return unit === 'year' ? `${scaled}${space}% a${space}year` : `${scaled} basis points a${space}day`
}

/** Distance between two rates without its sign: `10.6`. */
export function formatPoints(difference: number, unit: RateUnit): string {
  return Number.isFinite(difference) ? formatScaled(Math.abs(scaleRate(difference, unit)), 'negative') : unknown
}

/** A share of a whole, 0 to 1: `91 %`, `1.2 %`, `0.034 %`. */
export function formatShare(share: number | null): string {
  if (share === null || !Number.isFinite(share)) return unknown
  const percent = Math.abs(share) * 100
  const sign = share < 0 ? minus : ''
  if (percent === 0) return `0${space}%`
  if (percent < 0.001) return `${sign}<0.001${space}%`
  const digits = percent >= 9.95 ? 0 : percent >= 0.995 ? 1 : 1 - exponentOf(percent)
  return `${sign}${formatMagnitude(percent, digits)}${space}%`
}

/** A pool's fee, given in hundredths of a basis point: `0.05 %`. */
export function formatFee(feePpm: number | null): string {
  if (feePpm === null || !Number.isFinite(feePpm)) return `${unknown} fee`
  return `${numberFormat({ maximumFractionDigits: 4 }).format(feePpm / 10_000)}${space}%`
}

function parseBaseUnits(amount: string | bigint): bigint | null {
  if (typeof amount === 'bigint') return amount
  return /^-?\d+$/.test(amount) ? BigInt(amount) : null
}

function groupThousands(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ',')
}

/** Every digit of a token amount in base units: `1,234.000000000000000001`. */
export function formatExactAmount(amount: string | bigint, decimals: number | null): string {
  const base = parseBaseUnits(amount)
  if (base === null) return unknown
  if (decimals === null) return `${base < 0n ? minus : ''}${groupThousands(`${base < 0n ? -base : base}`)} base units`
  const digits = `${base < 0n ? -base : base}`.padStart(decimals + 1, '0')
  const whole = groupThousands(digits.slice(0, digits.length - decimals))
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '')
  return `${base < 0n ? minus : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}

/** A token amount in base units, to six significant digits (cut, not rounded up): `0.0123456`. */
export function formatAmount(amount: string | bigint, decimals: number | null): string {
  const exact = formatExactAmount(amount, decimals)
  const [whole = '', fraction] = exact.split('.')
  if (fraction === undefined) return exact
  const wholeDigits = whole.replace(/\D/g, '').replace(/^0+/, '').length
  if (wholeDigits >= 6) return whole
  const leadingZeros = wholeDigits > 0 ? 0 : (/^0*/.exec(fraction)?.[0].length ?? 0)
  const kept = fraction.slice(0, leadingZeros + 6 - wholeDigits).replace(/0+$/, '')
  return kept === '' ? whole : `${whole}.${kept}`
}

/** A price or ratio to five significant digits: `2,431.5`, `0.00041127`. */
export function formatPrice(price: number | null): string {
  if (price === null || !Number.isFinite(price) || price < 0) return unknown
  if (price === 0) return '0'
  if (price < 1e-12) return '<0.000000000001'
  return formatMagnitude(price, Math.min(14, Math.max(0, 4 - exponentOf(price))))
}

/** A whole count with thousands marked: `24,561,022`. */
export function formatCount(count: number): string {
  if (!Number.isFinite(count)) return unknown
  const whole = Math.round(count)
  return `${signOf(whole, 'negative')}${formatMagnitude(Math.abs(whole), 0)}`
}

/** `1 transaction`, `11 transactions`. */
export function formatCounted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

/** `0x3f1c…a9D2`. */
export function formatAddress(address: string): string {
  return address.length > 12 ? `${address.slice(0, 6)}…${address.slice(-4)}` : address
}
