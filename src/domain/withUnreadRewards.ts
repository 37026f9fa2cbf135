import type { Missing } from './coverage'
import type { PositionHistory } from './ledger'

/** The same history of a position for which a farm paid or owes something that was not read; it says so once. Pure. */
export function withUnreadRewards(history: PositionHistory): PositionHistory {
  const unread: Missing = {
    what: `Rewards of position ${history.position.id}`,
    why: 'What farms paid and owe for it is told by older events, and these were not read.',
  }
  const others = (history.missing ?? []).filter(({ what }) => what !== unread.what)
  return { ...history, areRewardsUnread: true, missing: [...others, unread] }
}
