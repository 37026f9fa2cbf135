import { describe, expect, test } from 'vitest'
import type { LiquidityEvent, PositionHistory } from '../domain/ledger'
import { poolRangeKey } from '../domain/poolLiquidity'
import type { LiquidityChange } from '../domain/poolLiquidity'
import { computeTouchedRests, groupChanges } from './computeTouchedRests'

const poolOwner = `0x${'1'.repeat(40)}` as const
const blocks = { fromBlock: 100, toBlock: 200 }
const range = { poolOwner, tickLower: 0, tickUpper: 10 }

const change = (blockNumber: number, liquidity: bigint, tickUpper = 10): LiquidityChange => ({
  ...range,
  tickUpper,
  blockNumber,
  logIndex: 0,
  transactionHash: '0x',
  liquidity,
  amounts: [0n, 0n],
})

function touch(liquidityAtEnd: bigint, changes: readonly LiquidityChange[]) {
  return new Map([[poolRangeKey(range), { range, liquidityAtEnd, changes }]])
}

function createHistory(changes: readonly (readonly [number, bigint])[]): PositionHistory {
  const events = changes.map(([blockNumber, liquidity]): LiquidityEvent => {
    return {
      type: liquidity > 0n ? 'deposit' : 'withdraw',
      positionId: '1',
      liquidity: liquidity > 0n ? liquidity : -liquidity,
      amounts: [0n, 0n],
      blockNumber,
      timestamp: blockNumber,
      logIndex: 0,
      transactionHash: '0x',
    }
  })
  return { position: { id: '1', kind: 'nft', pool: poolOwner, ...range }, events, ownerships: [] }
}

describe('groupChanges', () => {
  test('default: changes of the same range together, in order', () => {
    const changes = [change(1, 5n), change(2, 7n, 20), change(3, -5n)]
    const groups = [...groupChanges(changes).values()]
    expect(groups.map((group) => group.changes.map(({ blockNumber }) => blockNumber))).toEqual([[1, 3], [2]])
  })
})

describe('computeTouchedRests', () => {
  const highestOf = (...asked: Parameters<typeof computeTouchedRests>) => {
    const { rests, isConsistent } = computeTouchedRests(...asked)
    return { highest: rests[0]?.step.liquidity ?? 0n, isConsistent }
  }

  test('default: the most that a range held at the end of any block', () => {
    const changes = [change(120, 50n), change(150, -70n)]
    expect(highestOf(touch(30n, changes), [], blocks)).toEqual({ highest: 100n, isConsistent: true })
  })

  test('behavior: what came and went within a block stood for no time', () => {
    const changes = [change(120, 900n), change(120, -900n)]
    expect(highestOf(touch(30n, changes), [], blocks)).toEqual({ highest: 30n, isConsistent: true })
  })

  test('behavior: what stood before the end of the first block does not count', () => {
    const changes = [change(100, -70n), change(150, 10n)]
    expect(highestOf(touch(30n, changes), [], blocks)).toEqual({ highest: 30n, isConsistent: true })
  })

  test('behavior: known histories explain their part, at each time', () => {
    const changes = [change(120, 50n), change(150, -50n)]
    const known = [
      createHistory([
        [120, 50n],
        [150, -50n],
      ]),
    ]
    expect(highestOf(touch(30n, changes), known, blocks)).toEqual({ highest: 30n, isConsistent: true })
    expect(computeTouchedRests(touch(0n, changes), known, blocks)).toEqual({ rests: [], isConsistent: true })
  })

  test('behavior: more known than the pool holds, at any time, is a contradiction', () => {
    const changes = [change(120, 50n), change(150, -50n)]
    expect(
      highestOf(
        touch(0n, changes),
        [
          createHistory([
            [120, 60n],
            [150, -60n],
          ]),
        ],
        blocks,
      ).isConsistent,
    ).toBe(false)
  })
})
