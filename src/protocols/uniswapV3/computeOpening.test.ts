import { zeroAddress } from 'viem'
import { describe, expect, test } from 'vitest'
import type { EventRef, PositionEvent } from '../../domain/ledger'
import type { Position } from '../../domain/position'
import type { Address } from '../../domain/primitives'
import { computeOpening } from './computeOpening'
import type { OpeningInput } from './computeOpening'
import type { OwnershipRecord } from './ownership'

const addressOf = (digit: string): Address => `0x${digit.repeat(40)}`
const [alice, bob, farm, pool] = [addressOf('a'), addressOf('b'), addressOf('f'), addressOf('1')]
const at: EventRef = { blockNumber: 99, timestamp: 990, logIndex: 0, transactionHash: '0x' }
const nft: Position = { id: '7', kind: 'nft', pool, poolOwner: addressOf('2'), tickLower: -60, tickUpper: 60 }

const refAt = (blockNumber: number): EventRef => ({ ...at, blockNumber, timestamp: 10 * blockNumber })
const change = (type: 'deposit' | 'withdraw', blockNumber: number, liquidity: bigint): PositionEvent => ({
  ...refAt(blockNumber),
  type,
  positionId: '7',
  liquidity,
  amounts: [0n, 0n],
})
const collect: PositionEvent = { ...refAt(150), type: 'collect', positionId: '7', amounts: [5n, 5n] }
const transfer = (blockNumber: number, from: Address, to: Address): OwnershipRecord => ({
  ...refAt(blockNumber),
  kind: 'transfer',
  positionId: '7',
  from,
  to,
})
const record = (blockNumber: number, from: Address, to: Address): OwnershipRecord => ({
  ...refAt(blockNumber),
  kind: 'deposit',
  positionId: '7',
  farm,
  from,
  to,
})

function open(change: Partial<OpeningInput>, now: Partial<OpeningInput['now']> = {}) {
  const books = { liquidity: 0n, tokensOwed: [0n, 0n] as const, holder: alice, depositor: null, ...now }
  return computeOpening({ position: nft, now: books, events: [], records: [], ...change }, [farm], at)
}

describe('computeOpening', () => {
  test('default: what it holds now, its holder, and nothing decided of what it owed', () => {
    expect(open({}, { liquidity: 50n })).toEqual({
      state: { blockNumber: 99, liquidity: 50n, owed: null, farm: null },
      ownership: { holding: { holder: alice, beneficialOwner: alice, farm: null }, at },
      at,
    })
  })

  test('behavior: deposits and withdrawals are taken back, payouts change nothing', () => {
    const events = [change('deposit', 120, 30n), collect, change('withdraw', 160, 70n)]
    expect(open({ events }, { liquidity: 10n })?.state.liquidity).toBe(50n)
  })

  test('behavior: a lost withdrawal shows as less than nothing', () => {
    expect(open({ events: [change('deposit', 120, 30n)] }, { liquidity: 10n })?.state.liquidity).toBe(-20n)
  })

  test('behavior: who gave it away first had it, whoever has it now', () => {
    const records = [transfer(110, bob, alice), transfer(120, alice, addressOf('c'))]
    expect(open({ records }, { holder: addressOf('c') })?.ownership?.holding.beneficialOwner).toBe(bob)
  })

  test('behavior: one that was minted later has no opening; one that was burned opens with who burned it', () => {
    expect(open({ records: [transfer(110, zeroAddress, alice)] })).toBe(null)
    const burned = open({ records: [transfer(110, bob, zeroAddress)] }, { holder: null })
    expect(burned?.ownership?.holding.holder).toBe(bob)
  })

  test('behavior: in a farm it is the depositor’s: who still is it, or whom the first record names', () => {
    const staying = open({}, { holder: farm, depositor: bob })
    expect(staying?.ownership?.holding).toEqual({ holder: farm, beneficialOwner: bob, farm })
    expect(staying?.state.farm).toBe(farm)
    const left = open({ records: [record(110, bob, zeroAddress), transfer(110, farm, alice)] })
    expect(left?.ownership?.holding).toEqual({ holder: farm, beneficialOwner: bob, farm })
    const passedOn = open({ records: [record(110, bob, alice)] }, { holder: farm, depositor: alice })
    expect(passedOn?.ownership?.holding.beneficialOwner).toBe(bob)
  })

  test('behavior: one that came into the farm later was in its holder’s own hands', () => {
    const records = [transfer(110, bob, farm), record(110, zeroAddress, bob)]
    const opening = open({ records }, { holder: farm, depositor: bob })
    expect(opening?.ownership?.holding).toEqual({ holder: bob, beneficialOwner: bob, farm: null })
    expect(opening?.state.farm).toBe(null)
  })

  test('behavior: one that a farm holds for nobody is the farm’s', () => {
    expect(open({}, { holder: farm })?.ownership?.holding).toEqual({ holder: farm, beneficialOwner: farm, farm: null })
  })

  test('behavior: direct liquidity has its owner in the position, and no holding', () => {
    const opening = open({ position: { ...nft, kind: 'direct' } }, { holder: null, liquidity: 8n })
    expect(opening).toMatchObject({ ownership: null, state: { liquidity: 8n } })
  })
})
