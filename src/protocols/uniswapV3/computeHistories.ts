import type { RawLog } from '../../chain/chainClient'
import type { Missing } from '../../domain/coverage'
import type { EventRef, PositionEvent, PositionHistory, PositionOpening } from '../../domain/ledger'
import type { Position } from '../../domain/position'
import type { Address, Hex } from '../../domain/primitives'
import { isSameAddress } from '../../domain/primitives'
import { compareLogs } from './compareLogs'
import type { LogPlace } from './compareLogs'
import { computeFarmLedger } from './computeFarmLedger'
import type { FarmLedger } from './computeFarmLedger'
import { convertDirectLogs, convertNftLogs } from './convertPositionLogs'
import { decodePoolPositionLog } from './decodePoolLog'
import { decodePositionManagerLog } from './decodePositionManagerLog'
import { groupBy } from './groupBy'
import { computeOwnership } from './ownership'
import type { OwnershipOpening, OwnershipRecord, OwnershipResult } from './ownership'
import type { FarmLogs } from './scanFarms'
import type { PositionLogs } from './scanPositionLogs'

export interface HistoriesInput {
  readonly positions: readonly Position[]
  readonly logs: PositionLogs
  readonly farmLogs: FarmLogs
  readonly farms: readonly Address[]
  readonly refOf: (log: RawLog) => EventRef
  /** For positions that are older than the logs: what they were just before. Keys are position ids. */
  readonly openings?: ReadonlyMap<string, HistoryOpening>
}

/** What a position was, and whose, at the end of the block before its logs begin. */
export interface HistoryOpening {
  readonly state: PositionOpening
  /** Who had an NFT; `null` for direct liquidity, whose owner is part of the position. */
  readonly ownership: OwnershipOpening | null
  readonly at: EventRef
}

const NO_OPENINGS: ReadonlyMap<string, HistoryOpening> = new Map()

/** Computes histories from everything that was read. Pure. */
export function computeHistories({
  positions,
  logs,
  farmLogs,
  farms,
  refOf,
  openings = NO_OPENINGS,
}: HistoriesInput): readonly PositionHistory[] {
  const liquidityById = groupBy(logs.nftLiquidity, (log) => readTokenId(log))
  const recordsById = groupRecords(logs.nftTransfers, farmLogs, refOf)
  const stakesById = groupBy(farmLogs.stakes, ({ tokenId }) => String(tokenId))
  const directByKey = groupBy(logs.direct, readDirectKey)

  const nftOwnerships = new Map<string, OwnershipResult>()
  for (const { id, kind } of positions) {
    if (kind !== 'nft') continue
    const records = recordsById.get(id) ?? []
    const opening = openings.get(id)?.ownership ?? undefined
    nftOwnerships.set(id, computeOwnership({ positionId: id, records, farms, opening }))
  }
  const farmLedger = computeFarmLedger(farmLogs, refOf, (tokenId, owner, at) =>
    isOwnedAt(nftOwnerships.get(String(tokenId)), owner, at),
  )
  return positions.map((position) => {
    const opening = openings.get(position.id)
    if (position.kind === 'direct') {
      const directLogs = directByKey.get(formatDirectKey(position.pool, position)) ?? []
      return computeDirectHistory(position, directLogs, refOf, opening)
    }
    const liquidityLogs = liquidityById.get(position.id) ?? []
    const stakeLogs = (stakesById.get(position.id) ?? []).map(({ log }) => log)
    const touches = [...liquidityLogs, ...stakeLogs].map(refOf)
    return computeNftHistory({
      position,
      moneyEvents: convertNftLogs(position.id, liquidityLogs, refOf),
      ownership: nftOwnerships.get(position.id) as OwnershipResult,
      farmLedger,
      touches: [...touches, ...(recordsById.get(position.id) ?? [])],
      records: recordsById.get(position.id) ?? [],
      opening: opening?.state,
    })
  })
}

interface NftHistoryInput {
  readonly position: Position
  readonly moneyEvents: readonly PositionEvent[]
  readonly ownership: OwnershipResult
  readonly farmLedger: FarmLedger
  /** Every log of the position. */
  readonly touches: readonly EventRef[]
  readonly records: readonly OwnershipRecord[]
  readonly opening: PositionOpening | undefined
}

function computeNftHistory({
  position,
  moneyEvents,
  ownership,
  farmLedger,
  touches,
  records,
  opening,
}: NftHistoryInput): PositionHistory {
  const tokenId = BigInt(position.id)
  const events = [...moneyEvents, ...ownership.events, ...(farmLedger.claims.get(tokenId) ?? [])].sort(compareLogs)
  const missing = [
    ...ownership.missing,
    ...(farmLedger.missing.get(tokenId) ?? []),
    ...findMissingLiquidity(position, events, opening),
  ]
  const isContradicted =
    hasNegativeLiquidity(events, opening) ||
    (opening === undefined && (lacksEvents(events, records) || farmLedger.contradicted.has(tokenId)))
  return createHistory({
    position,
    events,
    ownerships: ownership.ownerships,
    opening,
    touches,
    missing,
    isContradicted,
  })
}

/** The contract in the pool's books owns direct liquidity for good: there is nothing to transfer. */
function computeDirectHistory(
  position: Position,
  logs: readonly RawLog[],
  refOf: (log: RawLog) => EventRef,
  opening: HistoryOpening | undefined,
): PositionHistory {
  const events = convertDirectLogs(position.id, logs, refOf)
  const touches = logs.map(refOf)
  // Nothing says that the owner was there before, where nothing was in it.
  const first = opening !== undefined && opening.state.liquidity > 0n ? opening.at : (touches[0] ?? opening?.at)
  if (!first) {
    const missing = [{ what: `Events of position ${position.id}`, why: 'The endpoint gave none of its logs.' }]
    return { position, events, ownerships: [], missing }
  }
  const ownerships = [{ owner: position.poolOwner, from: first, to: null }]
  const missing = findMissingLiquidity(position, events, opening?.state)
  const isContradicted = hasNegativeLiquidity(events, opening?.state)
  return createHistory({ position, events, ownerships, opening: opening?.state, touches, missing, isContradicted })
}

/** Leaves out of a history what there is none of, and of the touches those that an event tells of. */
function createHistory({
  touches,
  missing,
  opening,
  isContradicted,
  ...history
}: Required<Omit<PositionHistory, 'opening' | 'isContradicted' | 'areRewardsUnread'>> & {
  readonly opening: PositionOpening | undefined
  readonly isContradicted: boolean
}): PositionHistory {
  const untold = findUntold(history.events, touches)
  return {
    ...history,
    ...(opening && { opening }),
    ...(untold.length === 0 ? {} : { touches: untold }),
    ...(isContradicted && { isContradicted }),
    ...(missing.length === 0 ? {} : { missing }),
  }
}

/** One place for each transaction that touched the position and that no event tells of: burns, stakes inside of a farm, updates. */
function findUntold(events: readonly PositionEvent[], touches: readonly EventRef[]): readonly EventRef[] {
  const told = new Set(events.map(({ transactionHash }) => transactionHash))
  const untold = new Map<Hex, EventRef>()
  for (const { blockNumber, timestamp, logIndex, transactionHash } of [...touches].sort(compareLogs)) {
    if (!told.has(transactionHash)) untold.set(transactionHash, { blockNumber, timestamp, logIndex, transactionHash })
  }
  return [...untold.values()]
}

/** More taken out than was put in: logs of deposits are missing. */
function findMissingLiquidity(
  position: Position,
  events: readonly PositionEvent[],
  opening: PositionOpening | undefined,
): readonly Missing[] {
  if (!hasNegativeLiquidity(events, opening)) return []
  if (opening !== undefined && opening.liquidity < 0n) {
    const why = 'More liquidity was put in than the contract says is there: the endpoint did not give all logs.'
    return [{ what: `Withdrawals of position ${position.id}`, why }]
  }
  const why = 'More liquidity was taken out than the logs say was put in: the endpoint did not give all logs.'
  return [{ what: `Deposits of position ${position.id}`, why }]
}

function hasNegativeLiquidity(events: readonly PositionEvent[], opening: PositionOpening | undefined): boolean {
  let liquidity = opening?.liquidity ?? 0n
  for (const event of events) {
    if (liquidity < 0n) return true
    if (event.type === 'deposit') liquidity += event.liquidity
    if (event.type === 'withdraw') liquidity -= event.liquidity
  }
  return liquidity < 0n
}

/**
 * Whether a life lacks what cannot be missing from it: an NFT is minted with a deposit, and burned only once all principal was withdrawn and
 * paid out.
 *
 * @see https://github.com/Uniswap/v3-periphery/blob/v1.0.0/contracts/NonfungiblePositionManager.sol#L376-L381
 */
function lacksEvents(events: readonly PositionEvent[], records: readonly OwnershipRecord[]): boolean {
  const [mint, last] = [records[0], records.at(-1)]
  const isMinted = mint?.kind === 'transfer' && BigInt(mint.from) === 0n
  const isDepositOfMint = (event: PositionEvent) =>
    event.type === 'deposit' && event.transactionHash === mint?.transactionHash
  if (isMinted && !events.some(isDepositOfMint)) return true
  if (last?.kind !== 'transfer' || BigInt(last.to) !== 0n) return false
  let [liquidity, owed0, owed1] = [0n, 0n, 0n]
  for (const event of events) {
    if (event.type === 'deposit') liquidity += event.liquidity
    if (event.type === 'withdraw') {
      liquidity -= event.liquidity
      owed0 += event.amounts[0]
      owed1 += event.amounts[1]
    }
    // What is paid beyond the principal is fees.
    if (event.type === 'collect') {
      owed0 = owed0 > event.amounts[0] ? owed0 - event.amounts[0] : 0n
      owed1 = owed1 > event.amounts[1] ? owed1 - event.amounts[1] : 0n
    }
  }
  return liquidity !== 0n || owed0 > 0n || owed1 > 0n
}

function isOwnedAt(result: OwnershipResult | undefined, owner: Address, at: LogPlace): boolean {
  if (result === undefined) return true
  return result.ownerships.some(
    (ownership) =>
      isSameAddress(ownership.owner, owner) &&
      compareLogs(ownership.from, at) <= 0 &&
      (ownership.to === null || compareLogs(at, ownership.to) <= 0),
  )
}

/** Gives the deposits, withdrawals and collects of each position. */
export function groupMoneyEvents(
  positions: readonly Position[],
  logs: PositionLogs,
  refOf: (log: RawLog) => EventRef,
): (position: Position) => readonly PositionEvent[] {
  const liquidityById = groupBy(logs.nftLiquidity, readTokenId)
  const directByKey = groupBy(logs.direct, readDirectKey)
  const events = new Map(
    positions.map((position) => [
      position.id,
      position.kind === 'nft'
        ? convertNftLogs(position.id, liquidityById.get(position.id) ?? [], refOf)
        : convertDirectLogs(position.id, directByKey.get(formatDirectKey(position.pool, position)) ?? [], refOf),
    ]),
  )
  return ({ id }) => events.get(id) ?? []
}

/** Transfers and deposit records of each NFT together, as they happened. Keys are position ids. */
export function groupRecords(
  nftTransfers: readonly RawLog[],
  { deposits }: FarmLogs,
  refOf: (log: RawLog) => EventRef,
): ReadonlyMap<string, readonly OwnershipRecord[]> {
  const transfers = nftTransfers.flatMap((log): readonly OwnershipRecord[] => {
    const event = decodePositionManagerLog(log)
    if (event?.type !== 'transfer') return []
    const { tokenId, from, to } = event
    return [{ ...refOf(log), kind: 'transfer', positionId: String(tokenId), from, to }]
  })
  const farmRecords = deposits.map(({ log, tokenId, from, to }): OwnershipRecord => {
    return { ...refOf(log), kind: 'deposit', positionId: String(tokenId), farm: log.address, from, to }
  })
  return groupBy([...transfers, ...farmRecords].sort(compareLogs), (record) => record.positionId)
}

function readTokenId(log: RawLog): string {
  return String(BigInt(log.topics[1] ?? '0x0'))
}

function readDirectKey(log: RawLog): string {
  const event = decodePoolPositionLog(log)
  return event === null ? '' : formatDirectKey(log.address, { ...event, poolOwner: event.owner })
}

function formatDirectKey(
  pool: Address,
  { poolOwner, tickLower, tickUpper }: Pick<Position, 'poolOwner' | 'tickLower' | 'tickUpper'>,
): string {
  return `${pool.toLowerCase()} ${poolOwner.toLowerCase()} ${tickLower} ${tickUpper}`
}
