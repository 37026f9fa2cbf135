import { expect, test } from 'vitest'
import type { EventRef, PositionHistory } from '../domain/ledger'
import type { Address, Hex } from '../domain/primitives'
import { computeGasCharges } from './computeGasCharges'
import { computeOwnerTransactions } from './computeOwnerTransactions'

const owner: Address = '0x00000000000000000000000000000000000000AA'
const friend: Address = '0x00000000000000000000000000000000000000bB'
const pool: Address = '0x00000000000000000000000000000000000000Cc'

const hashOf = (blockNumber: number): Hex => `0x${blockNumber.toString(16).padStart(64, '0')}`
const at = (blockNumber: number): EventRef => {
  return { blockNumber, timestamp: blockNumber * 12, logIndex: 0, transactionHash: hashOf(blockNumber) }
}

/** Minted in block 1 by the friend, given to the owner in block 5, touched without a ledger event in blocks 3 and 9. */
const history: PositionHistory = {
  position: { id: '7', kind: 'nft', pool, poolOwner: pool, tickLower: -10, tickUpper: 10 },
  events: [
    { ...at(1), type: 'deposit', positionId: '7', liquidity: 100n, amounts: [1n, 1n] },
    { ...at(5), type: 'transfer', positionId: '7', from: friend, to: owner },
  ],
  touches: [at(3), at(9)],
  ownerships: [
    { owner: friend, from: at(1), to: at(5) },
    { owner, from: at(5), to: null },
  ],
}

test('a transaction that moved nothing belongs to who owned the position then', () => {
  const blocksOf = (who: Address) => computeOwnerTransactions([history], who).map(({ blockNumber }) => blockNumber)
  expect(blocksOf(friend).sort()).toEqual([1, 3, 5])
  expect(blocksOf(owner).sort()).toEqual([5, 9])
})

test('its gas is charged like that of any other', () => {
  const costs = new Map(
    [1, 3, 5, 9].map((blockNumber) => {
      const { transactionHash, timestamp } = at(blockNumber)
      return [
        transactionHash,
        { transactionHash, blockNumber, timestamp, from: owner, feeWei: 10n, l1FeeMissing: false },
      ] as const
    }),
  )
  const charges = computeGasCharges({ owner, ownerIsContract: false, histories: [history], costs, approvals: [] })
  expect(charges.map(({ cost, kind, shares }) => [cost.blockNumber, kind, shares])).toEqual([
    [5, 'charged', [{ positionId: '7', wei: 10n }]],
    [9, 'charged', [{ positionId: '7', wei: 10n }]],
  ])
})
