import { expect, it } from 'vitest'
import { computeGasShares } from '../computeGasCharges'
import { alice, blockOfDay, bob, LedgerStory, operator, pair, units } from './ledgerStory'

/** Alice's positions 9, 10 and 200 are opened for nothing; the gas of what comes after is what is looked at. */
function tell() {
  const story = new LedgerStory().day(0, 1)
  for (const id of ['10', '200', '9']) story.mint(alice, id).deposit(id, units(1), pair(1, 1))
  return story.day(10)
}

it('gas: a transaction on k positions is split into k shares, and the lowest id takes what the division leaves', () => {
  const story = tell()
  const hash = story.transaction(alice, 100n, () =>
    story.collect('200', [0n, 0n]).collect('10', [0n, 0n]).collect('9', [0n, 0n]),
  )
  const charge = story.charges(alice).find(({ cost }) => cost.transactionHash === hash)
  expect(charge?.shares).toEqual([
    { positionId: '9', wei: 34n },
    { positionId: '10', wei: 33n },
    { positionId: '200', wei: 33n },
  ])
})

it('gas: several events of one position in a transaction are one share', () => {
  const story = tell()
  story.transaction(alice, 100n, () =>
    story.withdraw('10', units(1), pair(1, 1)).collect('10', pair(1, 1)).collect('9', [0n, 0n]),
  )
  expect(story.charges(alice).at(-1)?.shares).toEqual([
    { positionId: '9', wei: 50n },
    { positionId: '10', wei: 50n },
  ])
})

it('gas: only the owner’s positions share, and each owner is looked at alone', () => {
  const story = tell().mint(bob, '5').deposit('5', units(1), pair(1, 1))
  story.transaction(alice, 101n, () => story.collect('5', [0n, 0n]).collect('10', [0n, 0n]).collect('9', [0n, 0n]))
  expect(story.charges(alice).at(-1)).toMatchObject({
    kind: 'charged',
    shares: [
      { positionId: '9', wei: 51n },
      { positionId: '10', wei: 50n },
    ],
  })
  expect(story.charges(bob).at(-1)).toMatchObject({ kind: 'notCharged', shares: [{ positionId: '5', wei: 101n }] })
})

it('gas: ids that are no numbers come after those that are', () => {
  expect(computeGasShares(5n, ['0xa-60-120', '7', '0xa-0-60']).map(({ positionId }) => positionId)).toEqual([
    '7',
    '0xa-0-60',
    '0xa-60-120',
  ])
})

it('gas: positions of other pools take their share with them', () => {
  const story = tell()
  story.transaction(alice, 90n, () => story.collect('10', [0n, 0n]).collect('9', [0n, 0n]).collect('200', [0n, 0n]))
  const window = story.day(20).window(0, 20)
  const { performance } = story.performance(alice, window, {
    histories: story.histories(alice).filter(({ position }) => position.id !== '200'),
    gas: story.charges(alice),
  })
  expect(performance.gas.wei).toBe(60n)
})

it('gas: is valued at the native coin’s price at its own block, and is negative', () => {
  const story = tell()
  story.transaction(alice, units(0.001), () => story.collect('10', [0n, 0n]).collect('9', [0n, 0n]))
  const { performance, positions, transactions } = story.day(20).performance(alice, story.window(0, 20))
  // 0.001 at 2000
  expect(performance.value.gas).toBeCloseTo(-2, 9)
  expect(performance.value.net).toBeCloseTo(-2, 9)
  expect(performance.gas).toEqual({
    wei: units(0.001),
    transactions: 4,
    notChargedWei: 0n,
    approvalsWei: 0n,
    incomplete: false,
  })
  expect(positions.map(({ position, performance: { value } }) => [position.id, value.gas])).toEqual([
    ['9', expect.closeTo(-1, 9)],
    ['10', expect.closeTo(-1, 9)],
    ['200', 0],
  ])
  expect(transactions.at(-1)).toMatchObject({
    kind: 'charged',
    blockNumber: blockOfDay(10),
    feeWei: units(0.001).toString(),
    shareWei: units(0.001).toString(),
    nativePrice: 2000,
    value: -2,
  })
})

it('gas: somebody else’s transaction on an account’s position is listed and not charged', () => {
  const story = tell()
  story.transaction(operator, units(0.003), () => story.collect('10', [0n, 0n]))
  const { performance, transactions } = story.day(20).performance(alice, story.window(0, 20))
  expect(performance.gas).toMatchObject({ wei: 0n, notChargedWei: units(0.003), incomplete: false })
  expect(performance.value).toMatchObject({ gas: 0, net: expect.closeTo(0, 9) })
  expect(transactions.at(-1)).toMatchObject({ kind: 'notCharged', from: operator, value: -6 })
})

it('gas: an owner that is a contract is charged whoever sent the transaction', () => {
  const story = tell()
  story.transaction(operator, units(0.003), () => story.collect('10', [0n, 0n]))
  const { performance } = story.day(20).performance(alice, story.window(0, 20), { gas: story.charges(alice, true) })
  expect(performance.gas).toMatchObject({ wei: units(0.003), notChargedWei: 0n })
  expect(performance.value.gas).toBeCloseTo(-6, 9)
})

it('gas: approvals are listed on their own line and are not part of net', () => {
  const story = new LedgerStory().day(0, 1)
  story.approve(alice, 7n)
  story.day(1).mint(alice, '1').deposit('1', units(1), pair(1, 1)).day(2)
  story.approve(alice, 5n)
  const first = story.day(3).performance(alice, story.window(1, 3))
  expect(first.performance.gas).toMatchObject({ wei: 0n, approvalsWei: 12n })
  expect(first.performance.value.gas).toBe(0)
  expect(first.transactions.map(({ kind }) => kind)).toEqual(['approval', 'charged', 'approval'])
  expect(first.positions).toMatchObject([{ performance: { gas: { approvalsWei: 0n } } }])
  // In a later window, the owner was there before: only approvals inside are listed.
  expect(story.performance(alice, story.window(1.5, 3)).performance.gas.approvalsWei).toBe(5n)
})

it('gas: an approval that also touches a position is an ordinary transaction, and a permit sent by somebody else is not listed', () => {
  const story = tell()
  story.approvals.push(story.transaction(alice, 9n, () => story.collect('10', [0n, 0n])))
  story.approve(operator, 11n)
  const { gas } = story.day(20).performance(alice, story.window(0, 20)).performance
  expect(gas).toMatchObject({ wei: 9n, approvalsWei: 0n })
})

it('gas: the mint, the transfer and staking cost gas too', () => {
  const story = new LedgerStory().day(0, 1).mint(alice, '1')
  story.transaction(alice, 1n, () => story.deposit('1', units(1), pair(1, 1)))
  story.day(1).transaction(alice, 10n, () => story.stake('1'))
  story.day(2).transaction(alice, 100n, () => story.unstake('1'))
  story.day(3).transaction(alice, 1000n, () => story.transfer('1', bob))
  const window = story.day(4).window(0, 4)
  expect(story.performance(alice, window).performance.gas).toMatchObject({ wei: 1111n })
  expect(story.performance(bob, window).performance.gas).toMatchObject({ wei: 0n, notChargedWei: 1000n })
})
