import { expect, it, vi } from 'vitest'
import type { PerformanceAmounts } from '../domain/performance'
import type { ReportEvent } from '../domain/report'
import { addPairs, ZERO_PAIR } from './pair'
import { computeMoneyMoved } from './stories/moneyMoved'
import { expectKnown, expectNear } from './stories/expectFigures'
import { forEachPerformance } from './stories/forEachPerformance'

vi.setConfig({ testTimeout: 60_000 })

const sum = (figures: readonly number[]) => figures.reduce((total, figure) => total + figure, 0)

it('net is the sum of its parts, and pnl is market move and net, to the last bit', () => {
  forEachPerformance(({ performance, positions }) => {
    for (const one of [performance, ...positions.map((position) => position.performance)]) {
      const value = expectKnown(one.value)
      expect(value.net).toBe(value.fees + value.impermanentLoss + value.rewards + value.gas)
      expect(value.pnl).toBe(value.marketMove + value.net)
      expect(value.gas).toBeLessThanOrEqual(0)
    }
  })
})

it('pnl is money out and value now less money in, worked out from the raw events', () => {
  forEachPerformance(({ performance }, input, story) => {
    const value = expectKnown(performance.value)
    const moved = computeMoneyMoved(story, input.owner, input.window)
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
    if (rates.net === null) {
      expect(value.capitalYears).toBe(0)
      return
    }
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
      const figures = positions.map((one) => expectKnown(one.performance.value)[name])
      expectNear(performance.value[name], sum(figures), sum(figures.map(Math.abs)))
    }
  })
})

it('summing the evidence gives the figures', () => {
  forEachPerformance(({ performance, events, transactions, positions }) => {
    for (const one of [{ performance, events, transactions }, ...positions]) {
      const value = expectKnown(one.performance.value)
      const sumOf = (pick: (event: ReportEvent) => number | null, ...types: ReportEvent['type'][]) =>
        sum(one.events.filter(({ type }) => types.includes(type)).map((event) => pick(event) as number))
      expect(sumOf(({ feeValue }) => feeValue, 'collect', 'transferOut', 'close')).toBeCloseTo(value.fees, 9)
      expect(sumOf(({ impermanentLoss }) => impermanentLoss, 'withdraw', 'transferOut', 'close')).toBeCloseTo(
        value.impermanentLoss,
        9,
      )
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

it('the evidence is in order: openings first, then what happened, the close last', () => {
  forEachPerformance(({ events }) => {
    const rank = ({ type }: ReportEvent) => (type === 'open' ? 0 : type === 'close' ? 2 : 1)
    events.slice(1).forEach((event, index) => {
      const previous = events[index] as ReportEvent
      expect(rank(previous)).toBeLessThanOrEqual(rank(event))
      expect(previous.blockNumber).toBeLessThanOrEqual(event.blockNumber)
      if (rank(event) === 1 && previous.blockNumber === event.blockNumber && rank(previous) === 1) {
        expect(previous.logIndex).toBeLessThan(event.logIndex)
      }
    })
  })
})
