import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createGasEstimate } from './createGasEstimate'

describe('createGasEstimate', () => {
  it('default: the median gas of the receipts at the block’s own base fee', () => {
    const estimate = createGasEstimate([
      { feeWei: 300_000n * 10n, baseFeeWei: 10n },
      { feeWei: 400_000n * 20n, baseFeeWei: 20n },
      { feeWei: 900_000n * 5n, baseFeeWei: 5n },
    ])
    expect(estimate(7n)).toBe(400_000n * 7n)
  })

  it('no base fee: the median of what was paid', () => {
    const estimate = createGasEstimate([
      { feeWei: 10n, baseFeeWei: 0n },
      { feeWei: 30n, baseFeeWei: null },
    ])
    expect(estimate(null)).toBe(20n)
    expect(estimate(0n)).toBe(20n)
    expect(estimate(5n)).toBe(20n)
  })

  it('nothing read: no estimate, and not 0', () => {
    expect(createGasEstimate([])(10n)).toBeNull()
  })

  it('transactions that all cost the same gas are estimated exactly', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 21_000, max: 2_000_000 }),
        fc.array(fc.integer({ min: 1, max: 1e9 }), { minLength: 1, maxLength: 9 }),
        fc.integer({ min: 1, max: 1e9 }),
        (gas, baseFees, baseFee) => {
          const samples = baseFees.map((fee) => ({ feeWei: BigInt(gas) * BigInt(fee), baseFeeWei: BigInt(fee) }))
          const exact = BigInt(gas) * BigInt(baseFee)
          const error = (createGasEstimate(samples)(BigInt(baseFee)) ?? 0n) - exact
          // A float holds 53 bits of it.
          expect(error < 0n ? -error : error).toBeLessThanOrEqual(1n + exact / 2n ** 50n)
        },
      ),
    )
  })
})
