import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import type { Performance } from '../domain/performance'
import type { Pair } from '../domain/primitives'
import { computeBookEntries } from './computeBookEntries'
import { computeOwnerLedger } from './computeOwnerLedger'
import { computePerformance } from './computePerformance'
import { isPrincipalIn, isPrincipalOut } from './computeLedgerValues'
import { addPairs, ZERO_PAIR } from './pair'
import type { PerformanceInput } from './performanceInput'
import { prepareBooks } from './prepareBooks'
import { arbitraryCutLedger, arbitraryLedger, OWNERS } from './stories/arbitraryLedger'
import { blockOfDay } from './stories/ledgerStory'
import { expectKnown, expectNear } from './stories/expectFigures'
import { forEachPerformance } from './stories/forEachPerformance'

vi.setConfig({ testTimeout: 60_000 })

it('fees of two windows that meet add up to those of both together, to the last unit', () => {
  fc.assert(
    fc.property(arbitraryCutLedger, ({ story, blocks: [a, b, c] }) => {
      for (const owner of OWNERS) {
        const [first, second, both] = [
          [a, b],
          [b, c],
          [a, c],
        ].map(([from, to]) => {
          const { amounts } = story.performance(owner, story.blockWindow(from as number, to as number)).performance
          return addPairs(amounts.feesCollected, amounts.feesUncollected)
        }) as [Pair, Pair, Pair]
        expect(addPairs(first, second)).toEqual(both)
      }
    }),
    { numRuns: 120 },
  )
})

it('gas of two windows that meet adds up to that of both together, to the wei', () => {
  fc.assert(
    fc.property(arbitraryCutLedger, ({ story, blocks: [a, b, c] }) => {
      for (const owner of OWNERS) {
        const gasOf = (from: number, to: number) =>
          story.performance(owner, story.blockWindow(from, to)).performance.gas.wei
        expect(gasOf(a, b) + gasOf(b, c)).toBe(gasOf(a, c))
      }
    }),
    { numRuns: 60 },
  )
})

it('shares of gas add up to their transaction and differ by less than their number', () => {
  fc.assert(
    fc.property(arbitraryLedger, fc.boolean(), (story, isContract) => {
      for (const owner of OWNERS) {
        const touched = new Map<string, Set<string>>()
        for (const event of computeOwnerLedger(story.histories(), owner)) {
          touched.set(event.transactionHash, (touched.get(event.transactionHash) ?? new Set()).add(event.positionId))
        }
        const charges = story.charges(owner, isContract)
        expect(charges).toHaveLength(touched.size)
        for (const { cost, shares, kind } of charges) {
          expect(kind).toBe(isContract || cost.from === owner ? 'charged' : 'notCharged')
          expect(new Set(shares.map(({ positionId }) => positionId))).toEqual(touched.get(cost.transactionHash))
          expect(shares.reduce((wei, share) => wei + share.wei, 0n)).toBe(cost.feeWei)
          const [lowest, ...others] = shares
          for (const { wei, positionId } of others) {
            expect(BigInt(positionId)).toBeGreaterThan(BigInt(lowest?.positionId ?? 0))
            expect(wei).toBe(cost.feeWei / BigInt(shares.length))
          }
        }
      }
    }),
    { numRuns: 100 },
  )
})

it('the hodl basket is never negative, and what went in came out or is still inside', () => {
  forEachPerformance((_, input) => {
    const books = prepareBooks(input)
    for (const timeline of books.timelines) {
      let hodl: Pair = ZERO_PAIR
      for (const entry of computeBookEntries(timeline, input.owner, books)) {
        const released = entry.released as Pair
        if (isPrincipalIn(entry)) hodl = addPairs(hodl, entry.amounts as Pair)
        if (isPrincipalOut(entry)) hodl = [hodl[0] - released[0], hodl[1] - released[1]]
        expect(released[0] >= 0n && released[1] >= 0n && hodl[0] >= 0n && hodl[1] >= 0n).toBe(true)
      }
      expect(hodl).toEqual(ZERO_PAIR)
    }
  })
})

it('what can be collected now is owed principal, fees of the window, and what is left of the carry', () => {
  forEachPerformance(({ positions }, input, story) => {
    for (const { position, performance } of positions) {
      const { principalOwed, feesUncollected } = performance.amounts
      const { collectable } = story.snapshot(position.id, input.window.toBlock)
      const carry = [0, 1].map(
        (index) =>
          (collectable[index] as bigint) - (principalOwed[index] as bigint) - (feesUncollected[index] as bigint),
      )
      const isHeld = story
        .histories(input.owner)
        .find((history) => history.position.id === position.id)
        ?.ownerships.some(
          ({ owner, from, to }) =>
            owner === input.owner &&
            from.blockNumber <= input.window.toBlock &&
            (to === null || to.blockNumber > input.window.toBlock),
        )
      if (isHeld) expect(carry.every((left) => left >= 0n)).toBe(true)
      else expect([principalOwed, feesUncollected]).toEqual([ZERO_PAIR, ZERO_PAIR])
      // An owner who opened the position in the window and never gave it away got nothing from others.
      const history = story.histories().find((one) => one.position.id === position.id)
      const isOwn = history?.ownerships.length === 1 && history.ownerships[0]?.from.blockNumber !== undefined
      if (isOwn && (history.ownerships[0]?.from.blockNumber ?? 0) > input.window.fromBlock)
        expect(carry).toEqual([0n, 0n])
    }
  })
})

it('a thousandfold of everything is worth a thousandfold', () => {
  fc.assert(
    fc.property(arbitraryLedger, (story) => {
      for (const owner of OWNERS) {
        const input = story.input(owner, story.blockWindow(blockOfDay(0), story.blockNumber))
        const { performance } = computePerformance(input)
        const scaled = computePerformance(scale(input, 1000n)).performance
        for (const [name, figure] of Object.entries(expectKnown(performance.value)) as [
          keyof Performance['value'],
          number,
        ][]) {
          // Each rounding to a base unit is worth at most 4e-18 more or less, a thousandfold.
          expect(Math.abs((scaled.value[name] as number) - 1000 * figure)).toBeLessThan(
            1e-9 * (1 + Math.abs(1000 * figure)),
          )
        }
        for (const name of ['fees', 'impermanentLoss', 'gas', 'net'] as const) {
          if (performance.rates[name] === null) continue
          expectNear(scaled.rates[name], performance.rates[name], Math.abs(performance.rates[name]))
        }
      }
    }),
    { numRuns: 100 },
  )
})

it('capital stands in no window for longer than the window', () => {
  forEachPerformance(({ performance, events, averageCapital }, { window }) => {
    const highest = Math.max(0, ...events.map(({ capitalAfter }) => capitalAfter as number))
    expect(performance.value.capitalYears).toBeGreaterThanOrEqual(0)
    if (window.toBlock > window.fromBlock) expect(averageCapital).toBeLessThanOrEqual(highest * (1 + 1e-9))
  })
})

it('time in range is a share', () => {
  forEachPerformance(({ performance: { timeInRange }, ranges }, { window }) => {
    if (timeInRange !== null) expect(timeInRange >= 0 && timeInRange <= 1).toBe(true)
    for (const { fromTimestamp, toTimestamp } of ranges) {
      expect(window.fromTimestamp <= fromTimestamp && fromTimestamp <= toTimestamp).toBe(true)
      expect(toTimestamp <= window.toTimestamp).toBe(true)
    }
    expect(ranges.some(({ fromTimestamp, toTimestamp }) => toTimestamp > fromTimestamp)).toBe(timeInRange !== null)
  })
})

it('the order in which positions were found does not show, not even in the last digit', () => {
  forEachPerformance((result, input) => {
    expect(computePerformance({ ...input, histories: [...input.histories].reverse() })).toEqual(result)
  })
})

function scale(input: PerformanceInput, factor: bigint): PerformanceInput {
  const scalePair = ([a, b]: Pair): Pair => [a * factor, b * factor]
  return {
    ...input,
    histories: input.histories.map((history) => ({
      ...history,
      events: history.events.map((event) => {
        if (event.type === 'claimReward') return { ...event, amount: event.amount && event.amount * factor }
        if (event.type === 'collect') return { ...event, amounts: scalePair(event.amounts) }
        if (event.type !== 'deposit' && event.type !== 'withdraw') return event
        return { ...event, liquidity: event.liquidity * factor, amounts: scalePair(event.amounts) }
      }),
    })),
    snapshots: new Map(
      [...input.snapshots].map(([key, snapshot]) => [
        key,
        { ...snapshot, liquidity: snapshot.liquidity * factor, collectable: scalePair(snapshot.collectable) },
      ]),
    ),
    gas: input.gas.map((charge) => ({
      ...charge,
      cost: { ...charge.cost, feeWei: charge.cost.feeWei * factor },
      shares: charge.shares.map(({ positionId, wei }) => ({ positionId, wei: wei * factor })),
    })),
  }
}
