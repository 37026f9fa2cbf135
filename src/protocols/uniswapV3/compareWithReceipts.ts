import type { RawLog, TransactionReceipt } from '../../chain/chainClient'
import type { UniswapV3Deployment } from '../../domain/chainConfig'
import type { EventRef, PositionHistory } from '../../domain/ledger'
import type { Address, Hex } from '../../domain/primitives'
import { isSameAddress } from '../../domain/primitives'
import { compareLogs } from './compareLogs'
import { decodePositionManagerLog } from './decodePositionManagerLog'
import { findTouchedPositions } from './touchedPositions'

/**
 * Compares histories of NFTs with the receipts of their owner's transactions. A receipt holds every log of its transaction, also those that
 * the endpoint left out when it was asked to search for them.
 *
 * A history that lacks an event of a receipt is marked as contradicted. Where it knows nothing of the whole transaction, that is added to its
 * `touches`, so that the gas is shared by all positions that the transaction touched.
 *
 * Pure. Only transactions that some history tells of are looked at, and only while the position was the owner's.
 */
export function compareWithReceipts(
  deployment: Pick<UniswapV3Deployment, 'positionManager' | 'stakers'>,
  owner: Address,
  histories: readonly PositionHistory[],
  receipts: ReadonlyMap<Hex, TransactionReceipt>,
): readonly PositionHistory[] {
  const places = new Map(histories.flatMap(listPlaces).map((place) => [place.transactionHash, place]))
  const touchesOf = new Map<string, EventRef[]>()
  const logsOf = new Map<string, RawLog[]>()
  for (const [hash, receipt] of receipts) {
    const place = places.get(hash)
    if (place === undefined) continue
    for (const id of findTouchedPositions(deployment, receipt)) append(touchesOf, id, place)
    for (const log of receipt.logs) {
      const id = readMovedPosition(deployment, log)
      if (id !== null) append(logsOf, id, log)
    }
  }
  return histories.map((history) => {
    const { id, kind } = history.position
    const isOwn = (place: EventRef) => isOwnedIn(history, owner, place)
    const known = new Set(listPlaces(history).map(({ transactionHash }) => transactionHash))
    const moved = logsOf.get(id) ?? []
    const hasMoved = ({ transactionHash }: EventRef) => moved.some((log) => log.transactionHash === transactionHash)
    const unseen = (touchesOf.get(id) ?? []).filter(
      (place) =>
        !known.has(place.transactionHash) &&
        isOwn(place) &&
        // Stakes inside of a farm are not read of a history that begins with an opening.
        (history.opening === undefined || hasMoved(place)),
    )
    const events = new Set(history.events.map(({ transactionHash, logIndex }) => `${transactionHash} ${logIndex}`))
    const lost = moved.filter(({ transactionHash, logIndex }) => {
      const place = places.get(transactionHash)
      return place !== undefined && isOwn(place) && !events.has(`${transactionHash} ${logIndex}`)
    })
    if (kind !== 'nft' || (unseen.length === 0 && lost.length === 0)) return history
    const touches = [...(history.touches ?? []), ...unseen].sort(compareLogs)
    return { ...history, ...(touches.length > 0 && { touches }), isContradicted: true }
  })
}

/** Where the transactions are that a history tells of. */
function listPlaces({ events, touches = [], ownerships }: PositionHistory): readonly EventRef[] {
  const changes = ownerships.flatMap(({ from, to }) => (to === null ? [from] : [from, to]))
  return [...events, ...touches, ...changes].map(({ blockNumber, timestamp, logIndex, transactionHash }) => {
    return { blockNumber, timestamp, logIndex, transactionHash }
  })
}

/** The id of the NFT whose deposit, withdrawal or collect a log is; `null` for any other log. */
function readMovedPosition({ positionManager }: Pick<UniswapV3Deployment, 'positionManager'>, log: RawLog) {
  if (!isSameAddress(log.address, positionManager)) return null
  const event = decodePositionManagerLog(log)
  if (event === null || event.type === 'transfer') return null
  return 'liquidity' in event && event.liquidity === 0n ? null : String(event.tokenId)
}

function isOwnedIn({ ownerships, opening }: PositionHistory, owner: Address, { blockNumber }: EventRef): boolean {
  if (opening !== undefined && blockNumber <= opening.blockNumber) return false
  return ownerships.some(
    ({ owner: one, from, to }) =>
      isSameAddress(one, owner) && from.blockNumber <= blockNumber && (to === null || blockNumber <= to.blockNumber),
  )
}

function append<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}
