import type { Address } from 'viem'
import type { EventRef, PositionHistory, TransferEvent } from '../domain/ledger'
import type { Window } from '../domain/performance'
import { isSameAddress } from '../domain/primitives'
import type { RankedOwner } from '../whales/rankOwners'

/** What can be said of the largest owner of a random pool. */
export const leaderTraits = [
  'an account',
  'a contract with NFTs',
  'a contract in the pool itself',
  'a contract with both',
  'was in a farm',
  'gave a position away straight out of a farm',
  'was given a position straight out of a farm',
  'gave a position away in a farm',
  'was given a position in a farm',
  'gave a position away',
  'was given a position',
  'burned a position',
  'was only paid out',
  'shares the first place',
  'is smaller than the wallet',
] as const

export type LeaderTrait = (typeof leaderTraits)[number]

/** Says what the first of the owners is and did in a window. */
export function describeLeader(
  ranked: readonly RankedOwner[],
  window: Window,
  known: {
    readonly isContract: boolean
    readonly burned: ReadonlySet<string>
    readonly yourCapitalYears: number | null
  },
): readonly LeaderTrait[] {
  const [leader, second] = ranked
  if (leader === undefined) return []
  const { owner, histories } = leader
  const traits = new Set<LeaderTrait>()
  const kinds = new Set(histories.map(({ position }) => position.kind))
  if (!known.isContract) traits.add('an account')
  else if (kinds.size === 2) traits.add('a contract with both')
  else traits.add(kinds.has('direct') ? 'a contract in the pool itself' : 'a contract with NFTs')
  const moves = histories.flatMap((history) => describeMoves(history, owner, window))
  for (const move of moves) traits.add(move)
  const events = histories.flatMap((history) => history.events.filter(isInside(window)))
  if (events.length > 0 && events.every(({ type }) => type === 'collect')) traits.add('was only paid out')
  if (histories.some(({ position }) => known.burned.has(position.id))) traits.add('burned a position')
  if (second?.capitalYears === leader.capitalYears) traits.add('shares the first place')
  if ((known.yourCapitalYears ?? 0) > (leader.capitalYears ?? 0)) traits.add('is smaller than the wallet')
  return [...traits]
}

/** What happened to one position of an owner in a window, besides deposits and withdrawals. */
function describeMoves({ events }: PositionHistory, owner: Address, window: Window): readonly LeaderTrait[] {
  const traits: LeaderTrait[] = []
  let isInFarm = false
  for (const event of events) {
    const isFromFarm = events.some(
      ({ type, transactionHash }) => type === 'unstake' && transactionHash === event.transactionHash,
    )
    if (isInside(window)(event)) {
      if (event.type === 'stake' || event.type === 'unstake' || isInFarm) traits.push('was in a farm')
      if (event.type === 'transfer') traits.push(describeTransfer(event, owner, { isFromFarm, isInFarm }))
    }
    if (event.type === 'stake') isInFarm = true
    if (event.type === 'unstake') isInFarm = false
  }
  return traits
}

function describeTransfer(
  { from }: TransferEvent,
  owner: Address,
  { isFromFarm, isInFarm }: { readonly isFromFarm: boolean; readonly isInFarm: boolean },
): LeaderTrait {
  const gives = isSameAddress(from, owner)
  if (isFromFarm)
    return gives ? 'gave a position away straight out of a farm' : 'was given a position straight out of a farm'
  if (isInFarm) return gives ? 'gave a position away in a farm' : 'was given a position in a farm'
  return gives ? 'gave a position away' : 'was given a position'
}

function isInside({ fromBlock, toBlock }: Window): (event: EventRef) => boolean {
  return ({ blockNumber }) => blockNumber > fromBlock && blockNumber <= toBlock
}
