import type { RawLog } from '../../chain/chainClient'
import type { Missing } from '../../domain/coverage'
import type { EventRef, PositionEvent, PositionHistory } from '../../domain/ledger'
import type { Position } from '../../domain/position'
import type { Address } from '../../domain/primitives'
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
import type { OwnershipRecord, OwnershipResult } from './ownership'
import type { FarmLogs } from './scanFarms'
import type { PositionLogs } from './scanPositionLogs'

export interface HistoriesInput {
  readonly positions: readonly Position[]
  readonly logs: PositionLogs
  readonly farmLogs: FarmLogs
  readonly farms: readonly Address[]
  readonly refOf: (log: RawLog) => EventRef
}

/** Computes histories from everything that was read. Pure. */
export function computeHistories({
  positions,
  logs,
  farmLogs,
  farms,
  refOf,
}: HistoriesInput): readonly PositionHistory[] {
  const liquidityById = groupBy(logs.nftLiquidity, (log) => readTokenId(log))
  const recordsById = groupRecords(logs.nftTransfers, farmLogs, refOf)
  const stakesById = groupBy(farmLogs.stakes, ({ tokenId }) => String(tokenId))
  const directByKey = groupBy(logs.direct, readDirectKey)

  const nftOwnerships = new Map<string, OwnershipResult>()
  for (const { id, kind } of positions) {
    if (kind !== 'nft') continue
    const records = recordsById.get(id) ?? []
    nftOwnerships.set(id, computeOwnership({ positionId: id, records, farms }))
  }
  const farmLedger = computeFarmLedger(farmLogs, refOf, (tokenId, owner, at) =>
    isOwnedAt(nftOwnerships.get(String(tokenId)), owner, at),
  )
  return positions.map((position) =>
    position.kind === 'nft'
      ? computeNftHistory(
          position,
          convertNftLogs(position.id, liquidityById.get(position.id) ?? [], refOf),
          nftOwnerships.get(position.id) as OwnershipResult,
          farmLedger,
          [
            ...(recordsById.get(position.id) ?? []),
            ...(stakesById.get(position.id) ?? []).map(({ log }) => refOf(log)),
          ],
        )
      : computeDirectHistory(
          position,
          convertDirectLogs(position.id, directByKey.get(formatDirectKey(position.pool, position)) ?? [], refOf),
        ),
  )
}

function computeNftHistory(
  position: Position,
  moneyEvents: readonly PositionEvent[],
  ownership: OwnershipResult,
  farmLedger: FarmLedger,
  moves: readonly EventRef[],
): PositionHistory {
  const tokenId = BigInt(position.id)
  const events = [...moneyEvents, ...ownership.events, ...(farmLedger.claims.get(tokenId) ?? [])].sort(compareLogs)
  const missing = [
    ...ownership.missing,
    ...(farmLedger.missing.get(tokenId) ?? []),
    ...findMissingLiquidity(position, events),
  ]
  const touches = findTouches(events, moves)
  return {
    position,
    events,
    ownerships: ownership.ownerships,
    ...(touches.length === 0 ? {} : { touches }),
    ...(missing.length === 0 ? {} : { missing }),
  }
}

/** Transactions that moved the NFT, or its stake inside of a farm, and that no event tells of: burns, stakes that end or begin again. */
function findTouches(events: readonly PositionEvent[], moves: readonly EventRef[]): readonly EventRef[] {
  const told = new Set(events.map(({ transactionHash }) => transactionHash))
  const touches = new Map(
    [...moves]
      .sort(compareLogs)
      .filter(({ transactionHash }) => !told.has(transactionHash))
      .map(({ blockNumber, timestamp, logIndex, transactionHash }) => {
        return [transactionHash, { blockNumber, timestamp, logIndex, transactionHash }] as const
      }),
  )
  return [...touches.values()]
}

/** The contract in the pool's books owns direct liquidity for good: there is nothing to transfer. */
function computeDirectHistory(position: Position, events: readonly PositionEvent[]): PositionHistory {
  const [first] = events
  if (!first) {
    const missing = [{ what: `Events of position ${position.id}`, why: 'The endpoint gave none of its logs.' }]
    return { position, events, ownerships: [], missing }
  }
  const { blockNumber, timestamp, logIndex, transactionHash } = first
  const from = { blockNumber, timestamp, logIndex, transactionHash }
  const history = { position, events, ownerships: [{ owner: position.poolOwner, from, to: null }] }
  const missing = findMissingLiquidity(position, events)
  return missing.length === 0 ? history : { ...history, missing }
}

/** More taken out than was put in: logs of deposits are missing. */
function findMissingLiquidity(position: Position, events: readonly PositionEvent[]): readonly Missing[] {
  let liquidity = 0n
  for (const event of events) {
    if (event.type === 'deposit') liquidity += event.liquidity
    if (event.type === 'withdraw') liquidity -= event.liquidity
    if (liquidity < 0n) {
      const why = 'More liquidity was taken out than the logs say was put in: the endpoint did not give all logs.'
      return [{ what: `Deposits of position ${position.id}`, why }]
    }
  }
  return []
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

/** Transfers and deposit records of each NFT together, as they happened. Keys are position ids. */
function groupRecords(
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
