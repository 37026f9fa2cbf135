import { expect, it } from 'vitest'
import { alice, LedgerStory, pair, rewardToken, units } from './ledgerStory'

/* Alice stakes her position for 146 days, claims 3 FARM, takes it out again, and 2 FARM wait to be claimed. FARM costs 10 USD. */
function tell() {
  const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1))
  story.day(10).stake('1').day(156).earn('1', pair(0.1, 0.1)).unstake('1').claim('1', units(3))
  return story.day(292)
}

it('stake, unstake: the owner stays the owner, and nothing is gained or lost by it', () => {
  const story = tell()
  const { performance, positions, events } = story.performance(alice, story.window(0, 292))
  expect(performance.amounts.deposited).toEqual(pair(1, 1))
  expect(performance.amounts.withdrawn).toEqual([0n, 0n])
  expect(performance.value.impermanentLoss).toBeCloseTo(0, 9)
  expect(performance.value.principal).toBeCloseTo(2, 9)
  // 2 USD over 292 of 365 days.
  expect(performance.value.capitalYears).toBeCloseTo(1.6, 9)
  expect(performance.amounts.feesUncollected).toEqual(pair(0.1, 0.1))
  expect(positions).toMatchObject([{ status: 'open' }])
  expect(events.map(({ type }) => type)).toEqual(['deposit', 'stake', 'unstake', 'claimReward', 'close'])
})

it('claimReward: each claim at its block, and what is claimable now', () => {
  const story = tell()
  const { performance, events } = story.performance(alice, story.window(0, 292), {
    claimable: [story.claimable('1', units(2))],
  })
  expect(performance.rewards).toEqual([{ token: rewardToken.address, amount: units(5) }])
  expect(performance.value.rewards).toBeCloseTo(50, 9)
  expect(performance.value.net).toBeCloseTo(0.2 + 50, 9)
  expect(events.filter(({ type }) => type === 'claimReward')).toMatchObject([
    { amount: units(3).toString(), value: 30, capitalAfter: expect.closeTo(2, 9) },
    { amount: units(2).toString(), value: 20, transactionHash: null, capitalAfter: expect.closeTo(2, 9) },
  ])
})

it('claimReward: a reward without a price makes rewards and net unknown, and nothing else', () => {
  const story = tell()
  story.rewardPrice = null
  const { performance, missing } = story.performance(alice, story.window(0, 292))
  expect(performance.rewards).toEqual([{ token: rewardToken.address, amount: units(3) }])
  expect(performance.value).toMatchObject({ rewards: null, net: null, pnl: null })
  expect(performance.value.fees).toBeCloseTo(0.2, 9)
  expect(performance.rates.fees).not.toBeNull()
  expect(missing).toMatchObject([{ what: expect.stringContaining('Price of FARM at block') }])
})

it('claimReward: a reward token whose decimals are not known has no value', () => {
  const story = tell()
  const { performance, missing } = story.performance(alice, story.window(0, 292), { rewardTokens: [] })
  expect(performance.value).toMatchObject({ rewards: null, net: null })
  expect(missing).toMatchObject([{ why: 'Its contract does not say how many decimals it has.' }])
})
