import fc from 'fast-check'
import { encodeAbiParameters, stringToHex } from 'viem'
import { describe, expect, test } from 'vitest'
import type { Address, Hex } from '../../domain/primitives'
import { parseTokenDecimals } from './parseTokenDecimals'
import { parseTokenSymbol } from './parseTokenSymbol'

const address: Address = '0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2'
const shortAddress = '0xC02a…6Cc2'

const encodeString = (text: string) => encodeAbiParameters([{ type: 'string' }], [text])
const parseText = (text: string) => parseTokenSymbol(encodeString(text), address)
const word = (value: bigint): string => value.toString(16).padStart(64, '0')

describe('symbol', () => {
  test.each(['USDC', 'WETH', 'USDC.e', 'UNI-V3', '₿', '柴犬', 'cUSD 2'])('an ABI string: %s', (text) => {
    expect(parseText(text)).toBe(text)
  })

  test('bytes32 of old tokens, up to its first zero', () => {
    expect(parseTokenSymbol(stringToHex('MKR', { size: 32 }), address)).toBe('MKR')
    expect(parseTokenSymbol(stringToHex('A'.repeat(32), { size: 32 }), address)).toBe(`${'A'.repeat(23)}…`)
  })

  test.each([
    ['a call that failed', null],
    ['no data', '0x'],
    ['a string whose offset leads out of the data', `0x${word(2n ** 255n)}${word(3n)}`],
    ['a string that is longer than the data', `0x${word(32n)}${word(2n ** 64n)}`],
    ['an empty string', encodeString('')],
    ['an empty bytes32', `0x${word(0n)}`],
    ['half a word', '0x1234'],
    ['bytes that are no UTF-8', `0x${word(32n)}${word(3n)}${'ff'.repeat(3).padEnd(64, '0')}`],
    ['only blanks and invisible characters', encodeString(' \u200b\u3164\u2800\t\u202e ')],
  ] as const)('the short address for %s', (_, data) => {
    expect(parseTokenSymbol(data as Hex | null, address)).toBe(shortAddress)
  })

  test('control, bidi, zero-width and other invisible characters are gone', () => {
    expect(parseText('U\u202eS\u2066D\u200bC\u0000\u0007\ufeff\u00ad')).toBe('USDC')
    expect(parseText('\u061cWETH\u200f')).toBe('WETH')
    expect(parseText('A\u{e0041}B\u3164C')).toBe('ABC')
  })

  test('line breaks and other blanks become one space, outer ones are cut', () => {
    expect(parseText('\n  free\r\n\u00a0\u2003token  ')).toBe('free token')
  })

  test('HTML stays the plain text that it is', () => {
    expect(parseText('<img src=x onerror=1>')).toBe('<img src=x onerror=1>')
  })

  test('piles of combining marks are cut', () => {
    expect([...parseText(`Z${'\u0335'.repeat(50)}A`)]).toHaveLength(4)
  })

  test('at most 24 characters, counted in code points', () => {
    expect(parseText('x'.repeat(24))).toBe('x'.repeat(24))
    expect(parseText('x'.repeat(25))).toBe(`${'x'.repeat(23)}…`)
    expect([...parseText('🐸'.repeat(40))]).toHaveLength(24)
  })

  test('of a megabyte the beginning is shown', () => {
    const length = 1_000_000
    const data: Hex = `0x${word(32n)}${word(BigInt(length))}${'61'.repeat(length)}`
    expect(parseTokenSymbol(data, address)).toBe(`${'a'.repeat(23)}…`)
  })

  test('whatever is returned: short, visible and on one line', () => {
    const anyData = fc.oneof(
      fc.string({ unit: 'binary' }).map(encodeString),
      fc.uint8Array({ maxLength: 200 }).map((bytes): Hex => `0x${Buffer.from(bytes).toString('hex')}`),
    )
    fc.assert(
      fc.property(anyData, (data) => {
        const symbol = parseTokenSymbol(data, address)
        const { length } = [...symbol]
        const isVisible = !/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u.test(symbol)
        return length > 0 && length <= 24 && isVisible && symbol === symbol.trim()
      }),
      { numRuns: 500 },
    )
  }, 20_000)
})

describe('decimals', () => {
  test.each([0n, 6n, 18n, 77n])('%s', (decimals) => {
    expect(parseTokenDecimals(`0x${word(decimals)}`)).toBe(Number(decimals))
  })

  test.each([
    ['a failed call', null],
    ['no data', '0x'],
    ['two words', `0x${word(18n)}${word(0n)}`],
    ['78', `0x${word(78n)}`],
    ['255', `0x${word(255n)}`],
    ['a number beyond uint8', `0x${word(2n ** 255n)}`],
  ] as const)('null for %s', (_, data) => {
    expect(parseTokenDecimals(data as Hex | null)).toBeNull()
  })
})
