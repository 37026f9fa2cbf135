import { describe, expect, test } from 'vitest'
import type { TransactionReceipt } from '../chain/chainClient'
import type { Address, Hex } from '../domain/primitives'
import type { RawLog } from '../domain/rawLog'
import { isByStranger } from './isByStranger'

const safe: Address = '0x00000000000000000000000000000000000000Aa'
const stranger: Address = '0x00000000000000000000000000000000000000bB'
const token: Address = '0x00000000000000000000000000000000000000cc'
const manager: Address = '0xC36442b4a4522E871399CD717aBDD847Ab11FE88'
const transfer = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef'
const userOperation = '0x49628fd1471006c1482da88028e9ce4dbb080b815c9b0344d39e5a8e6ec1419f'

function wordOf(address: Address): Hex {
  return `0x${address.slice(2).toLowerCase().padStart(64, '0')}`
}

function createLog(address: Address, ...topics: readonly Hex[]): RawLog {
  return { address, topics } as unknown as RawLog
}

function createReceipt(rest: Partial<TransactionReceipt>): TransactionReceipt {
  const sent = { from: stranger, to: manager, logs: [createLog(token, transfer, wordOf(stranger), wordOf(token))] }
  return { ...sent, ...rest } as TransactionReceipt
}

describe('isByStranger', () => {
  const gift = createLog(manager, transfer, wordOf('0x0000000000000000000000000000000000000000'), wordOf(safe))

  test('default: an account has a part in what it sent, and in nothing else', () => {
    expect(isByStranger(createReceipt({ from: safe }), safe, false)).toBe(false)
    expect(isByStranger(createReceipt({ to: safe }), safe, false)).toBe(true)
  })

  test('default: a contract has none in what it was only given', () => {
    expect(isByStranger(createReceipt({ logs: [gift] }), safe, true)).toBe(true)
    expect(isByStranger(createReceipt({ to: null, logs: [gift] }), safe, true)).toBe(true)
  })

  test.each<[string, Partial<TransactionReceipt>]>([
    ['what was sent to it', { to: safe.toLowerCase() as Address, logs: [gift] }],
    ['what it wrote a log in, through a relay', { logs: [gift, createLog(safe, userOperation)] }],
    ['what it gave tokens for', { logs: [gift, createLog(token, transfer, wordOf(safe), wordOf(token))] }],
    ['an operation of its own', { logs: [gift, createLog(stranger, userOperation, transfer, wordOf(safe))] }],
  ])('behavior: a contract has a part in %s', (_, rest) => {
    expect(isByStranger(createReceipt(rest), safe, true)).toBe(false)
  })
})
