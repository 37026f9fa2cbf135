import { expect, test } from 'vitest'
import { UintOutOfRangeError } from '../errors'
import { computeTokensOwed, type FeeBooks } from './computeTokensOwed'

const Q128 = 2n ** 128n
const books: FeeBooks = { liquidity: 10n, feeGrowthInsideLastX128: [Q128, 2n * Q128], tokensOwed: [100n, 200n] }

test('adds the fees since the last update to what was owed already', () => {
  expect(computeTokensOwed(books, [4n * Q128, 2n * Q128])).toEqual([130n, 200n])
})

test('behavior: without liquidity only what was owed already', () => {
  expect(computeTokensOwed({ ...books, liquidity: 0n }, [4n * Q128, 5n * Q128])).toEqual([100n, 200n])
})

test('behavior: the sum wraps modulo 2^128, as in the contracts', () => {
  expect(computeTokensOwed({ ...books, tokensOwed: [Q128 - 1n, 0n] }, [2n * Q128, 2n * Q128])).toEqual([9n, 0n])
})

test('error: liquidity that is no uint128', () => {
  expect(() => computeTokensOwed({ ...books, liquidity: Q128 }, [0n, 0n])).toThrow(UintOutOfRangeError)
})
