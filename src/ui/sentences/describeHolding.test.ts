import { expect, test } from 'vitest'
import type { ReportHolding } from '../../domain/report'
import { createPool } from '../report.fixture'
import { describeHolding, describeUnread } from './describeHolding'

const { tokens } = createPool()
const open = { id: '1', tickLower: -10, tickUpper: 10, liquidity: '5', inRange: true }
const outOfRange = { ...open, id: '2', inRange: false }
const emptied = { ...outOfRange, id: '3', liquidity: '0' }

function createHolding(changes: Partial<ReportHolding>): ReportHolding {
  const { protocol, pool, feePpm } = createPool()
  const principal = ['812400000', '521300000000000000'] as const
  return { protocol, pool, feePpm, tokens, principal, positions: [open], ...changes }
}

const describeHeld = (changes: Partial<ReportHolding>) => describeHolding(createHolding(changes))

test('says how many positions hold how much of which token, and how many are in range', () => {
  expect(describeHeld({})).toBe('1 position with 812.4 USDC and 0.5213 WETH, in range')
  expect(describeHeld({ positions: [open, outOfRange] })).toBe(
    '2 positions with 812.4 USDC and 0.5213 WETH, 1 of 2 in range',
  )
  expect(describeHeld({ positions: [outOfRange], principal: ['0', '521300000000000000'] })).toBe(
    '1 position with 0.5213 WETH, out of range',
  )
})

test('counts emptied positions on their own', () => {
  expect(describeHeld({ positions: [open, emptied] })).toBe(
    '1 position with 812.4 USDC and 0.5213 WETH, in range, and 1 emptied one',
  )
  expect(describeHeld({ positions: [emptied, emptied], principal: ['0', '0'] })).toBe('2 emptied positions')
})

test('says no amounts where a token does not say how many decimals it has', () => {
  const unknown = tokens.map((token) => ({ ...token, decimals: null }))
  expect(describeHeld({ tokens: unknown })).toBe('1 position, in range')
})

test('says that what was earned is still to come, or was not read', () => {
  const one = createHolding({})
  expect(describeUnread([one], true)).toBe('What it earned is being read.')
  expect(describeUnread([one, one], true)).toBe('What they earned is being read.')
  expect(describeUnread([createHolding({ positions: [open, emptied] })], false)).toBe('What they earned was not read.')
})
