import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Hex } from '../domain/primitives'
import { callKey, formatCallAnswer, parseCallAnswer } from './callAnswer'
import type { CallAnswer } from './callAnswer'

const hexDigits = (length: number) =>
  fc.array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length }).map((all) => all.join(''))
const word = fc.oneof(
  hexDigits(64),
  fc.nat({ max: 64 }).chain((digits) => hexDigits(digits).map((text) => text.padStart(64, '0'))),
)
const data = fc
  .tuple(
    fc.array(word, { maxLength: 14 }),
    fc.nat({ max: 31 }).chain((bytes) => hexDigits(2 * bytes)),
  )
  .map(([words, rest]): Hex => `0x${words.join('')}${rest}`)

describe('an answer as text', () => {
  test('property: is read as it was written', () => {
    const failed = fc.string().map((error): CallAnswer => ({ ok: false, error, isLasting: true }))
    const given = data.map((bytes): CallAnswer => ({ ok: true, data: bytes }))
    fc.assert(
      fc.property(fc.oneof(failed, given), (answer) => {
        expect(parseCallAnswer(formatCallAnswer(answer))).toEqual(answer)
      }),
    )
  })

  test('default: words without the zeros that they begin with', () => {
    const bytes: Hex = `0x${'0'.repeat(62)}1f${'0'.repeat(64)}ab`
    expect(formatCallAnswer({ ok: true, data: bytes })).toBe('+,1f,.ab')
  })

  test.each(['', '1f', '+1f', '+,xyz', `+,${'1'.repeat(65)}`, '+.a', '+.ab,1', '+,1 '])('error: %j is none', (text) => {
    expect(parseCallAnswer(text)).toBe(null)
  })
})

test('the same call has the same key, whatever its letter case; long data stands as its hash', () => {
  const address = '0xC36442b4a4522E871399CD717aBDD847Ab11FE88'
  const lower = address.toLowerCase() as Hex
  expect(callKey({ address, data: '0xAB' })).toBe(callKey({ address: lower, data: '0xab' }))
  const long = (last: string): Hex => `0x${'0'.repeat(2_000)}${last}`
  expect(callKey({ address, data: long('01') }).length).toBeLessThan(120)
  expect(callKey({ address, data: long('01') })).not.toBe(callKey({ address, data: long('02') }))
})
