import { expect, test } from 'vitest'
import type { PositionHistory } from '../domain/ledger'
import type { Address, Hex } from '../domain/primitives'
import type { Owner } from './loadOwnerResult'
import { reconcileOwner } from './reconcileOwner'

const alice: Address = '0x00000000000000000000000000000000000000a1'
const bob: Address = '0x00000000000000000000000000000000000000b0'

const refAt = (blockNumber: number) => {
  return { blockNumber, timestamp: blockNumber, logIndex: 0, transactionHash: `0x${blockNumber}` as const }
}

/** A position with a collect at each of some blocks. */
function historyOf(id: string, blocks: readonly number[], owner = alice): PositionHistory {
  const pool: Address = '0x00000000000000000000000000000000000000F0'
  return {
    position: { id, kind: 'nft', pool, poolOwner: bob, tickLower: 0, tickUpper: 60 },
    events: blocks.map((block) => ({ ...refAt(block), type: 'collect', positionId: id, amounts: [1n, 1n] })),
    ownerships: [{ owner, from: refAt(1), to: null }],
  }
}

function ownerOf(...histories: readonly PositionHistory[]): Owner {
  const books = { owner: alice, histories, charges: [], byStrangers: new Set<Hex>(), approvals: [] }
  return { owner: alice, histories, approvals: Promise.resolve([]), books: Promise.resolve(books) }
}

const marksOf = (histories: readonly PositionHistory[] = []) =>
  histories.map(({ position, isContradicted }) => [position.id, isContradicted])

test('default: two searches that agree change nothing', () => {
  expect(reconcileOwner(ownerOf(historyOf('1', [2, 3])), [historyOf('1', [2, 3]), historyOf('9', [2], bob)])).toBeNull()
})

test('an event that only the search for everybody found contradicts the position, in the books too', async () => {
  const you = reconcileOwner(ownerOf(historyOf('1', [2]), historyOf('2', [5])), [historyOf('1', [2, 3])])
  expect(marksOf(you?.histories)).toEqual([
    ['1', true],
    ['2', undefined],
  ])
  expect(marksOf((await you?.books)?.histories)).toEqual(marksOf(you?.histories))
})

test('a position that only the search for everybody found stands among the wallet’s, without figures', () => {
  const you = reconcileOwner(ownerOf(historyOf('1', [2])), [historyOf('1', [2]), historyOf('4', [3])])
  expect(marksOf(you?.histories)).toEqual([
    ['1', undefined],
    ['4', true],
  ])
})

test('what is contradicted for everybody is contradicted for the wallet', () => {
  const you = reconcileOwner(ownerOf(historyOf('1', [2])), [{ ...historyOf('1', [2]), isContradicted: true }])
  expect(marksOf(you?.histories)).toEqual([['1', true]])
})

test('what happened after the wallet gave a position away is not missing from its history', () => {
  const given = { ...historyOf('1', [2, 8]), ownerships: [{ owner: alice, from: refAt(1), to: refAt(5) }] }
  expect(reconcileOwner(ownerOf({ ...given, events: given.events.slice(0, 1) }), [given])).toBeNull()
})

test('while older positions are still being looked for, one that is not found yet is told and contradicts nothing', () => {
  let unfound = 0
  const everybodys = [historyOf('1', [2]), historyOf('4', [3])]
  expect(reconcileOwner(ownerOf(historyOf('1', [2])), everybodys, () => unfound++)).toBeNull()
  expect(unfound).toBe(1)
  expect(reconcileOwner(ownerOf(historyOf('1', [2])), everybodys.slice(0, 1), () => unfound++)).toBeNull()
  expect(unfound).toBe(1)
})
