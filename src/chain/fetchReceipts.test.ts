import { describe, expect, test } from 'vitest'
import type { Hex } from '../domain/primitives'
import { InconsistentDataError } from '../errors'
import { parseReceipt } from './fetchReceipts'

const hash: Hex = `0x${'ab'.repeat(32)}`
const receipt = {
  transactionHash: hash,
  blockNumber: '0x112a880',
  from: '0x6c9fc64a53c1b71fb3f9af64d1ae3a4931a5f4e9',
  to: '0xc36442b4a4522e871399cd717abdd847ab11fe88',
  status: '0x1',
  type: '0x2',
  gasUsed: '0x5208',
  effectiveGasPrice: '0x3b9aca07',
  // The gas price and limit that the sender offered are not what was paid.
  gasPrice: '0xffffffffff',
  gas: '0xfffff',
  logs: [],
}

describe('parseReceipt', () => {
  test('default: what was paid is gas used times the effective price', () => {
    expect(parseReceipt(receipt, hash, false)).toEqual({
      transactionHash: hash,
      blockNumber: 18_000_000,
      from: '0x6C9FC64A53c1b71FB3f9Af64d1ae3A4931A5f4E9',
      to: '0xC36442b4a4522E871399CD717aBDD847Ab11FE88',
      succeeded: true,
      feeWei: 21_000n * 1_000_000_007n,
      l1FeeMissing: false,
      logs: [],
    })
  })

  test('behavior: the L1 fee is added where there is one', () => {
    const parsed = parseReceipt({ ...receipt, l1Fee: '0x2386f26fc10000' }, hash, true)
    expect(parsed?.feeWei).toBe(21_000n * 1_000_000_007n + 10n ** 16n)
    expect(parsed?.l1FeeMissing).toBe(false)
  })

  test.each([undefined, null])('behavior: an L1 fee that is %s on an OP-stack chain is said to be missing', (l1Fee) => {
    const parsed = parseReceipt({ ...receipt, l1Fee }, hash, true)
    expect(parsed).toMatchObject({ feeWei: 21_000n * 1_000_000_007n, l1FeeMissing: true })
  })

  test('behavior: a transaction that came from L1 owes no L1 fee', () => {
    expect(parseReceipt({ ...receipt, type: '0x7e' }, hash, true)?.l1FeeMissing).toBe(false)
  })

  test('behavior: an L1 fee of zero is one', () => {
    expect(parseReceipt({ ...receipt, l1Fee: '0x0' }, hash, true)?.l1FeeMissing).toBe(false)
  })

  test('behavior: a receipt that does not say what was paid is no receipt', () => {
    expect(parseReceipt({ ...receipt, effectiveGasPrice: undefined }, hash, false)).toBeNull()
  })

  test('behavior: a failed transaction and a contract creation', () => {
    expect(parseReceipt({ ...receipt, status: '0x0', to: null }, hash, false)).toMatchObject({
      succeeded: false,
      to: null,
    })
  })

  test.each([
    ['another transaction', { ...receipt, transactionHash: `0x${'cd'.repeat(32)}` }],
    ['no gas used', { ...receipt, gasUsed: undefined }],
    ['a price that is no number', { ...receipt, effectiveGasPrice: 'cheap' }],
    ['no logs', { ...receipt, logs: undefined }],
    ['no sender', { ...receipt, from: undefined }],
    ['a text', 'receipt'],
  ])('error: %s', (_, value) => {
    expect(() => parseReceipt(value, hash, false)).toThrow(InconsistentDataError)
  })
})
