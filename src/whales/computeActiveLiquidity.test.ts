import { expect, test } from 'vitest'
import type { LiquidityEvent, PositionHistory } from '../domain/ledger'
import type { Address } from '../domain/primitives'
import { computeActiveLiquidity, computeLedgerLiquidity } from './computeActiveLiquidity'

const pool: Address = `0x${'1'.repeat(40)}`

function createHistory(tickLower: number, tickUpper: number, changes: readonly bigint[]): PositionHistory {
  const events = changes.map((change, index): LiquidityEvent => {
    return {
      type: change > 0n ? 'deposit' : 'withdraw',
      positionId: '1',
      liquidity: change > 0n ? change : -change,
      amounts: [0n, 0n],
      blockNumber: index,
      timestamp: index,
      logIndex: 0,
      transactionHash: '0x',
    }
  })
  return { position: { id: '1', kind: 'nft', pool, poolOwner: pool, tickLower, tickUpper }, events, ownerships: [] }
}

test('default: increases less decreases', () => {
  expect(computeLedgerLiquidity(createHistory(0, 10, [100n, 50n, -30n]))).toBe(120n)
})

test('behavior: a range holds its lower tick and not its upper one', () => {
  const histories = [createHistory(0, 10, [1n]), createHistory(10, 20, [20n]), createHistory(-10, 20, [300n, -100n])]
  const at = (tick: number) => computeActiveLiquidity(histories, tick)
  expect([at(-11), at(-10), at(0), at(9), at(10), at(19), at(20)]).toEqual([0n, 200n, 201n, 201n, 220n, 220n, 0n])
})
