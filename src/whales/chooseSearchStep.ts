/** What is known of a search for the largest owner, in currency x seconds where nothing else is said. */
export interface SearchOutlook {
  /** The largest owner that is known. */
  readonly leader: number
  /** The largest of all others that are known. */
  readonly runnerUp: number
  /** The most that one unknown owner can have: everything that is not explained. */
  readonly unexplained: number
  /** Parts of it: ranges whose positions were not asked for, and positions that were found, each largest first. */
  readonly unnamed: readonly number[]
  readonly found: readonly number[]
  /** Ways that are left to find more positions, with how many requests each takes to its end. */
  readonly ways: {
    /** One request for the whole life; `null` once the endpoint refused it or it found nothing new. */
    readonly ticks: number | null
    /** Looking through NFTs by their ids. */
    readonly ids: number | null
    /** Finding the block of a deposit by state; `null` without archive state. */
    readonly aim: number | null
    /** Reading the logs of the rest of the pool's life. */
    readonly back: number | null
  }
}

/** What to do next. `count` is how many of the largest. */
export type SearchStep =
  | { readonly do: 'check' }
  | { readonly do: 'name' | 'open'; readonly count: number }
  | { readonly do: SearchWay }
  | { readonly do: 'end' }

/** A scan of logs names as many positions as fit into one list of a filter. */
const MOST_AT_ONCE = 500
/** Looking through ids is worth more requests than reading logs: what it finds needs no further ones to be named. */
const IDS_PER_BACK = 1.5
/** Ranges that are aimed at side by side. */
export const RANGES_PER_AIM = 8

/** How positions are found that no log of the window tells of. */
export type SearchWay = 'ticks' | 'ids' | 'aim' | 'back'

/**
 * Decides how a search goes on: until what is unexplained cannot be larger than what the leader has more than the next owner.
 *
 * Positions that could lead are opened at once; the others only when opening them is what the proof still needs. Pure.
 */
export function chooseSearchStep({ leader, runnerUp, unexplained, unnamed, found, ways }: SearchOutlook): SearchStep {
  const allowed = Math.max(0, leader - runnerUp)
  const excess = unexplained - allowed
  if (excess <= 0) return { do: 'check' }

  const toName = countHeaviest(unnamed, Math.max(allowed / 8, unexplained / 100))
  if (toName > 0) return { do: 'name', count: toName }

  const leading = found.filter((weight) => weight > leader / 4).length
  if (leading > 0) return { do: 'open', count: Math.min(leading, MOST_AT_ONCE) }

  const way = chooseWay(ways)
  const inFound = found.reduce((sum, weight) => sum + weight, 0)
  if (found.length > 0 && (inFound >= excess || way === null)) {
    return { do: 'open', count: Math.min(countToReach(found, excess + allowed / 8), MOST_AT_ONCE) }
  }
  if (way !== null) return { do: way }
  return unnamed.length > 0 ? { do: 'name', count: unnamed.length } : { do: 'end' }
}

/**
 * Chooses the way to find every position that a pool holds: aiming finds a few of them at a time, so that it is for the last ones. `null` where
 * no way is left. Pure.
 *
 * @param unexplained how many ticks begin something that nothing explains.
 */
export function chooseWayToAll(ways: SearchOutlook['ways'], unexplained: number): SearchWay | null {
  const aims = Math.ceil(unexplained / RANGES_PER_AIM)
  return chooseWay({ ...ways, aim: ways.aim === null ? null : ways.aim * aims })
}

function chooseWay({ ticks, ids, aim, back }: SearchOutlook['ways']): SearchWay | null {
  if (ticks !== null) return 'ticks'
  const all = Math.min(ids ?? Infinity, (back ?? Infinity) * IDS_PER_BACK)
  if (aim !== null && aim < all) return 'aim'
  if (ids !== null && ids <= all) return 'ids'
  if (back !== null) return 'back'
  return ids === null ? null : 'ids'
}

/** How many of the largest leave no more than `rest` to all others. */
function countHeaviest(weights: readonly number[], rest: number): number {
  let left = weights.reduce((sum, weight) => sum + weight, 0)
  let count = 0
  for (const weight of weights) {
    if (left <= rest) break
    left -= weight
    count++
  }
  return count
}

/** How many of the largest have `amount` together; all where they have less. */
function countToReach(weights: readonly number[], amount: number): number {
  let sum = 0
  const index = weights.findIndex((weight) => (sum += weight) >= amount)
  return index < 0 ? weights.length : index + 1
}
