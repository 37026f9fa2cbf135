import { expect, it } from 'vitest'
import { computeOwnerLedger } from './computeOwnerLedger'
import { alice, bob, LedgerStory, pair, units } from './stories/ledgerStory'

const story = new LedgerStory().day(0, 1).mint(alice, '1').deposit('1', units(1), pair(1, 1))
story.mint(alice, '2').deposit('2', units(1), pair(1, 1)).collect('1', [0n, 0n])
story.day(1).transfer('1', bob).collect('1', [1n, 1n]).day(2).transfer('1', alice).stake('2')

it('default: the owner’s events of all positions in the chain’s order, transfers with their direction', () => {
  const ledger = computeOwnerLedger(story.histories(), alice)
  expect(ledger.map(({ type, positionId }) => `${type} ${positionId}`)).toEqual([
    'deposit 1',
    'deposit 2',
    'collect 1',
    'transferOut 1',
    'transferIn 1',
    'stake 2',
  ])
})

it('behavior: events belong to who owned the position then, whatever the letter case of the address', () => {
  const lower = bob.toLowerCase() as typeof bob
  expect(computeOwnerLedger(story.histories(), lower).map(({ type }) => type)).toEqual([
    'transferIn',
    'collect',
    'transferOut',
  ])
})

it('behavior: somebody who never held a position has an empty ledger', () => {
  expect(computeOwnerLedger(story.histories(), '0x0000000000000000000000000000000000000001')).toEqual([])
})
