import { expect, it, vi } from 'vitest'
import { computeOwnerFigures } from './computeOwnerFigures'
import { addPairs } from './pair'
import { selectWindowHistories } from './selectWindowHistories'
import { forEachPerformance } from './stories/forEachPerformance'

vi.setConfig({ testTimeout: 60_000 })

it('every figure is the one of the full account', () => {
  forEachPerformance(({ performance: { value, rates, amounts }, inconsistent }, input) => {
    const figures = computeOwnerFigures(input)
    const { fees, impermanentLoss, rewards, gas, net, capitalYears, principal } = value
    expect(figures).toMatchObject({ capital: principal, capitalYears, fees, impermanentLoss, rewards, gas, net })
    expect(figures.netRate).toBe(rates.net)
    expect(figures.feeAmounts).toEqual(addPairs(amounts.feesCollected, amounts.feesUncollected))
    expect(figures.inconsistent).toEqual(inconsistent)
  })
})

it('positions without a part in the window can be left out: no figure changes', () => {
  let leftOut = 0
  forEachPerformance((_result, input) => {
    const histories = selectWindowHistories(input.histories, input.window)
    leftOut += input.histories.length - histories.length
    const figures = computeOwnerFigures(input)
    const selected = computeOwnerFigures({ ...input, histories })
    expect(selected).toEqual({ ...figures, missing: selected.missing })
  })
  expect(leftOut).toBeGreaterThan(0)
})

it('while a farm’s payments are not read, rewards and net are unknown, and nothing else is', () => {
  forEachPerformance(({ performance: { value } }, input) => {
    const histories = input.histories.map((history) => ({ ...history, areRewardsUnread: true }) as const)
    if (selectWindowHistories(histories, input.window).length === 0) return
    const figures = computeOwnerFigures({ ...input, histories })
    expect([figures.rewards, figures.net, figures.netRate]).toEqual([null, null, null])
    expect([figures.fees, figures.gas, figures.capitalYears]).toEqual([value.fees, value.gas, value.capitalYears])
  })
})

it('without receipts gas and net are unknown, and nothing else is', () => {
  forEachPerformance(({ performance: { value, gas } }, input) => {
    if (gas.transactions === 0) return
    const figures = computeOwnerFigures({ ...input, gas: [] })
    expect([figures.gas, figures.net, figures.netRate]).toEqual([null, null, null])
    expect([figures.fees, figures.capitalYears]).toEqual([value.fees, value.capitalYears])
  })
})
