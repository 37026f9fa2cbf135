import fc from 'fast-check'
import { expect, test } from 'vitest'
import { attributeReward } from './attributeReward'
import type { RewardAccrual } from './attributeReward'
import { addressOf } from './testLogs'

const account = { farm: addressOf(10), owner: addressOf(1), token: addressOf(20) }
const pool = addressOf(30)
const otherPool = addressOf(31)

const accrual = (tokenId: bigint, blockNumber: number, of = pool): RewardAccrual => {
  return { account, tokenId, pool: of, blockNumber, logIndex: 0 }
}
const place = (blockNumber: number) => ({ blockNumber, logIndex: 0 })
const always = () => true

test('one position was unstaked: the payment is all its own', () => {
  const shares = attributeReward({
    amount: 9n,
    at: place(5),
    accruals: [accrual(7n, 3)],
    previous: null,
    mayReceive: always,
  })
  expect(shares).toEqual([{ tokenId: 7n, amount: 9n }])
})

test('what was unstaked later did not earn it', () => {
  const accruals = [accrual(7n, 3), accrual(8n, 6)]
  const shares = attributeReward({ amount: 9n, at: place(5), accruals, previous: null, mayReceive: always })
  expect(shares).toEqual([{ tokenId: 7n, amount: 9n }])
})

test('only what was unstaked since the payment before', () => {
  const accruals = [accrual(7n, 1), accrual(8n, 4)]
  const shares = attributeReward({ amount: 9n, at: place(5), accruals, previous: place(2), mayReceive: always })
  expect(shares).toEqual([{ tokenId: 8n, amount: 9n }])
})

test('nothing was unstaked since then: the payment before was partial, all that earned share the rest', () => {
  const accruals = [accrual(8n, 1), accrual(7n, 1)]
  const shares = attributeReward({ amount: 9n, at: place(5), accruals, previous: place(2), mayReceive: always })
  expect(shares).toEqual([
    { tokenId: 7n, amount: 5n },
    { tokenId: 8n, amount: 4n },
  ])
})

test('several pools earned it: not told apart', () => {
  const accruals = [accrual(7n, 1), accrual(8n, 3, otherPool)]
  expect(attributeReward({ amount: 9n, at: place(5), accruals, previous: null, mayReceive: always })).toBeNull()
  // Part of what the first pool earned may still be in the sum.
  expect(attributeReward({ amount: 9n, at: place(5), accruals, previous: place(2), mayReceive: always })).toBeNull()
})

test('nothing was ever unstaked, or nothing is left that may receive it: not told', () => {
  expect(attributeReward({ amount: 9n, at: place(5), accruals: [], previous: null, mayReceive: always })).toBeNull()
  const input = { amount: 9n, at: place(5), accruals: [accrual(7n, 1)], previous: null }
  expect(attributeReward({ ...input, mayReceive: () => false })).toBeNull()
})

test('shares always add up to the payment and differ by less than their number', () => {
  const ids = fc.uniqueArray(fc.bigInt(1n, 1000n), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(ids, fc.bigInt(0n, 2n ** 200n), (tokenIds, amount) => {
      const accruals = tokenIds.map((tokenId) => accrual(tokenId, 1))
      const shares = attributeReward({ amount, at: place(5), accruals, previous: null, mayReceive: always }) ?? []
      const amounts = shares.map((share) => share.amount)
      expect(amounts.reduce((sum, share) => sum + share, 0n)).toBe(amount)
      expect((amounts[0] as bigint) - (amounts.at(-1) as bigint)).toBeLessThan(BigInt(tokenIds.length))
      expect(new Set(amounts.slice(1)).size).toBeLessThanOrEqual(1)
    }),
  )
})
