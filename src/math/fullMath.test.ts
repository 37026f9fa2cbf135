import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DivisionByZeroError, UintOutOfRangeError } from '../errors'
import { mulDiv } from './fullMath'
import { formatJsbi, FullMath, parseJsbi } from './v3Sdk.fixture'

const MAX_UINT256 = 2n ** 256n - 1n
const uint256 = fc.bigInt({ min: 0n, max: MAX_UINT256 })
const divisor = fc.bigInt({ min: 1n, max: MAX_UINT256 })

describe('mulDiv', () => {
  test('rounds as asked', () => {
    expect(mulDiv(7n, 3n, 2n, 'Down')).toBe(10n)
    expect(mulDiv(7n, 3n, 2n, 'Up')).toBe(11n)
  })

  test('behavior: an exact quotient is the same either way', () => {
    expect(mulDiv(6n, 4n, 8n, 'Down')).toBe(3n)
    expect(mulDiv(6n, 4n, 8n, 'Up')).toBe(3n)
    expect(mulDiv(0n, 4n, 8n, 'Up')).toBe(0n)
  })

  test('behavior: the product may exceed 256 bits as long as the quotient does not', () => {
    expect(mulDiv(MAX_UINT256, MAX_UINT256, MAX_UINT256, 'Down')).toBe(MAX_UINT256)
    expect(mulDiv(MAX_UINT256, MAX_UINT256, MAX_UINT256, 'Up')).toBe(MAX_UINT256)
  })

  test('behavior: rounded down it is the floor, rounded up the ceiling that v3-sdk computes', () => {
    fc.assert(
      fc.property(uint256, uint256, divisor, (a, b, denominator) => {
        fc.pre((a * b) / denominator < MAX_UINT256)
        const down = mulDiv(a, b, denominator, 'Down')
        expect(down * denominator <= a * b && a * b < (down + 1n) * denominator).toBe(true)
        expect(mulDiv(a, b, denominator, 'Up')).toBe(
          parseJsbi(FullMath.mulDivRoundingUp(formatJsbi(a), formatJsbi(b), formatJsbi(denominator))),
        )
      }),
      { numRuns: 1000 },
    )
  })

  test('error: a quotient of more than 256 bits', () => {
    expect(() => mulDiv(MAX_UINT256, 2n, 1n, 'Down')).toThrow(UintOutOfRangeError)
    // The floor still fits, the ceiling does not: mulDivRoundingUp reverts there too.
    const [a, b, denominator] = [535006138814359n, 432862656469423142931042426214547535783388063929571229938474969n, 2n]
    expect(mulDiv(a, b, denominator, 'Down')).toBe(MAX_UINT256)
    expect(() => mulDiv(a, b, denominator, 'Up')).toThrow(UintOutOfRangeError)
  })

  test('error: division by zero', () => {
    expect(() => mulDiv(1n, 1n, 0n, 'Down')).toThrow(DivisionByZeroError)
    expect(() => mulDiv(0n, 0n, 0n, 'Up')).toThrow(DivisionByZeroError)
  })

  test.each([
    [-1n, 1n, 1n],
    [1n, -1n, 1n],
    [1n, 1n, -1n],
  ])('error: negative argument in (%s, %s, %s)', (a, b, denominator) => {
    expect(() => mulDiv(a, b, denominator, 'Down')).toThrow(UintOutOfRangeError)
  })
})
