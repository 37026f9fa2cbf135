import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Performance, PerformanceAmounts } from '../domain/performance'
import type { Address, Pair } from '../domain/primitives'
import type { ReportEvent } from '../domain/report'
import { computeAmountsForLiquidity } from '../math/liquidityAmounts'
import { computeBookEntries } from './computeBookEntries'
import { computeOwnerLedger } from './computeOwnerLedger'
import { computePerformance, type PerformanceResult } from './computePerformance'
import { isPrincipalIn, isPrincipalOut } from './computeValues'
import { addPairs, ZERO_PAIR } from './pair'
import type { PerformanceInput } from './performanceInput'
import { prepareBooks } from './prepareBooks'
import { arbitraryCutLedger, arbitraryLedger, OWNERS } from './stories/arbitraryLedger'
import { blockOfDay, timestampOf, type LedgerStory } from './stories/ledgerStory'

/** Every owner over the windows that three cuts of a ledger make. */
function forEachPerformance(
  check: (result: PerformanceResult, input: PerformanceInput, story: LedgerStory) => void,
): void {
  fc.assert(
    fc.property(arbitraryCutLedger, ({ story, blocks: [a, b, c] }) => {
      for (const owner of OWNERS) {
        for (const window of [story.blockWindow(blockOfDay(0), c), story.blockWindow(a, b), story.blockWindow(b, c)]) {
          const input = story.input(owner, window)
          check(computePerformance(input), input, story)
        }
      }
    }),
    { numRuns: 150 },
  )
}

/** Equal as far as floating point goes, measured by the size of what was added up. */
function expectNear(actual: number | null, expected: number, size: number): void {
  expect(Math.abs((actual as number) - expected)).toBeLessThanOrEqual(1e-9 * (1 + size))
}

function known(value: Performance['value']): Record<keyof Performance['value'], number> {
  expect(Object.values(value)).not.toContain(null)
  return value as Record<keyof Performance['value'], number>
}

const sum = (figures: readonly number[]) => figures.reduce((total, figure) => total + figure, 0)

it('net is the sum of its parts, and pnl is market move and net, to the last bit', () => {
  forEachPerformance(({ performance, positions }) => {
    for (const one of [performance, ...positions.map((position) => position.performance)]) {
      const value = known(one.value)
      expect(value.net).toBe(value.fees + value.impermanentLoss + value.rewards + value.gas)
      expect(value.pnl).toBe(value.marketMove + value.net)
      expect(value.gas).toBeLessThanOrEqual(0)
    }
  })
})

it('pnl is money out and value now less money in, worked out from the raw events', () => {
  forEachPerformance(({ performance }, input, story) => {
    const value = known(performance.value)
    const moved = computeMoneyMoved(input, story)
    expectNear(value.pnl, moved.out - moved.in + value.gas, moved.out + moved.in)
  })
})

it('everything that is needed was asked for: nothing is missing', () => {
  forEachPerformance(({ missing, performance }) => {
    expect(missing).toEqual([])
    expect(performance.unknownAmounts).toBeUndefined()
  })
})

it('rates of the parts add up to the rate of net', () => {
  forEachPerformance(({ performance: { rates, value } }) => {
    if (rates.net === null) return expect(value.capitalYears).toBe(0)
    const parts = [rates.fees, rates.impermanentLoss, rates.rewards, rates.gas] as number[]
    expect(rates.net).toBe(sum(parts))
    const size = sum(parts.map(Math.abs))
    expectNear(rates.net, (value.net as number) / (value.capitalYears as number), size)
  })
})

it('figures of the positions add up to the owner’s', () => {
  forEachPerformance(({ performance, positions }) => {
    for (const name of Object.keys(performance.amounts) as (keyof PerformanceAmounts)[]) {
      const total = positions.reduce((pair, one) => addPairs(pair, one.performance.amounts[name]), ZERO_PAIR)
      expect(total).toEqual(performance.amounts[name])
    }
    expect(positions.reduce((wei, one) => wei + one.performance.gas.wei, 0n)).toBe(performance.gas.wei)
    for (const name of ['fees', 'impermanentLoss', 'rewards', 'gas', 'net', 'marketMove', 'pnl', 'hodl'] as const) {
      const figures = positions.map((one) => known(one.performance.value)[name])
      expectNear(performance.value[name], sum(figures), sum(figures.map(Math.abs)))
    }
  })
})

it('summing the evidence gives the figures', () => {
  forEachPerformance(({ performance, events, transactions, positions }) => {
    for (const one of [{ performance, events, transactions }, ...positions]) {
      const value = known(one.performance.value)
      const sumOf = (pick: (event: ReportEvent) => number | null, ...types: ReportEvent['type'][]) =>
        sum(
          one.events
            .filter(({ type }) => types.length === 0 || types.includes(type))
            .map((event) => pick(event) as number),
        )
      expect(sumOf(({ feeValue }) => feeValue)).toBeCloseTo(value.fees, 9)
      expect(sumOf(({ impermanentLoss }) => impermanentLoss)).toBeCloseTo(value.impermanentLoss, 9)
      expect(sumOf((event) => event.value, 'claimReward')).toBeCloseTo(value.rewards, 9)
      expect(sumOf((event) => event.value, 'close')).toBeCloseTo(value.principal, 9)
      const moneyIn = sumOf((event) => event.value, 'deposit', 'transferIn', 'open')
      const moneyOut = sumOf((event) => event.value, 'withdraw', 'transferOut', 'close', 'claimReward')
      expect(moneyOut - moneyIn + value.fees + value.gas).toBeCloseTo(value.pnl, 9)
      const charged = one.transactions.filter(({ kind }) => kind === 'charged')
      expect(sum(charged.map((line) => line.value as number))).toBeCloseTo(value.gas, 9)
      expect(charged.reduce((wei, line) => wei + BigInt(line.shareWei), 0n)).toBe(one.performance.gas.wei)
      const feeAmounts = one.events.map((event) => event.feeAmounts ?? ['0', '0'])
      const { feesCollected, feesUncollected } = one.performance.amounts
      expect(
        feeAmounts.reduce((fees, [fee0, fee1]) => addPairs(fees, [BigInt(fee0), BigInt(fee1)]), ZERO_PAIR),
      ).toEqual(addPairs(feesCollected, feesUncollected))
    }
  })
})

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
    { numRuns: 300 },
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
    { numRuns: 100 },
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
    { numRuns: 200 },
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
        for (const [name, figure] of Object.entries(known(performance.value)) as [
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

function scale(input: PerformanceInput, factor: bigint): PerformanceInput {
  const scalePair = ([a, b]: Pair): Pair => [a * factor, b * factor]
  return {
    ...input,
    histories: input.histories.map((history) => ({
      ...history,
      events: history.events.map((event) => {
        if (event.type === 'claimReward') return { ...event, amount: event.amount * factor }
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

/**
 * Money in and out of an owner's pocket, another way: each position is a purse that is followed event by event. What the purse holds is
 * split by whose it is (principal that was owed before, fees that were there before, income), and payouts empty it in that order.
 */
function computeMoneyMoved(
  { owner, window, histories }: PerformanceInput,
  story: LedgerStory,
): { in: number; out: number } {
  let moneyIn = 0
  let moneyOut = 0
  const worth = (pair: readonly number[], block: number) =>
    (pair[0] as number) * story.priceAt(block) + (pair[1] as number)
  const ownFirst = Math.min(
    ...computeOwnerLedger(histories, owner).map(({ blockNumber }) => blockNumber),
    ...histories.flatMap(({ ownerships }) =>
      ownerships.filter((one) => one.owner === owner).map(({ from }) => from.blockNumber),
    ),
  )
  const start = ownFirst >= window.fromBlock ? window.fromBlock - 1 : window.fromBlock
  for (const { position, events, ownerships } of histories) {
    for (const ownership of ownerships.filter((one: { owner: Address }) => one.owner === owner)) {
      const beginsInside = ownership.from.blockNumber > start
      if (ownership.from.blockNumber > window.toBlock) continue
      if (ownership.to && ownership.to.blockNumber <= start) continue
      const endsInside = ownership.to !== null && ownership.to.blockNumber <= window.toBlock
      let liquidity = 0n
      const owed: [bigint, bigint] = [0n, 0n]
      const carry: [bigint, bigint] = [0n, 0n]
      const isAfter = (
        event: { blockNumber: number; logIndex: number },
        than: { blockNumber: number; logIndex: number },
      ) =>
        event.blockNumber > than.blockNumber ||
        (event.blockNumber === than.blockNumber && event.logIndex > than.logIndex)
      const principal = (block: number) =>
        computeAmountsForLiquidity(story.sqrtPriceX96At(block), position.tickLower, position.tickUpper, liquidity).map(
          (amount) => Number(amount) / 1e18,
        )
      const feesAt = (block: number, index: number) =>
        Number(story.snapshot(position.id, block).collectable[index]) / 1e18 - Number(owed[index]) / 1e18
      let isOpen = false
      const open = (block: number) => {
        isOpen = true
        moneyIn += worth(principal(block), block)
      }
      // Fees that the new owner will still collect in the block of a transfer.
      const laterFees = (event: (typeof events)[number]): [number, number] => {
        const left: [bigint, bigint] = [owed[0], owed[1]]
        const paid: [number, number] = [0, 0]
        for (const later of events) {
          if (later.blockNumber !== event.blockNumber || !isAfter(later, event)) continue
          if (later.type === 'withdraw') later.amounts.forEach((amount, index) => (left[index as 0 | 1] += amount))
          if (later.type !== 'collect') continue
          later.amounts.forEach((amount, index) => {
            const i = index as 0 | 1
            const back = amount < left[i] ? amount : left[i]
            left[i] -= back
            paid[i] += Number(amount - back) / 1e18
          })
        }
        const end = story.snapshot(position.id, event.blockNumber).collectable
        return [0, 1].map(
          (i) => Number((end[i as 0 | 1] as bigint) - left[i as 0 | 1]) / 1e18 + (paid[i as 0 | 1] as number),
        ) as [number, number]
      }
      const setCarry = (fees: readonly number[]) =>
        fees.forEach((fee, index) => (carry[index as 0 | 1] = BigInt(Math.round(fee * 1e18))))
      for (const event of events) {
        if (event.blockNumber > window.toBlock) break
        if (ownership.to && isAfter(event, ownership.to)) break
        if (!beginsInside && !isOpen && event.blockNumber > start) {
          open(start)
          setCarry([0, 1].map((index) => feesAt(start, index)))
        }
        const isMine = beginsInside ? !isAfter(ownership.from, event) : event.blockNumber > start
        if (event.type === 'deposit') {
          liquidity += event.liquidity
          if (isMine)
            moneyIn += worth(
              event.amounts.map((amount) => Number(amount) / 1e18),
              event.blockNumber,
            )
        } else if (event.type === 'withdraw') {
          liquidity -= event.liquidity
          event.amounts.forEach((amount, index) => (owed[index as 0 | 1] += amount))
          if (isMine)
            moneyOut += worth(
              event.amounts.map((amount) => Number(amount) / 1e18),
              event.blockNumber,
            )
        } else if (event.type === 'collect') {
          const income = event.amounts.map((amount, index) => {
            const i = index as 0 | 1
            const back = amount < owed[i] ? amount : owed[i]
            owed[i] -= back
            const rest = amount - back
            if (!isMine) return 0
            const old = rest < carry[i] ? rest : carry[i]
            carry[i] -= old
            return Number(rest - old) / 1e18
          })
          moneyOut += worth(income, event.blockNumber)
        } else if (event.type === 'claimReward' && isMine) {
          moneyOut += (Number(event.amount) / 1e18) * 10
        } else if (event.type === 'transfer' && isMine) {
          const isIn = event.blockNumber === ownership.from.blockNumber && event.logIndex === ownership.from.logIndex
          if (isIn) {
            isOpen = true
            moneyIn += worth(principal(event.blockNumber), event.blockNumber)
            setCarry(laterFees(event))
          } else {
            moneyOut += worth(principal(event.blockNumber), event.blockNumber)
            moneyOut += worth(
              laterFees(event).map((fee, i) => fee - Number(carry[i as 0 | 1]) / 1e18),
              event.blockNumber,
            )
          }
        }
      }
      if (!beginsInside && !isOpen) {
        open(start)
        setCarry([0, 1].map((index) => feesAt(start, index)))
      }
      if (endsInside) continue
      const end = window.toBlock
      moneyOut += worth(principal(end), end)
      moneyOut += worth(
        [0, 1].map((index) => feesAt(end, index) - Number(carry[index as 0 | 1]) / 1e18),
        end,
      )
    }
  }
  expect(timestampOf(window.toBlock)).toBe(window.toTimestamp)
  return { in: moneyIn, out: moneyOut }
}
