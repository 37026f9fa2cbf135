import { expect, test } from 'vitest'
import type { EventRef, PositionHistory } from '../domain/ledger'
import type { Address, Hex } from '../domain/primitives'
import { rankOwners } from './rankOwners'

const [a, b, c, d] = ['0xaA', '0xBb', '0xcC', '0xDd'].map((end): Address => `0x${end.slice(2).padStart(40, '0')}`) as [
  Address,
  Address,
  Address,
  Address,
]
const pool: Address = `0x${'1'.repeat(40)}`
const at = (blockNumber: number): EventRef => {
  const transactionHash: Hex = `0x${blockNumber.toString(16).padStart(64, '0')}`
  return { blockNumber, timestamp: blockNumber * 12, logIndex: 0, transactionHash }
}

function createHistory(id: string, owners: readonly Address[]): PositionHistory {
  return {
    position: { id, kind: 'nft', pool, poolOwner: pool, tickLower: -10, tickUpper: 10 },
    events: [],
    ownerships: owners.map((owner, index) => {
      return { owner, from: at(index + 1), to: index === owners.length - 1 ? null : at(index + 2) }
    }),
  }
}

const rank = (histories: readonly PositionHistory[], capital: ReadonlyMap<Address, number | null>, except?: Address) =>
  rankOwners(histories, except ?? null, (owner) => capital.get(owner) ?? null).map(({ owner }) => owner)

test('default: the most capital and time comes first, whatever the letter case of the one who is left out', () => {
  const histories = [createHistory('1', [a]), createHistory('2', [b]), createHistory('3', [c])]
  const capital = new Map([
    [a, 5],
    [b, 50],
    [c, 20],
  ])
  expect(rank(histories, capital)).toEqual([b, c, a])
  expect(rank(histories, capital, b.toUpperCase().replace('0X', '0x') as Address)).toEqual([c, a])
})

test('behavior: no capital in the window is dropped, unknown capital stands last, equal capital by address', () => {
  const histories = [d, c, b, a].map((owner, index) => createHistory(String(index), [owner]))
  const capital = new Map<Address, number | null>([
    [a, 0],
    [b, null],
    [c, 7],
    [d, 7],
  ])
  expect(rank(histories, capital)).toEqual([c, d, b])
})

test('behavior: a position that changed hands stands with each of its owners', () => {
  const shared = createHistory('1', [a, b])
  const ranked = rankOwners([shared, createHistory('2', [a])], null, () => 1)
  expect(ranked.map(({ owner, histories }) => [owner, histories.map(({ position }) => position.id)])).toEqual([
    [a, ['1', '2']],
    [b, ['1']],
  ])
})
