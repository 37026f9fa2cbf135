import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LogBox } from '../domain/logBox'
import { formatBox, parseBox } from './boxText'

const value = (digits: number) =>
  fc.bigInt({ min: 0n, max: 2n ** 40n }).map((n) => `0x${n.toString(16).padStart(digits, '0')}`)
const values = (digits: number) =>
  fc.option(fc.uniqueArray(value(digits), { minLength: 1, maxLength: 5 }).map((list) => list.sort()))
const arbitraryBox: fc.Arbitrary<LogBox> = fc.record({
  addresses: values(40),
  topics: fc.array(values(64), { maxLength: 4 }),
  range: fc
    .tuple(fc.nat({ max: 1e9 }), fc.nat({ max: 1e9 }))
    .map(([fromBlock, length]) => ({ fromBlock, toBlock: fromBlock + length })),
})

describe('formatBox and parseBox', () => {
  test('property: boxes come back as they were', () => {
    fc.assert(
      fc.property(arbitraryBox, (box) => {
        expect(parseBox(formatBox(box))).toEqual(box)
      }),
    )
  })

  test('default: zeros in front are left out, and zero itself stays', () => {
    const box = {
      addresses: [`0x${'0'.repeat(40)}`, `0x${'1'.padStart(40, '0')}`],
      topics: [null, [`0x${'a'.repeat(64)}`]],
      range: { fromBlock: 7, toBlock: 9 },
    }
    expect(formatBox(box)).toBe(`7-9|,1|*|${'a'.repeat(64)}`)
    expect(parseBox(formatBox(box))).toEqual(box)
  })

  test.each([
    '',
    '7-9',
    '9-7|*',
    '-9|*',
    '7-9|g',
    '7-9|*|*|*|*|*|*',
    `7-9|${'1'.repeat(41)}`,
    '7-9|2,1',
    '7-9|1,1',
    '7-9|A',
    '1e3-9|*',
    '7-9999999999999999|*',
    '[object Object]',
  ])('error: %j is no box', (text) => {
    expect(parseBox(text)).toBe(null)
  })
})
