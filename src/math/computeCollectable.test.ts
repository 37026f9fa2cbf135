import { expect, test } from 'vitest'
import { InconsistentDataError } from '../errors'
import { computeCollectable } from './computeCollectable'
import type { FeeBooks } from './computeTokensOwed'

const Q128 = 2n ** 128n

function booksOf(liquidity: bigint, lastX128: bigint, owed: bigint): FeeBooks {
  return { liquidity, feeGrowthInsideLastX128: [lastX128, lastX128], tokensOwed: [owed, 2n * owed] }
}

test('an NFT alone in its range gets what is owed and its fees since', () => {
  const position = booksOf(10n, Q128, 100n)
  const state = { position, poolPosition: position, feeGrowthInsideX128: [3n * Q128, 4n * Q128] } as const
  expect(computeCollectable(state)).toEqual([120n, 230n])
})

test('behavior: of a range shared with others, the NFT gets its own part only', () => {
  const state = {
    position: booksOf(10n, Q128, 100n),
    poolPosition: booksOf(1000n, 2n * Q128, 5000n),
    feeGrowthInsideX128: [3n * Q128, 3n * Q128],
  } as const
  expect(computeCollectable(state)).toEqual([120n, 220n])
})

test('behavior: the pool pays no more than it owes itself, for each token on its own', () => {
  // The NFT's growth of 3 halves gives 1.5 at once; the pool rounded 0.5 down to 0 at an update in between.
  const state = {
    position: { liquidity: 1n, feeGrowthInsideLastX128: [0n, 0n], tokensOwed: [0n, 0n] },
    poolPosition: { liquidity: 1n, feeGrowthInsideLastX128: [Q128 / 2n, 0n], tokensOwed: [0n, 0n] },
    feeGrowthInsideX128: [Q128 + Q128 / 4n, Q128],
  } as const
  expect(computeCollectable(state)).toEqual([0n, 1n])
})

test('behavior: an emptied NFT gets what was owed; the pool is not poked, so its fees since do not count', () => {
  const position = booksOf(0n, Q128, 100n)
  const feeGrowthInsideX128 = [9n * Q128, 9n * Q128] as const
  expect(computeCollectable({ position, poolPosition: booksOf(0n, Q128, 99n), feeGrowthInsideX128 })).toEqual([
    99n,
    198n,
  ])
  expect(computeCollectable({ position, poolPosition: booksOf(50n, Q128, 99n), feeGrowthInsideX128 })).toEqual([
    99n,
    198n,
  ])
  expect(computeCollectable({ position, poolPosition: booksOf(50n, Q128, 500n), feeGrowthInsideX128 })).toEqual([
    100n,
    200n,
  ])
})

test('behavior: growth that wrapped since the last update counts in full', () => {
  const position = booksOf(10n, 2n ** 256n - Q128, 0n)
  expect(computeCollectable({ position, poolPosition: position, feeGrowthInsideX128: [Q128, 0n] })).toEqual([20n, 10n])
})

test('error: an NFT with more liquidity than the pool knows of', () => {
  const state = {
    position: booksOf(11n, 0n, 0n),
    poolPosition: booksOf(10n, 0n, 0n),
    feeGrowthInsideX128: [0n, 0n],
  } as const
  expect(() => computeCollectable(state)).toThrow(InconsistentDataError)
})
