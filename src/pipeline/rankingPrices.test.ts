import { expect, test } from 'vitest'
import type { Pool } from '../domain/pool'
import { priceKey } from '../domain/prices'
import type { PriceQuote, PriceTable } from '../domain/prices'
import type { Address } from '../domain/primitives'
import { computePoolUnits } from './computePoolUnits'
import { computeSteppedPrices } from './computeSteppedPrices'

const [address0, address1, native] = [1, 2, 3].map((digit): Address => `0x${String(digit).repeat(40)}`) as [
  Address,
  Address,
  Address,
]
const pool: Pool = {
  chainId: 1,
  protocol: 'uniswap-v3',
  address: `0x${'9'.repeat(40)}`,
  token0: { address: address0, symbol: 'ODD', decimals: null },
  token1: { address: address1, symbol: 'TKN', decimals: 18 },
  feePpm: 3000,
  tickSpacing: 60,
}
const quote = (value: number): PriceQuote => ({ value, sources: [{ kind: 'unit' }] })

function createTable(blocks: readonly number[]): PriceTable {
  const tokens = [address0, address1, native]
  return {
    currency: 'USD',
    native,
    quotes: new Map(blocks.flatMap((block) => tokens.map((token) => [priceKey(token, block), quote(block)] as const))),
    sqrtPriceX96: new Map(blocks.map((block) => [block, BigInt(block) << 96n])),
    missing: [],
  }
}

test('stepped prices: the nearest earlier block that is known, before the first one the first', () => {
  const stepped = computeSteppedPrices(createTable([10, 20]), pool, [5, 10, 15, 99])
  const at = (block: number) => stepped.quotes.get(priceKey(address0, block))?.value
  expect([at(5), at(10), at(15), at(20), at(99)]).toEqual([10, 10, 10, 20, 20])
  expect(stepped.sqrtPriceX96.get(15)).toBe(10n << 96n)
})

test('stepped prices: where nothing is known nothing is made up', () => {
  expect(computeSteppedPrices(createTable([]), pool, [5]).quotes.size).toBe(0)
})

test("pool units: the pool's own ratio in base units, without prices or decimals", () => {
  const { pool: valued, prices } = computePoolUnits(pool, createTable([3]))
  expect([valued.token0.decimals, valued.token1.decimals]).toEqual([0, 0])
  expect(prices.quotes.get(priceKey(address0, 3))?.value).toBe(9)
  expect(prices.quotes.get(priceKey(address1, 3))?.value).toBe(1)
  expect(prices.quotes.get(priceKey(address0, 4))).toBeUndefined()
})
