import { zeroAddress } from 'viem'
import { describe, expect, test } from 'vitest'
import type { Address } from '../../domain/primitives'
import { computeOwnership } from './ownership'
import type { OwnershipRecord, OwnershipResult } from './ownership'
import { addressOf, hashOf } from './testLogs'

const alice = addressOf(1)
const bob = addressOf(2)
const zapper = addressOf(3)
const farm = addressOf(10)
const otherFarm = addressOf(11)

type Step =
  | readonly ['transfer', Address, Address]
  | readonly ['deposit', Address, Address]
  | readonly ['depositInOther', Address, Address]

/** Each argument is a transaction in a block of its own (1, 2, ...); its logs have the indexes 0, 1, ... */
function settle(...transactions: readonly (readonly Step[])[]): OwnershipResult {
  const records = transactions.flatMap((steps, index) =>
    steps.map(([kind, from, to], logIndex): OwnershipRecord => {
      const blockNumber = index + 1
      const ref = { blockNumber, timestamp: blockNumber * 12, logIndex, transactionHash: hashOf(blockNumber) }
      if (kind === 'transfer') return { ...ref, kind, positionId: '7', from, to }
      return { ...ref, kind: 'deposit', positionId: '7', farm: kind === 'deposit' ? farm : otherFarm, from, to }
    }),
  )
  return computeOwnership({ positionId: '7', records, farms: [farm, otherFarm] })
}

/** Ownerships as `owner: from-to`, events as `type @ block.logIndex`. */
function summarize({ ownerships, events, missing }: OwnershipResult) {
  const place = (ref: { blockNumber: number; logIndex: number } | null) =>
    ref === null ? '' : `${ref.blockNumber}.${ref.logIndex}`
  return {
    ownerships: ownerships.map(({ owner, from, to }) => `${nameOf(owner)}: ${place(from)}-${place(to)}`),
    events: events.map((event) => `${event.type} @ ${place(event)}`),
    missing: missing.length,
  }
}

function nameOf(address: Address): string {
  const names = new Map([
    [alice, 'alice'],
    [bob, 'bob'],
    [zapper, 'zapper'],
    [farm, 'farm'],
  ])
  return names.get(address) ?? address
}

const mint = (to: Address): Step => ['transfer', zeroAddress, to]
const move = (from: Address, to: Address): Step => ['transfer', from, to]
const burn = (from: Address): Step => ['transfer', from, zeroAddress]
/** What the staker logs when it receives an NFT. */
const deposited = (owner: Address): Step => ['deposit', zeroAddress, owner]
/** What the staker logs just before it gives an NFT back. */
const withdrawn = (owner: Address): Step => ['deposit', owner, zeroAddress]

describe('transfers', () => {
  test('minted and kept', () => {
    expect(summarize(settle([mint(alice)]))).toEqual({ ownerships: ['alice: 1.0-'], events: [], missing: 0 })
  })

  test('given away: the transfer ends one time and begins the other', () => {
    const result = settle([mint(alice)], [move(alice, bob)])
    expect(summarize(result)).toEqual({
      ownerships: ['alice: 1.0-2.0', 'bob: 2.0-'],
      events: ['transfer @ 2.0'],
      missing: 0,
    })
    expect(result.events[0]).toMatchObject({ type: 'transfer', positionId: '7', from: alice, to: bob, timestamp: 24 })
  })

  test('given away and back: three times, two transfers', () => {
    expect(summarize(settle([mint(alice)], [move(alice, bob)], [move(bob, alice)]))).toEqual({
      ownerships: ['alice: 1.0-2.0', 'bob: 2.0-3.0', 'alice: 3.0-'],
      events: ['transfer @ 2.0', 'transfer @ 3.0'],
      missing: 0,
    })
  })

  test('sent to oneself: nothing happened', () => {
    expect(summarize(settle([mint(alice)], [move(alice, alice)]))).toMatchObject({
      ownerships: ['alice: 1.0-'],
      events: [],
    })
  })

  test('burned: the owner stays the owner, without a transfer', () => {
    expect(summarize(settle([mint(alice)], [burn(alice)]))).toEqual({
      ownerships: ['alice: 1.0-'],
      events: [],
      missing: 0,
    })
  })
})

describe('settled per transaction', () => {
  test('leaves and comes back within one transaction: never changed hands', () => {
    expect(summarize(settle([mint(alice)], [move(alice, zapper), move(zapper, alice)]))).toEqual({
      ownerships: ['alice: 1.0-'],
      events: [],
      missing: 0,
    })
  })

  test('through a middleman: one transfer, at the last log that changed the owner', () => {
    expect(summarize(settle([mint(alice)], [move(alice, zapper), move(zapper, bob)]))).toEqual({
      ownerships: ['alice: 1.0-2.1', 'bob: 2.1-'],
      events: ['transfer @ 2.1'],
      missing: 0,
    })
  })

  test('minted by a zapper and handed on: it is wholly the owner of after', () => {
    expect(summarize(settle([mint(zapper), move(zapper, alice)]))).toEqual({
      ownerships: ['alice: 1.0-'],
      events: [],
      missing: 0,
    })
  })

  test('handed to a zapper that burns it: it is wholly the owner of before', () => {
    expect(summarize(settle([mint(alice)], [move(alice, zapper), burn(zapper)]))).toEqual({
      ownerships: ['alice: 1.0-'],
      events: [],
      missing: 0,
    })
  })

  test('minted and burned in one transaction: it is the last holder', () => {
    expect(summarize(settle([mint(zapper), move(zapper, alice), burn(alice)]))).toMatchObject({
      ownerships: ['alice: 1.0-'],
      events: [],
    })
  })

  test('two transactions of one block are settled one by one', () => {
    const ref = (logIndex: number, transaction: number) => {
      return { blockNumber: 1, timestamp: 12, logIndex, transactionHash: hashOf(transaction) }
    }
    const record = { kind: 'transfer', positionId: '7' } as const
    const result = computeOwnership({
      positionId: '7',
      records: [
        { ...ref(0, 1), ...record, from: zeroAddress, to: alice },
        { ...ref(1, 2), ...record, from: alice, to: bob },
        { ...ref(2, 3), ...record, from: bob, to: alice },
      ],
      farms: [],
    })
    expect(summarize(result).ownerships).toEqual(['alice: 1.0-1.1', 'bob: 1.1-1.2', 'alice: 1.2-'])
  })
})

describe('farms', () => {
  test('staked and unstaked: the depositor stays the owner', () => {
    const result = settle([mint(alice)], [move(alice, farm), deposited(alice)], [withdrawn(alice), move(farm, alice)])
    expect(summarize(result)).toEqual({
      ownerships: ['alice: 1.0-'],
      events: ['stake @ 2.0', 'unstake @ 3.0'],
      missing: 0,
    })
    expect(result.events[0]).toMatchObject({ type: 'stake', farm })
    expect(result.events[1]).toMatchObject({ type: 'unstake', farm })
  })

  test('the deposit changes hands inside of the farm: a transfer, still staked', () => {
    const story = settle([mint(alice)], [move(alice, farm), deposited(alice)], [['deposit', alice, bob]])
    expect(summarize(story)).toEqual({
      ownerships: ['alice: 1.0-3.0', 'bob: 3.0-'],
      events: ['stake @ 2.0', 'transfer @ 3.0'],
      missing: 0,
    })
  })

  test('withdrawn from the farm to somebody else: unstaked by the old owner, then given', () => {
    const story = settle([mint(alice)], [move(alice, farm), deposited(alice)], [withdrawn(alice), move(farm, bob)])
    expect(summarize(story)).toEqual({
      ownerships: ['alice: 1.0-3.1', 'bob: 3.1-'],
      events: ['stake @ 2.0', 'unstake @ 3.0', 'transfer @ 3.1'],
      missing: 0,
    })
  })

  test('a zapper stakes for the owner: no change of hands', () => {
    const story = settle(
      [mint(alice)],
      [move(alice, zapper), move(zapper, farm), deposited(zapper), ['deposit', zapper, alice]],
    )
    expect(summarize(story)).toEqual({ ownerships: ['alice: 1.0-'], events: ['stake @ 2.1'], missing: 0 })
  })

  test('given to somebody who stakes it in the same transaction: transferred first, then staked', () => {
    const story = settle([mint(alice)], [move(alice, bob), move(bob, farm), deposited(bob)])
    expect(summarize(story)).toEqual({
      ownerships: ['alice: 1.0-2.0', 'bob: 2.0-'],
      events: ['transfer @ 2.0', 'stake @ 2.1'],
      missing: 0,
    })
  })

  test('taken out and put back within one transaction: stayed in the farm', () => {
    const again: readonly Step[] = [withdrawn(alice), move(farm, alice), move(alice, farm), deposited(alice)]
    expect(summarize(settle([mint(alice)], [move(alice, farm), deposited(alice)], again))).toEqual({
      ownerships: ['alice: 1.0-'],
      events: ['stake @ 2.0'],
      missing: 0,
    })
  })

  test('moved from one farm to another within one transaction: unstaked and staked', () => {
    const over: readonly Step[] = [
      withdrawn(alice),
      move(farm, alice),
      move(alice, otherFarm),
      ['depositInOther', zeroAddress, alice],
    ]
    expect(summarize(settle([mint(alice)], [move(alice, farm), deposited(alice)], over)).events).toEqual([
      'stake @ 2.0',
      'unstake @ 3.0',
      'stake @ 3.2',
    ])
  })

  test('sent to the farm past its deposit function: it is the farm itself that owns it', () => {
    expect(summarize(settle([mint(alice)], [move(alice, farm)]))).toEqual({
      ownerships: ['alice: 1.0-2.0', 'farm: 2.0-'],
      events: ['transfer @ 2.0'],
      missing: 0,
    })
  })
})

describe('logs that are missing', () => {
  test('none at all: no owner, and it is said', () => {
    expect(summarize(settle())).toEqual({ ownerships: [], events: [], missing: 1 })
  })

  test('no mint: what came before is the first sender, and it is said', () => {
    expect(summarize(settle([move(alice, bob)]))).toEqual({
      ownerships: ['alice: 1.0-1.0', 'bob: 1.0-'],
      events: ['transfer @ 1.0'],
      missing: 1,
    })
  })

  test('a gap between two transfers is said', () => {
    expect(summarize(settle([mint(alice)], [move(bob, zapper)]))).toMatchObject({ missing: 1 })
  })
})
