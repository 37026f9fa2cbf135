import { isAddressEqual, zeroAddress } from 'viem'
import type { EventRef, Ownership, StakeEvent, TransferEvent } from '../../domain/ledger'
import type { Missing } from '../../domain/coverage'
import type { Address } from '../../domain/primitives'

/** One ERC-721 `Transfer` of the position. */
export interface TransferRecord extends EventRef {
  readonly kind: 'transfer'
  readonly positionId: string
  readonly from: Address
  readonly to: Address
}

/** One `DepositTransferred` of a farm: `from` is the zero address when the NFT came in, `to` when it is about to leave. */
export interface DepositRecord extends EventRef {
  readonly kind: 'deposit'
  readonly positionId: string
  readonly farm: Address
  readonly from: Address
  readonly to: Address
}

export type OwnershipRecord = TransferRecord | DepositRecord

export interface OwnershipInput {
  readonly positionId: string
  /** Every transfer of the position and every deposit record of it, in order: since its mint, or since the opening. */
  readonly records: readonly OwnershipRecord[]
  /** Known farms. */
  readonly farms: readonly Address[]
  /** Who had the position before the first record; absent where the records begin with the mint. */
  readonly opening?: OwnershipOpening | undefined
}

/** Who had a position at the moment from which on its records are known. */
export interface OwnershipOpening {
  readonly holding: Holding & { readonly beneficialOwner: Address }
  readonly at: EventRef
}

export interface OwnershipResult {
  readonly ownerships: readonly Ownership[]
  readonly events: readonly (TransferEvent | StakeEvent)[]
  readonly missing: readonly Missing[]
}

/** Who has the position at one moment. No owner before the mint and after the burn. */
export interface Holding {
  /** Who holds the NFT itself. */
  readonly holder: Address | null
  readonly beneficialOwner: Address | null
  readonly farm: Address | null
}

/** A change within one transaction, and the log that brought it about. */
interface Step {
  readonly holding: Holding
  readonly at: EventRef
}

const nobody: Holding = { holder: null, beneficialOwner: null, farm: null }

/**
 * Computes who owned a position when, and its `transfer`, `stake` and `unstake` events.
 *
 * Ownership is settled per transaction: a position that leaves and comes back within one transaction never changed hands. Where
 * the owner before and after a transaction differ, the last log that changed the owner is the transfer. A position that was
 * created in a transaction belongs wholly to the owner after it, one that was burned in it wholly to the owner before it.
 *
 * What lies in a farm belongs to the depositor that the farm recorded. An NFT that was sent to a farm past its deposit
 * function has no depositor: it belongs to the farm's own address.
 *
 * Pure. Transfers that do not connect are said in `missing`.
 */
export function computeOwnership({ positionId, records, farms, opening }: OwnershipInput): OwnershipResult {
  const ownerships: Ownership[] = []
  const events: (TransferEvent | StakeEvent)[] = []
  let isConnected = true
  let before = nobody
  if (opening !== undefined) {
    before = opening.holding
    ownerships.push({ owner: opening.holding.beneficialOwner, from: pickRef(opening.at), to: null })
  }

  for (const group of groupByTransaction(records)) {
    const [first] = group
    if (before.beneficialOwner === null && first.kind === 'transfer' && first.from !== zeroAddress) {
      // The mint is not among the logs: what came before the first transfer is the sender's.
      isConnected = false
      before = { holder: first.from, beneficialOwner: first.from, farm: null }
      ownerships.push({ owner: first.from, from: pickRef(first), to: null })
    }
    const walk = walkTransaction(before, group, farms)
    isConnected &&= walk.isConnected
    const settled = settle(positionId, before, walk.steps)
    events.push(...settled.events)
    if (settled.opened) {
      const current = ownerships.at(-1)
      if (current && settled.closedAt) ownerships[ownerships.length - 1] = { ...current, to: settled.closedAt }
      ownerships.push(settled.opened)
    }
    before = walk.steps.at(-1)?.holding ?? before
  }

  if (ownerships.length === 0 || !isConnected) {
    const why = 'The endpoint did not give all of its transfers, so that it is not certain who owned it when.'
    return { ownerships, events, missing: [{ what: `Owners of position ${positionId}`, why }] }
  }
  return { ownerships, events, missing: [] }
}

type RecordGroup = readonly [OwnershipRecord, ...OwnershipRecord[]]

function groupByTransaction(records: OwnershipInput['records']): readonly RecordGroup[] {
  const groups: [OwnershipRecord, ...OwnershipRecord[]][] = []
  for (const record of records) {
    const group = groups.at(-1)
    if (group?.[0].transactionHash === record.transactionHash) group.push(record)
    else groups.push([record])
  }
  return groups
}

function walkTransaction(
  before: Holding,
  group: RecordGroup,
  farms: readonly Address[],
): { readonly steps: readonly Step[]; readonly isConnected: boolean } {
  const steps: Step[] = []
  let holding = before
  let isConnected = true
  group.forEach((record, index) => {
    if (record.kind === 'transfer') isConnected &&= record.from === (holding.holder ?? zeroAddress)
    holding =
      record.kind === 'transfer' ? applyTransfer(record, group.slice(index + 1), farms) : applyDeposit(holding, record)
    steps.push({ holding, at: pickRef(record) })
  })
  return { steps, isConnected }
}

function applyTransfer({ to }: TransferRecord, later: readonly OwnershipRecord[], farms: readonly Address[]): Holding {
  if (to === zeroAddress) return nobody
  const isFarm = farms.some((farm) => isAddressEqual(farm, to))
  if (!isFarm) return { holder: to, beneficialOwner: to, farm: null }
  // The farm records the depositor while it receives the NFT: next to the transfer, in the same transaction.
  const deposit = later.find(
    (record): record is DepositRecord => record.kind === 'deposit' && record.from === zeroAddress,
  )
  if (deposit === undefined) return { holder: to, beneficialOwner: to, farm: null }
  return { holder: to, beneficialOwner: deposit.to, farm: to }
}

function applyDeposit(holding: Holding, { from, to }: DepositRecord): Holding {
  // Already taken into account at the transfer that brought the NFT in.
  if (from === zeroAddress) return holding
  if (to === zeroAddress) return { ...holding, farm: null }
  return { ...holding, beneficialOwner: to }
}

interface Settled {
  readonly opened: Ownership | null
  readonly closedAt: EventRef | null
  readonly events: readonly (TransferEvent | StakeEvent)[]
}

function settle(positionId: string, before: Holding, steps: readonly Step[]): Settled {
  const after = steps.at(-1)?.holding ?? before
  const stakes = computeStakes(positionId, before, steps)
  const ownerBefore = before.beneficialOwner
  const ownerAfter = after.beneficialOwner
  if (ownerBefore === null) {
    const owner = ownerAfter ?? steps.findLast((step) => step.holding.beneficialOwner !== null)?.holding.beneficialOwner
    const mint = steps[0]
    if (!owner || !mint) return { opened: null, closedAt: null, events: stakes }
    return { opened: { owner, from: mint.at, to: null }, closedAt: null, events: stakes }
  }
  if (ownerAfter === null || ownerAfter === ownerBefore) return { opened: null, closedAt: null, events: stakes }

  const at = findLastChange(before, steps, (holding) => holding.beneficialOwner)
  const transfer: TransferEvent = { ...at, type: 'transfer', positionId, from: ownerBefore, to: ownerAfter }
  const events = [...stakes, transfer].sort((a, b) => a.logIndex - b.logIndex)
  return { opened: { owner: ownerAfter, from: at, to: null }, closedAt: at, events }
}

/** Settled like ownership: a position that was taken out of a farm and put back within one transaction stayed there. */
function computeStakes(positionId: string, before: Holding, steps: readonly Step[]): readonly StakeEvent[] {
  const farmBefore = before.farm
  const farmAfter = steps.at(-1)?.holding.farm ?? null
  if (farmBefore === farmAfter) return []
  const stakes: StakeEvent[] = []
  if (farmBefore !== null) {
    const left = steps.find((step) => step.holding.farm !== farmBefore) as Step
    stakes.push({ ...left.at, type: 'unstake', positionId, farm: farmBefore })
  }
  if (farmAfter !== null) {
    const at = findLastChange(before, steps, (holding) => holding.farm)
    stakes.push({ ...at, type: 'stake', positionId, farm: farmAfter })
  }
  return stakes
}

/** The log of the last step at which a part of the holding changed. */
function findLastChange(before: Holding, steps: readonly Step[], read: (holding: Holding) => Address | null): EventRef {
  const index = steps.findLastIndex(
    (step, position) => read(step.holding) !== read(steps[position - 1]?.holding ?? before),
  )
  return (steps[index] as Step).at
}

function pickRef({ blockNumber, timestamp, logIndex, transactionHash }: EventRef): EventRef {
  return { blockNumber, timestamp, logIndex, transactionHash }
}
