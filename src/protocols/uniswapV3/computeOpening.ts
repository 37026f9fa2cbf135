import { isAddressEqual, zeroAddress } from 'viem'
import type { EventRef, PositionEvent } from '../../domain/ledger'
import type { Position } from '../../domain/position'
import type { Address } from '../../domain/primitives'
import type { HistoryOpening } from './computeHistories'
import type { PositionNow } from './fetchPositionsNow'
import type { Holding, OwnershipOpening, OwnershipRecord } from './ownership'

/** One position with all that logs and state say of it. */
export interface OpeningInput {
  readonly position: Position
  /** At the end of the last block of the logs. */
  readonly now: PositionNow
  /** Its deposits and withdrawals in the blocks of the logs; other events do not matter. */
  readonly events: readonly PositionEvent[]
  /** Its transfers and deposit records, in order. */
  readonly records: readonly OwnershipRecord[]
}

/**
 * Computes what a position was just before its logs begin, backwards from what it is at their end: its liquidity less what came in
 * and with what left, the holder who gave it away first or who still has it.
 *
 * What it owed is left undecided here. Pure.
 *
 * @param at the place of the opening: the end of the block before the logs.
 * @returns `null` for an NFT that was minted in those blocks: its history begins with itself.
 */
export function computeOpening(
  { position, now, events, records }: OpeningInput,
  farms: readonly Address[],
  at: EventRef,
): HistoryOpening | null {
  const liquidity = events.reduce((sum, event) => {
    if (event.type === 'deposit') return sum - event.liquidity
    return event.type === 'withdraw' ? sum + event.liquidity : sum
  }, now.liquidity)
  const state = { blockNumber: at.blockNumber, liquidity, owed: null, farm: null }
  if (position.kind === 'direct') return { state, ownership: null, at }
  const holding = computeFirstHolding(now, records, farms)
  if (holding === null) return null
  return { state: { ...state, farm: holding.farm }, ownership: { holding, at }, at }
}

/** Who had an NFT before the first of its records; `null` when nobody did, because it was not minted yet. */
function computeFirstHolding(
  now: PositionNow,
  records: readonly OwnershipRecord[],
  farms: readonly Address[],
): OwnershipOpening['holding'] | null {
  const first = records.find((record) => record.kind === 'transfer')
  const holder = first === undefined ? now.holder : first.from
  if (holder === null || holder === zeroAddress) return null
  const farm = farms.find((address) => isAddressEqual(address, holder))
  const depositor = farm === undefined ? null : findFirstDepositor(now, records)
  const holding: Holding & { readonly beneficialOwner: Address } =
    farm === undefined || depositor === null
      ? { holder, beneficialOwner: holder, farm: null }
      : { holder, beneficialOwner: depositor, farm }
  return holding
}

/** The depositor before the first record: whom that record says it came from, or who still is it. */
function findFirstDepositor(now: PositionNow, records: readonly OwnershipRecord[]): Address | null {
  const first = records.find((record) => record.kind === 'deposit')
  if (first === undefined) return now.depositor
  return first.from === zeroAddress ? null : first.from
}
