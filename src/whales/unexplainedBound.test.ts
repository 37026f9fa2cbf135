import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { EventRef, Ownership, PositionEvent, PositionHistory } from '../domain/ledger'
import type { Window } from '../domain/performance'
import { poolRangeKey } from '../domain/poolLiquidity'
import type { LiquidityChange, TickState } from '../domain/poolLiquidity'
import type { Address, Hex } from '../domain/primitives'
import { computeLedgerLiquidity } from './computeActiveLiquidity'
import { computeResidual } from './computeResidual'
import type { LiquidityStep } from './computeResidual'
import { computeTouchedRests, groupChanges } from './computeTouchedRests'
import { computeValueSeconds } from './computeValueSeconds'
import { computeHistoriesByOwner } from './rankOwners'

const window: Window = { fromBlock: 100, fromTimestamp: 1_000, toBlock: 200, toTimestamp: 2_000 }
const [pool, manager]: readonly [Address, Address] = [`0x${'1'.repeat(40)}`, `0x${'2'.repeat(40)}`]
const ownerOf = (index: number): Address => `0x${String(index + 1).repeat(40)}`
const refAt = (blockNumber: number, logIndex: number): EventRef => ({
  blockNumber,
  timestamp: blockNumber * 10,
  logIndex,
  transactionHash: `0x${blockNumber.toString(16)}` as Hex,
})

interface RandomPosition {
  readonly lower: number
  readonly width: number
  readonly isDirect: boolean
  /** What it opened with, and what it was changed by in which blocks of the window; where it would fall below zero, all goes. */
  readonly opening: number
  readonly changes: readonly (readonly [number, number])[]
  /** Its first owner, and who got it in which block. */
  readonly owner: number
  readonly given: readonly (readonly [number, number])[]
}

const block = fc.integer({ min: window.fromBlock, max: window.toBlock })
const position: fc.Arbitrary<RandomPosition> = fc.record({
  // Few ticks, so that ranges share and touch each other, and what begins at one ends at another.
  lower: fc.integer({ min: -3, max: 2 }),
  width: fc.integer({ min: 1, max: 3 }),
  isDirect: fc.boolean(),
  opening: fc.nat({ max: 1_000 }),
  changes: fc.array(fc.tuple(block, fc.integer({ min: -1_000, max: 1_000 })), { maxLength: 4 }),
  owner: fc.nat({ max: 3 }),
  given: fc.array(fc.tuple(block, fc.nat({ max: 3 })), { maxLength: 2 }),
})

/** The history of a position. Direct liquidity is its owner's for good; of a range that is theirs there is one position only. */
function createHistory(random: RandomPosition, index: number): PositionHistory {
  const { lower, width, isDirect, opening, owner } = random
  let held = BigInt(opening)
  const events = [...random.changes]
    .sort(([a], [b]) => a - b)
    .flatMap(([blockNumber, change], logIndex): readonly PositionEvent[] => {
      const by = held + BigInt(change) < 0n ? -held : BigInt(change)
      if (by === 0n) return []
      held += by
      const liquidity = by > 0n ? by : -by
      const place = {
        ...refAt(blockNumber, logIndex),
        positionId: String(index),
        liquidity,
        amounts: [0n, 0n] as const,
      }
      return [{ ...place, type: by > 0n ? 'deposit' : 'withdraw' }]
    })
  const given = isDirect ? [] : [...random.given].sort(([a], [b]) => a - b)
  const starts = [[window.fromBlock - 1, owner] as const, ...given]
  const ownerships = starts.map(([blockNumber, to], place): Ownership => {
    const next = starts[place + 1]
    return { owner: ownerOf(to), from: refAt(blockNumber, 0), to: next === undefined ? null : refAt(next[0], 0) }
  })
  // The pool's books tell one direct owner from another, and all NFTs are the manager's.
  const poolOwner: Address = isDirect ? `0x${index.toString(16).padStart(40, '9')}` : manager
  return {
    position: {
      id: String(index),
      kind: isDirect ? 'direct' : 'nft',
      pool,
      poolOwner,
      tickLower: lower * 60,
      tickUpper: (lower + width) * 60,
    },
    events,
    ownerships,
    opening: { blockNumber: window.fromBlock - 1, liquidity: BigInt(opening), owed: null, farm: null },
  }
}

const toStep = ({ position: { tickLower, tickUpper } }: PositionHistory, liquidity: bigint): LiquidityStep => ({
  tickLower,
  tickUpper,
  liquidity,
})

/** What the pool itself says: its ticks and the books of touched ranges at the end, and every change in the window. */
function readPool(histories: readonly PositionHistory[]) {
  const ticks = new Map<number, { gross: bigint; net: bigint }>()
  const add = (tick: number, gross: bigint, net: bigint) => {
    const known = ticks.get(tick) ?? { gross: 0n, net: 0n }
    ticks.set(tick, { gross: known.gross + gross, net: known.net + net })
  }
  for (const history of histories) {
    const liquidity = computeLedgerLiquidity(history)
    add(history.position.tickLower, liquidity, liquidity)
    add(history.position.tickUpper, liquidity, -liquidity)
  }
  const changes = histories.flatMap(({ position: { poolOwner, tickLower, tickUpper }, events }) =>
    events.flatMap((event): readonly LiquidityChange[] => {
      if (event.type !== 'deposit' && event.type !== 'withdraw') return []
      const { blockNumber, logIndex, transactionHash, amounts } = event
      const liquidity = event.type === 'deposit' ? event.liquidity : -event.liquidity
      return [{ poolOwner, tickLower, tickUpper, blockNumber, logIndex, transactionHash, amounts, liquidity }]
    }),
  )
  const atEnd = (key: string) =>
    histories
      .filter((history) => poolRangeKey(history.position) === key)
      .reduce((sum, history) => sum + computeLedgerLiquidity(history), 0n)
  const touched = new Map(
    [...groupChanges(changes)].map(([key, group]) => [key, { ...group, liquidityAtEnd: atEnd(key) }]),
  )
  const states = [...ticks]
    .filter(([, { gross }]) => gross > 0n)
    .map(([tick, { gross, net }]): TickState => ({
      tick,
      liquidityGross: gross,
      liquidityNet: net,
      outside: { seconds: 0, feeGrowthX128: [0n, 0n] },
    }))
  return { ticks: states, touched }
}

/** Liquidity counts for what its range is wide. */
const valueOf = ({ tickLower, tickUpper, liquidity }: LiquidityStep) => Number(liquidity) * (tickUpper - tickLower)

it('nobody has more than their known positions and everything unexplained together, whatever is known', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(position, fc.boolean()), { maxLength: 10 }), (randoms) => {
      const histories = randoms.map(([random], index) => createHistory(random, index))
      const known = histories.filter((_, index) => randoms[index]?.[1] === true)
      const { ticks, touched } = readPool(histories)
      const residual = computeResidual(ticks, [
        ...[...touched.values()].map(({ range, liquidityAtEnd }) => ({ ...range, liquidity: liquidityAtEnd })),
        ...known
          .filter((history) => !touched.has(poolRangeKey(history.position)))
          .map((history) => toStep(history, computeLedgerLiquidity(history))),
      ])
      const { rests, isConsistent } = computeTouchedRests(touched, known, window)
      expect(residual.isConsistent && isConsistent).toBe(true)

      const seconds = window.toTimestamp - window.fromTimestamp
      const unexplained = [...residual.steps, ...rests.map(({ step }) => step)].reduce(
        (sum, step) => sum + valueOf(step) * seconds,
        0,
      )
      const byOwner = computeHistoriesByOwner(known)
      for (const [key, { owner, histories: all }] of computeHistoriesByOwner(histories)) {
        const own = byOwner.get(key)?.histories ?? []
        const least = computeValueSeconds(own, owner, window, valueOf)
        expect(computeValueSeconds(all, owner, window, valueOf)).toBeLessThanOrEqual(least + unexplained)
      }
      if (known.length === histories.length) expect(unexplained).toBe(0)
    }),
    { numRuns: 500 },
  )
})
