import { isEventOfOwnership } from '../accounting/computeOwnerLedger'
import type { PositionHistory } from '../domain/ledger'
import { isSameAddress } from '../domain/primitives'
import type { Address } from '../domain/primitives'
import type { Owner } from './loadOwnerResult'

/**
 * Compares an owner's positions in a pool with what reading everybody's in that pool found: two searches of the logs by different questions.
 *
 * @returns the owner with every position that the two do not agree on marked as contradicted, those that only the other search found
 * among them; `null` where they agree.
 * @param onUnfound for an owner whose positions are still being looked for: called where one is not found yet, which is no contradiction.
 */
export function reconcileOwner(
  you: Owner,
  everybodys: readonly PositionHistory[],
  onUnfound?: () => void,
): Owner | null {
  const own = new Map(you.histories.map((history) => [history.position.id, history]))
  const contradicted = new Set<string>()
  const unfound: PositionHistory[] = []
  for (const history of everybodys) {
    const known = own.get(history.position.id)
    if (known === undefined) {
      if (listOwnEvents(history, you.owner) === null) continue
      if (onUnfound === undefined) unfound.push({ ...history, isContradicted: true })
      else onUnfound()
    } else if (history.isContradicted === true || lacksEventOf(known, history, you.owner)) {
      contradicted.add(history.position.id)
    }
  }
  if (contradicted.size === 0 && unfound.length === 0) return null
  const mark = (histories: readonly PositionHistory[]): readonly PositionHistory[] => [
    ...histories.map((history) =>
      contradicted.has(history.position.id) ? { ...history, isContradicted: true as const } : history,
    ),
    ...unfound,
  ]
  const books = you.books.then((read) => ({ ...read, histories: mark(read.histories) }))
  // Whoever waits for them gets what they fail with; until then it is not unhandled.
  books.catch(() => undefined)
  return { ...you, histories: mark(you.histories), books }
}

function lacksEventOf(known: PositionHistory, other: PositionHistory, owner: Address): boolean {
  const places = new Set(known.events.map(({ blockNumber, logIndex }) => `${blockNumber} ${logIndex}`))
  return (listOwnEvents(other, owner) ?? []).some(
    ({ blockNumber, logIndex }) => !places.has(`${blockNumber} ${logIndex}`),
  )
}

/** The events of a position while it was an owner's; `null` where it never was. */
function listOwnEvents({ events, ownerships }: PositionHistory, owner: Address): PositionHistory['events'] | null {
  const own = ownerships.filter((ownership) => isSameAddress(ownership.owner, owner))
  if (own.length === 0) return null
  return events.filter((event) => own.some((ownership) => isEventOfOwnership(event, ownership)))
}
